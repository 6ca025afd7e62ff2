/** Whether Loki keeps what it takes, and deletes what it should. */
import { grown } from "../counters";
import type { Alert } from "../rule";
import { LOKI, type Own } from "./common";

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

/** One burst, told at once; and what goes on, however little it is. Lines over a rate count each time they are sent. */
export function linesDiscarded(own: Own, severity: "high" | "medium"): Alert {
  return {
    ...LOKI,
    alert: "LokiLinesDiscarded",
    severity,
    expr: `
      sum by (namespace, reason) ${grown("loki_discarded_samples_total", own, 15)} > ${severity === "high" ? 10_000 : 0}`,
    for: severity === "high" ? "0s" : "15m",
    keepFiringFor: "15m",
    summary: "Loki refuses lines: {{ $labels.reason }}",
    description: `
      Loki in {{ $labels.namespace }} has refused {{ $value | printf "%.0f" }} lines within 15 minutes, for the reason
      {{ $labels.reason }}. What is over a rate (rate_limited, per_stream_rate_limit) is sent again for some minutes;
      everything else is lost.`,
  };
}

/**
 * Nobody in the job has succeeded for some hours, and somebody was there before them. Several may do it and one does: what
 * an idle one's clock says, or a restart of any of them, is no success; and what the one that was restarted had done by
 * then counts. Each engine is a job of its own, and one's success is not the other's.
 */
function notSince(own: Own, gauge: string, hours: number): string {
  const by = "max by (namespace, job)";
  const series = `${gauge}{${own}}`;
  return `
      ${by} (max_over_time(${series}[${hours}h])) < time() - ${hours} * 3600
      and ${by} (last_over_time(${series}[1h] offset ${hours}h))`;
}

export function compactorNotRunning(own: Own): Alert {
  return {
    ...LOKI,
    alert: "LokiCompactorNotRunning",
    severity: "high",
    expr: notSince(own, "loki_boltdb_shipper_compact_tables_operation_last_successful_run_timestamp_seconds", 3),
    for: "15m",
    summary: "Loki's index is not compacted",
    description: `
      Loki's compactor in {{ $labels.namespace }} has not succeeded for more than 3 hours; it should every 10 minutes.
      Queries get slower with every small index file, and nothing is deleted.`,
  };
}

export function retentionNotApplied(own: Own): Alert {
  return {
    ...LOKI,
    alert: "LokiRetentionNotApplied",
    severity: "high",
    // As Loki 3 and Loki 2.9 call it.
    expr: `
      ${notSince(own, "loki_compactor_apply_retention_last_successful_run_timestamp_seconds", 24)}
      or ${notSince(own, "loki_boltdb_shipper_apply_retention_last_successful_run_timestamp_seconds", 24)}`,
    for: "15m",
    summary: "Loki keeps logs longer than it should",
    description: `
      Loki in {{ $labels.namespace }} has not deleted old lines for more than a day. Its storage fills, and what must be
      gone by now (logs.retention) can still be read.`,
  };
}

/**
 * What the object storage answers, as Loki 3 counts it for each kind. That an object is not there is an answer: asking
 * whether it is, and 404, are left out.
 */
export function objectStorageFailing(own: Own): Alert {
  const kinds =
    '__name__=~"loki_(s3|gcs|azure_blob)_request_duration_seconds_count",operation!~".*(Exists|Attributes)"';
  const rate = (matchers = "") => `sum by (namespace, operation) (rate({${kinds},${own}${matchers}}[10m]))`;
  return {
    ...LOKI,
    alert: "LokiObjectStorageFailing",
    severity: "high",
    expr: `${rate(',status_code=~"5..|401|403|429"')} / ${rate()} > 10 / 100`,
    for: "15m",
    keepFiringFor: "5m",
    summary: "Loki's object storage fails at {{ $labels.operation }}",
    description: `
      {{ $value | humanizePercentage }} of the requests {{ $labels.operation }} of Loki in {{ $labels.namespace }} to its
      object storage have failed for 15 minutes. Lines stay in memory instead, old ones are not found, or none is deleted.`,
  };
}
