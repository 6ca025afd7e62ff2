import { z } from "zod";
import { count, threshold } from "./types";

/** When the rules fire. */
export const thresholds = z
  .strictObject({
    cpuPercent: threshold()
      .default(80)
      .describe("CPU use of a node, averaged over 5 minutes, that alerts when it lasts 15 minutes"),
    memoryPercent: threshold().default(90).describe("memory use of a node that alerts when it lasts 15 minutes"),
    diskPercent: threshold()
      .lte(99, { error: "is above 99: thresholds.diskCriticalPercent has to be above it" })
      .default(85)
      .describe("use of a file system that alerts when it lasts 15 minutes"),
    diskCriticalPercent: threshold().default(95).describe("use of a file system that pages when it lasts 5 minutes"),
    podRestarts: count().default(3).describe("restarts of one container within 15 minutes that count as crash looping"),
    seriesPerPrometheus: count()
      .default(2_000_000)
      .describe("series in one Prometheus' memory that alert (about 3 KiB each, so 2 million want 6 GiB)"),
    logErrorPercent: threshold()
      .default(20)
      .describe("share of errors among a service's log lines over 10 minutes that alerts when it lasts 10 minutes"),
    logErrors: count()
      .default(50)
      .describe("errors of a service in 10 minutes below which their share does not count: two of three are no rate"),
    logLinesPerSecond: count()
      .default(1000)
      .describe("log lines a second of one service, over 10 minutes, that alert when they last 15 minutes"),
    authenticationFailures: count()
      .default(30)
      .describe("failed sign-ins in one service's log within 5 minutes that count as an attack"),
    errorRatePercent: threshold()
      .default(1)
      .describe("share of a service's requests that fail, by its spans, that alerts when it lasts 10 minutes"),
    latencyMs: count()
      .default(500)
      .describe("time in which 99 % of a service's requests are answered, in milliseconds, that alerts above it"),
  })
  .prefault({})
  .describe("when the rules fire");
