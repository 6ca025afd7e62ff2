import { z } from "zod";
import { sampling } from "./tracing-sampling";
import { collectorSettings } from "./otel-collector";
import { autoscaling, count, servers, duration, quantity, resources } from "./types";

/** Traces. */
export const tracing = z
  .strictObject({
    storage: z
      .enum(["none", "memory", "badger", "elasticsearch"])
      .default("memory")
      .describe(
        "where Jaeger keeps traces: `memory` and `badger` (a volume) are one server's, `elasticsearch` needs `elastic`; `none` is no tracing",
      ),
    retention: duration()
      .default("7d")
      .describe(
        "how long traces are kept, with `elasticsearch` in whole days. `memory` keeps the newest `maxTraces` instead, until Jaeger restarts",
      ),
    expectedPerDay: quantity("1Ki")
      .default("100Mi")
      .describe(
        "elasticsearch: spans a day, of the traces that are kept, that the storage estimate counts with; see _cat/indices/jaeger-span-* for the real number",
      ),
    maxTraces: count()
      .default(10_000)
      .describe("memory: traces that are kept, the oldest goes first (about 40 KiB each, at 20 spans)"),
    volume: quantity().default("10Gi").describe("badger: the size of the volume. It can grow, never shrink"),
    replicas: servers().default(1).describe("Jaeger servers; more than one only with `elasticsearch`"),
    autoscaling: autoscaling("servers"),
    resources: resources({ cpu: "100m", memory: "512Mi", memoryLimit: "1Gi" }),
    sampling,
    ...collectorSettings,
  })
  .prefault({})
  .describe("traces: OpenTelemetry collectors and Jaeger");
