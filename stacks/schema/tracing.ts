import { z } from "zod";
import { collectorSettings } from "./tracing-collector";

/** Traces. */
export const tracing = z
  .strictObject({
    storage: z
      .enum(["none", "memory", "badger", "elasticsearch"])
      .default("memory")
      .describe(
        "where Jaeger keeps traces: `memory` and `badger` (a volume) are one server's, `elasticsearch` needs `elastic`; `none` is no tracing",
      ),
    ...collectorSettings,
  })
  .prefault({})
  .describe("traces: OpenTelemetry collectors and Jaeger");
