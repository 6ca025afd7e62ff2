import { z } from "zod";
import { count, percent } from "./types";

/** When the rules fire. */
export const thresholds = z
  .strictObject({
    cpuPercent: percent()
      .default(80)
      .describe("CPU use of a node, averaged over 5 minutes, that alerts when it lasts 15 minutes"),
    memoryPercent: percent().default(90).describe("memory use of a node that alerts when it lasts 15 minutes"),
    diskPercent: percent().default(85).describe("use of a file system that alerts when it lasts 15 minutes"),
    diskCriticalPercent: percent().default(95).describe("use of a file system that pages when it lasts 5 minutes"),
    podRestarts: count().default(3).describe("restarts of one container within 15 minutes that count as crash looping"),
    seriesPerPrometheus: count()
      .default(2_000_000)
      .describe("series in one Prometheus' memory that alert (about 3 KiB each, so 2 million want 6 GiB)"),
    errorRatePercent: percent()
      .default(1)
      .describe("share of a service's requests that fail, by its spans, that alerts when it lasts 10 minutes"),
    latencyMs: count()
      .default(500)
      .describe("time in which 99 % of a service's requests are answered, in milliseconds, that alerts above it"),
  })
  .prefault({})
  .describe("when the rules fire");
