import { z } from "zod";
import { applications, bots, workers } from "./application-thresholds";
import { databaseThresholds } from "./database-thresholds";
import { capacityThresholds } from "./capacity";
import { probeThresholds } from "./probes";
import { anomalies } from "./anomalies";
import { businessThresholds } from "./business";
import { count, threshold } from "./types";
import { bytes } from "./units";

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
    containerMemoryPercent: threshold()
      .default(90)
      .describe("use of a container's memory limit, cached files not counted, that alerts when it lasts 15 minutes"),
    podRestarts: count().default(3).describe("restarts of one container within 15 minutes that count as crash looping"),
    seriesPerPrometheus: count()
      .optional()
      .describe(
        "series in one Prometheus' memory that alert. Default: what fills half of `metrics.resources.memoryLimit`, at 3 KiB each",
      ),
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
      .describe("share of a service's requests that fail that alerts when it lasts `applications.errorsFor`"),
    latencyMs: count()
      .default(500)
      .describe(
        "time in which 99 % of a service's requests are answered, and 95 %, in milliseconds, that alerts above it",
      ),
    sloErrors: count()
      .default(10)
      .describe(
        "bad events within an SLO's burn window below which it does not alert: one of three requests is no outage",
      ),
    applications,
    bots,
    workers,
    databases: databaseThresholds,
    probes: probeThresholds,
    capacity: capacityThresholds,
    anomalies,
    business: businessThresholds,
  })
  .prefault({})
  .describe("when the rules fire");

/**
 * Memory of one series in Prometheus' head, in bytes. Measured with Prometheus 3.15 on 200,000 series of 8 labels, as
 * Kubernetes' have them: 2.7 kB live after four minutes; a chunk that is full, of 120 samples, has 0.2 kB more. Robust Perception's
 * formula ("How much RAM does Prometheus 2.x need for cardinality and ingestion?") comes to 2.1 to 2.5 kB for them:
 * (732 B + 32 B for each label + 120 B for each value of its own + the names) * 2.
 */
const SERIES_BYTES = 3 * 1024;

/**
 * The part of the memory limit that series may take before it is worth a message. Go lets the heap grow by 75 % of what is
 * live before it collects (Prometheus' default, GOGC=75), so that half is 7/8 at its highest; queries, and the log that is
 * read back after a restart, come on top.
 */
const SERIES_SHARE = 1 / 2;

/** The number of series in one Prometheus' memory that alerts: as set, else by its memory limit. */
export function seriesLimit(settings: {
  metrics: { resources: { memoryLimit: string } };
  thresholds: { seriesPerPrometheus?: number | undefined };
}): number {
  const { metrics, thresholds } = settings;
  const byMemory = Math.floor((bytes(metrics.resources.memoryLimit) * SERIES_SHARE) / SERIES_BYTES);
  return thresholds.seriesPerPrometheus ?? byMemory;
}
