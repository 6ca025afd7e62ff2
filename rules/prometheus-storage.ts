/** What Prometheus stores: on its volume, in its memory, and in the long-term stores it writes to. */
import { MONITORING_UID } from "../names/dashboards";
import { PROMETHEUS as JOB } from "../names/kube-prometheus-stack";
import { seriesLimit } from "../settings/thresholds";
import { bytes } from "../settings/units";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

export const PROMETHEUS = `job="${JOB}"`;

/** Each server by itself: its pod. */
export const BY_SERVER = "(namespace, pod)";

const common = { ...PLATFORM, component: "prometheus", dashboard: MONITORING_UID };

export function prometheusStorage(settings: RuleSettings): RuleGroup[] {
  const { metrics } = settings;
  return [
    {
      name: "prometheus-storage",
      rules: [
        storageFailing(),
        walCorrupted(),
        ...(metrics.storage === "none" ? [] : [storageFilling(metrics.storage)]),
        tooManySeries(seriesLimit(settings), metrics.resources.memoryLimit),
        sampleLimitExceeded(metrics.sampleLimit),
      ],
    },
    ...(metrics.remoteWrite.length > 0
      ? [{ name: "prometheus-remote-write", rules: [remoteWriteBehind(), remoteWriteFailing()] }]
      : []),
  ];
}

/** What the storage does again and again, and the counter of its failures. */
const OPERATIONS = {
  compaction: "prometheus_tsdb_compactions_failed_total",
  reload: "prometheus_tsdb_reloads_failures_total",
  "write-ahead log": "prometheus_tsdb_wal_writes_failed_total",
};

function storageFailing(): Alert {
  const failures = Object.entries(OPERATIONS).map(
    ([operation, counter]) =>
      `label_replace(max by ${BY_SERVER} (increase(${counter}{${PROMETHEUS}}[30m])), "operation", "${operation}", "", "")`,
  );
  return {
    ...common,
    alert: "PrometheusStorageFailing",
    severity: "high",
    expr: `(${failures.join("\nor\n")}) > 0`,
    for: "1h",
    summary: "Storage of Prometheus {{ $labels.pod }} fails: {{ $labels.operation }}",
    description: `
      {{ $value | printf "%.0f" }} failures of {{ $labels.operation }} in 30 minutes in the storage of Prometheus
      {{ $labels.namespace }}/{{ $labels.pod }}, for an hour. What is not compacted stays in memory, until Prometheus is
      killed for it; what is not written is lost with the next restart.`,
  };
}

/**
 * Found at start-up the counter begins at 1, so increase() would miss it. What was so a day ago is known, unless the server
 * has started since: then the counter began anew, and as high as it is, it is a corruption more.
 */
function walCorrupted(): Alert {
  const corruptions = `max by ${BY_SERVER} (prometheus_tsdb_wal_corruptions_total{${PROMETHEUS}}`;
  return {
    ...common,
    alert: "PrometheusWalCorrupted",
    severity: "medium",
    expr: `
      ${corruptions}) > 0
      unless (
        ${corruptions}) <= ${corruptions} offset 1d)
        and time() - max by ${BY_SERVER} (process_start_time_seconds{${PROMETHEUS}}) > 86400
      )`,
    for: "0s",
    summary: "Prometheus {{ $labels.pod }} found its write-ahead log corrupted",
    description: `
      Prometheus {{ $labels.namespace }}/{{ $labels.pod }} dropped what came after a corruption in its write-ahead log: up
      to three hours of metrics are missing. A disk that does this once may do it again.`,
  };
}

/** Retention deletes blocks only, and they may grow past it: half of what it leaves free is for that, the rest a warning. */
function storageFilling(storage: string): Alert {
  const limit = `max by ${BY_SERVER} (prometheus_tsdb_retention_limit_bytes{${PROMETHEUS}})`;
  const used = ["storage_blocks_bytes", "wal_storage_size_bytes", "head_chunks_storage_size_bytes"]
    .map((size) => `max by ${BY_SERVER} (prometheus_tsdb_${size}{${PROMETHEUS}})`)
    .join("\n+ ");
  return {
    ...common,
    alert: "PrometheusStorageFilling",
    severity: "high",
    // The operator's name for the claim, by which PersistentVolumeFilling knows the same volume.
    labels: { persistentvolumeclaim: `prometheus-${JOB}-db-{{ $labels.pod }}` },
    expr: `${used}\n> (${limit} + ${bytes(storage)}) / 2`,
    for: "15m",
    keepFiringFor: "10m",
    summary: "Prometheus {{ $labels.pod }} uses more of its volume than its retention leaves",
    description: `
      Prometheus {{ $labels.namespace }}/{{ $labels.pod }} holds {{ $value | humanize1024 }}B on a volume of ${storage},
      past its size retention and half of what that leaves free. Deleting old blocks does not keep up; when the volume is
      full, it stops storing and alerting.`,
  };
}

function tooManySeries(limit: number, memory: string): Alert {
  return {
    ...common,
    alert: "PrometheusTooManySeries",
    severity: "medium",
    expr: `max by ${BY_SERVER} (prometheus_tsdb_head_series{${PROMETHEUS}}) > ${limit}`,
    for: "15m",
    keepFiringFor: "15m",
    summary: "Prometheus {{ $labels.pod }} holds more series than it is sized for",
    description: `
      Prometheus {{ $labels.namespace }}/{{ $labels.pod }} holds {{ $value | humanize }} series in memory, of about
      3 KiB each, more than ${limit}. Past what its memory limit of ${memory} allows it is killed, and killed again while it
      reads its write-ahead log.`,
  };
}

function sampleLimitExceeded(limit: number): Alert {
  return {
    ...common,
    alert: "PrometheusSampleLimitExceeded",
    severity: "medium",
    expr: `max by (namespace) (increase(prometheus_target_scrapes_exceeded_sample_limit_total{${PROMETHEUS}}[5m])) > 0`,
    for: "10m",
    keepFiringFor: "5m",
    summary: "Prometheus refuses targets with too many samples",
    description: `
      {{ $value | printf "%.0f" }} scrapes in 5 minutes were thrown away, because the target exposed more samples than it
      may (${limit}, unless its monitor says otherwise). Prometheus has nothing of such a target: TargetDown names it.`,
  };
}

/**
 * By the clock: a queue that is full takes nothing more, so that its own newest timestamp stops soon after what is sent has,
 * and the two may never be as far apart as two minutes. That it holds something newer tells a store that takes nothing from
 * one for which there is nothing. Before its first success a queue says that it has sent up to 1970.
 */
function remoteWriteBehind(): Alert {
  const timestamp = (what: string) =>
    `max by (namespace, pod, remote_name) (max_over_time(prometheus_remote_storage_queue_highest_${what}{${PROMETHEUS}}[5m]))`;
  const queued = timestamp("timestamp_seconds");
  const sent = timestamp("sent_timestamp_seconds");
  return {
    ...common,
    alert: "PrometheusRemoteWriteBehind",
    severity: "high",
    expr: `
      time() - (${sent} > 0) > 120 and ${queued} > ${sent}
      or 0 * (${queued} > 0 and ${sent} == 0) - 1`,
    for: "15m",
    keepFiringFor: "5m",
    summary: "Remote write to {{ $labels.remote_name }} is behind",
    description: `
      Prometheus {{ $labels.namespace }}/{{ $labels.pod }}
      {{ if lt $value 0.0 }}has sent nothing to {{ $labels.remote_name }} since it began{{ else }}is
      {{ $value | humanizeDuration }} behind with what it sends to {{ $labels.remote_name }}{{ end }}. Two hours behind, it
      begins to lose what it has not sent.`,
  };
}

function remoteWriteFailing(): Alert {
  const rate = (counter: string) =>
    `sum by (namespace, pod, remote_name) (rate(prometheus_remote_storage_${counter}{${PROMETHEUS}}[5m]))`;
  return {
    ...common,
    alert: "PrometheusRemoteWriteFailing",
    severity: "high",
    expr: `${rate("samples_failed_total")} / ${rate("samples_total")} > 1 / 100`,
    for: "15m",
    keepFiringFor: "5m",
    summary: "Remote write to {{ $labels.remote_name }} loses samples",
    description: `
      {{ $labels.remote_name }} refuses {{ $value | humanizePercentage }} of what Prometheus
      {{ $labels.namespace }}/{{ $labels.pod }} sends, for good: these samples are not tried again.`,
  };
}
