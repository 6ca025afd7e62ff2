/** Whether Loki keeps what it takes, and deletes what it should. */
import type { Alert } from "../rule";
import { either, LOKI, type Own } from "./common";

/** The chunks that do not reach the storage, and the write-ahead log that does not reach the volume. */
export function flushFailing(own: Own): Alert {
  const failures = (metric: string) => `sum by (namespace, pod) (increase(${metric}{${own}}[10m])) > 0`;
  return {
    ...LOKI,
    alert: "LokiFlushFailing",
    severity: "critical",
    expr: `
      ${failures("loki_ingester_chunks_flush_failures_total")}
      or ${failures("loki_ingester_wal_disk_full_failures_total")}`,
    for: "15m",
    keepFiringFor: "5m",
    summary: "Loki {{ $labels.pod }} cannot store its lines",
    description: `
      {{ $value | printf "%.0f" }} attempts of Loki {{ $labels.namespace }}/{{ $labels.pod }} to store lines have failed
      within 10 minutes. They stay in its memory until that is full, and what is not in its write-ahead log is lost with
      the next restart.`,
  };
}

export function linesDiscarded(own: Own): Alert {
  return {
    ...LOKI,
    alert: "LokiLinesDiscarded",
    severity: "medium",
    expr: `sum by (namespace, reason) (increase(loki_discarded_samples_total{${own}}[15m])) > 0`,
    for: "15m",
    keepFiringFor: "15m",
    summary: "Loki refuses lines: {{ $labels.reason }}",
    description: `
      Loki in {{ $labels.namespace }} has refused {{ $value | printf "%.0f" }} lines within 15 minutes, for the reason
      {{ $labels.reason }}. What is over a rate (rate_limited, per_stream_rate_limit) is sent again for some minutes;
      everything else is lost.`,
  };
}

/**
 * Seconds since something last succeeded in the namespace. Until it has, the gauge is 0, and the time since the process
 * started counts: a restart must not look like a failure, nor hide one for ever.
 */
function sinceSuccess(own: Own, gauge: (by: string) => string): string {
  const by = "max by (namespace, pod)";
  return `
    min by (namespace) (
      time() - (
        (${gauge(by)} > 0)
        or on (namespace, pod)
        (${by} (process_start_time_seconds{${own}}) and on (namespace, pod) ${gauge(by)})
      )
    )`;
}

export function compactorNotRunning(own: Own): Alert {
  return {
    ...LOKI,
    alert: "LokiCompactorNotRunning",
    severity: "high",
    expr: `
      ${sinceSuccess(
        own,
        (by) => `${by} (loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds{${own}})`,
      )} > 3 * 3600`,
    for: "15m",
    summary: "Loki's index is not compacted",
    description: `
      Loki's compactor in {{ $labels.namespace }} has not succeeded for {{ $value | humanizeDuration }}; it should every 10
      minutes. Queries get slower with every small index file, and nothing is deleted.`,
  };
}

export function retentionNotApplied(own: Own): Alert {
  // As Loki 3 and Loki 2.9 call it.
  const gauge = (by: string) =>
    either(
      `${by} (loki_compactor_apply_retention_last_successful_run_timestamp_seconds{${own}})`,
      `${by} (loki_boltdb_shipper_apply_retention_last_successful_run_timestamp_seconds{${own}})`,
    );
  return {
    ...LOKI,
    alert: "LokiRetentionNotApplied",
    severity: "high",
    expr: `${sinceSuccess(own, gauge)} > 24 * 3600`,
    for: "15m",
    summary: "Loki keeps logs longer than it should",
    description: `
      Loki in {{ $labels.namespace }} has not deleted old lines for {{ $value | humanizeDuration }}. Its storage fills, and
      what must be gone by now (logs.retention) can still be read.`,
  };
}
