import { z } from "zod";
import { duration, storage } from "./types";

/** Logs in Loki. */
export const logs = z
  .strictObject({
    engine: z
      .enum(["loki-stack", "loki", "none"])
      .default("loki-stack")
      .describe(
        "what keeps the logs: `loki-stack` (Loki 2.9 and Promtail, one server; deprecated upstream), `loki` (Loki 3 and Alloy, object storage, scale-out) or `none`",
      ),
    keep: z
      .enum(["loki-stack", "loki"])
      .optional()
      .describe(
        "an engine that stays readable beside `engine` after a move, without getting new lines (docs/logs.md). Default: none",
      ),
    retention: duration().default("7d").describe("how long logs are kept"),
    storage: storage("20Gi").describe("the volume of one Loki server, or none"),
  })
  .prefault({})
  .describe("logs in Loki");
