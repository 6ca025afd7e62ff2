/** The parts of Loki's own configuration that both engines have in common. */
import { longestRetention } from "./estimates";
import { bytes, hours } from "../../settings/units";
import type { Settings } from "../../settings";
import { alertmanagerUrls } from "../../names/kube-prometheus-stack";
import { grafanaUrl } from "../../names/links";
import { teamRelabelling } from "../alertmanager/owners";

/** What a stream's retention is chosen by where several match: the audit log's comes first. */
const AUDIT_PRIORITY = 1000;

/** Since when the index and the chunks have the form below; older lines are refused. */
export const SCHEMA_FROM = "2024-01-01";

/** Index and chunks: TSDB and schema v13, the first that has structured metadata. */
export function schemaConfig(objectStore: string): Record<string, unknown> {
  return {
    configs: [
      {
        from: SCHEMA_FROM,
        store: "tsdb",
        object_store: objectStore,
        schema: "v13",
        index: { prefix: "index_", period: "24h" },
      },
    ],
  };
}

/** How long lines are kept, and what one application may do to all the others' logs. */
export function limitsConfig({ logs }: Settings): Record<string, unknown> {
  const { limits } = logs;
  return {
    allow_structured_metadata: true,
    retention_period: hours(logs.retention),
    retention_stream: [
      { selector: '{audit="true"}', priority: AUDIT_PRIORITY, period: hours(logs.auditRetention) },
      ...logs.retentionByStream.map(({ selector, priority, retention }) => ({
        selector,
        priority,
        period: hours(retention),
      })),
    ],
    // A collector that is new, or was away, sends what is there: as old as what is kept.
    reject_old_samples: true,
    reject_old_samples_max_age: hours(longestRetention(logs)),
    // What is past its retention is not shown, though it may not be deleted yet.
    max_query_lookback: hours(longestRetention(logs)),
    ingestion_rate_strategy: "global",
    ingestion_rate_mb: megabytes(limits.ingestionRate),
    ingestion_burst_size_mb: megabytes(limits.ingestionRate) * 2,
    per_stream_rate_limit: `${megabytes(limits.streamRate)}MB`,
    per_stream_rate_limit_burst: `${megabytes(limits.streamRate) * 2}MB`,
    max_global_streams_per_user: limits.streams,
    max_line_size: Math.floor(bytes(limits.lineSize)),
    max_line_size_truncate: true,
    volume_enabled: true,
    // Loki's own default lets whoever may ask delete, and Grafana hands on what any viewer sends.
    deletion_mode: logs.deletionRequests ? "filter-and-delete" : "disabled",
    split_queries_by_interval: "1h",
  };
}

/** Loki writes MB and means MiB. */
function megabytes(quantity: string): number {
  return Math.ceil(bytes(quantity) / 2 ** 20);
}

/**
 * What deletes: without `retention_enabled` lines live forever, whatever their retention says. The working directory has to
 * outlive the pod: it remembers what is marked for deletion.
 */
export function compactorConfig(directory: string, store: string): Record<string, unknown> {
  return {
    working_directory: directory,
    retention_enabled: true,
    delete_request_store: store,
    compaction_interval: "10m",
    // How long a query that is under way may still read what is marked.
    retention_delete_delay: "2h",
    // How long a request to delete lines can be taken back.
    delete_request_cancel_period: "24h",
  };
}

/**
 * The ruler, which evaluates the LogQL rules and sends to this platform's Alertmanager. Each of several gets every alert:
 * they agree among themselves on who notifies.
 */
export function rulerConfig(settings: Settings, directory: string, replicas: number): Record<string, unknown> {
  const relabelling = teamRelabelling(settings);
  return {
    storage: { type: "local", local: { directory } },
    rule_path: "/tmp/rules",
    alertmanager_url: alertmanagerUrls(settings).join(","),
    enable_alertmanager_v2: true,
    enable_api: true,
    enable_sharding: replicas > 1,
    // An alert's source links to the query in Grafana.
    external_url: grafanaUrl(settings),
    datasource_uid: "loki",
    external_labels: { cluster: settings.cluster.name },
    ...(relabelling.length > 0 ? { alert_relabel_configs: relabelling } : {}),
  };
}
