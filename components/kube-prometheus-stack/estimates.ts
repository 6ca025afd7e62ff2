/** What metrics take, and how much of it Prometheus keeps. */
import type { Settings } from "../../settings";
import { bytes, seconds } from "../../settings/units";

/**
 * Bytes that the metrics of the retention take on one replica: series / interval * 2 bytes * seconds.
 * Source: Prometheus' storage page, `retention_time_seconds * ingested_samples_per_second * bytes_per_sample`, where a
 * sample takes 1 to 2 bytes.
 */
export function estimatedBytes({ metrics }: Settings): number {
  const samplesPerSecond = metrics.expectedSeries / metrics.shards / seconds(metrics.scrapeInterval);
  return samplesPerSecond * 2 * seconds(metrics.retention);
}

/** The size that Prometheus keeps its blocks under: as set, else 80 % of the volume; undefined without a volume. */
export function retentionBytes({ metrics }: Settings): number | undefined {
  if (metrics.retentionSize !== undefined) return bytes(metrics.retentionSize);
  return metrics.storage === "none" ? undefined : bytes(metrics.storage) * 0.8;
}
