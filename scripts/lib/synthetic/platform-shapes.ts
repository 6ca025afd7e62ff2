/** What the platform's own parts do. */
import {
  AGE,
  constant,
  counter,
  counterThen,
  daily,
  histogram,
  level,
  once,
  ramp,
  seldom,
  type Shapes,
} from "./shapes";
import { GIB, MIB } from "./sizes";

/** Seconds before the end of what went wrong and is over: it is on graphs of an hour, and no alert fires for it. */
const PASSED = 50 * 60;

/** Seconds before the end from which on Loki answers slowly. */
const SLOW = 40 * 60;

export const PLATFORM_SHAPES: Shapes = [
  [
    /^(prometheus_rule_evaluation_failures|prometheus_tsdb_(compactions_failed|reloads_failures|wal_writes_failed|wal_corruptions)|apiserver_flowcontrol_rejected_requests|otelcol_receiver_refused_spans|fluentd_refused_records)_total$/,
    (asked) => once(asked, PASSED),
  ],
  [/^fluentd_output_status_retry_count$/, (asked) => once(asked, PASSED)],
  [/^ALERTS_FOR_STATE$/, () => undefined],
  // A store is of one kind.
  [/^loki_(azure_blob|gcs)_request/, () => undefined],
  [/^jaeger_storage_\w*(errors_total|err_seconds_count)$/, () => constant(0)],
  [/^cnpg_backends_waiting_total$/, () => constant(1)],
  [/^up$/, ({ labels }) => constant(labels["job"] === "legacy" && labels["instance"] === "legacy-1" ? 0 : 1)],
  [/^scrape_samples_post_metric_relabeling$/, (asked) => constant(200 + Math.floor(3000 * asked.seed))],
  [/^scrape_series_added$/, () => constant(0)],
  [/^prometheus_tsdb_head_series$/, (asked) => ramp(asked, 180_000, 240_000, 20 * 86_400)],
  [/^prometheus_tsdb_head_chunks$/, (asked) => level(asked, 700_000)],
  [/^prometheus_tsdb_head_samples_appended_total$/, (asked) => counter(asked, 7500)],
  [/^prometheus_tsdb_lowest_timestamp_seconds$/, ({ end }) => constant(end - AGE)],
  [/^prometheus_tsdb_storage_blocks_bytes$/, (asked) => ramp(asked, 18 * GIB, 24 * GIB, 30 * 86_400)],
  [/^prometheus_tsdb_retention_limit_bytes$/, () => constant(40 * GIB)],
  [
    /^prometheus_rule_evaluation_duration_seconds$/,
    (asked) => level(asked, 0.004 * (1 + Number(asked.labels["quantile"]))),
  ],
  [/^prometheus_rule_group_last_duration_seconds$/, (asked) => level(asked, 0.05 + 0.2 * asked.seed)],
  [/^prometheus_rule_group_interval_seconds$/, () => constant(30)],
  [/^prometheus_rule_group_iterations_missed_total$/, (asked) => seldom(asked, asked.seed < 0.5 ? 20 : 0)],
  [/^prometheus_engine_queries(_concurrent_max)?$/, ({ metric }) => constant(metric.endsWith("max") ? 20 : 2)],
  [/^prometheus_notifications_(queue_length)$/, () => constant(0)],
  [/^prometheus_notifications_queue_capacity$/, () => constant(10_000)],
  [/^prometheus_notifications_alertmanagers_discovered$/, () => constant(3)],
  [/^prometheus_remote_storage_queue_highest_\w*timestamp_seconds$/, () => (at) => at - 2],
  [/^prometheus_remote_storage_shards_(desired|max)$/, ({ metric }) => constant(metric.endsWith("max") ? 50 : 2)],
  [/^prometheus_remote_storage_samples_pending$/, (asked) => level(asked, 800)],
  [/^prometheus_remote_storage_samples_(failed|retried)_total$/, (asked) => once(asked, PASSED, 200)],
  [/^prometheus_target_scrape_pool_targets$/, (asked) => constant(4 + Math.floor(40 * asked.seed))],
  [/^prometheus_target_scrape_pool_target_limit$/, () => constant(0)],
  [/_config_hash$/, () => constant(4.2e13)],
  [/^alertmanager_cluster_members$/, () => constant(3)],
  [/^alertmanager_cluster_failed_peers$/, () => constant(0)],
  [/^alertmanager_notification(s|_requests)_total$/, (asked) => seldom(asked, 6)],
  [
    /^alertmanager_notification(s|_requests)_failed_total$/,
    (asked) => seldom(asked, asked.labels["integration"] === "email" ? 3 : 0),
  ],
  [
    /^alertmanager_alert_(muted|silenced)$/,
    ({ metric, labels }) =>
      constant(metric.endsWith("silenced") && labels["alert"] === "ElasticsearchClusterYellow" ? 1 : 0),
  ],
  [
    /^loki_distributor_(lines|bytes)_received_total$/,
    (asked) => counter(asked, asked.metric.includes("bytes") ? 60_000 : 280),
  ],
  [/^(promtail|loki_write)_sent_entries_total$/, (asked) => counter(asked, 70)],
  [/^(promtail|loki_write)_dropped_entries_total$/, () => constant(0)],
  [/^loki_discarded_samples_total$/, () => constant(0)],
  [
    /^loki_request_duration_seconds_(bucket|count)$/,
    (asked) => {
      const { job, route, status_code } = asked.labels;
      const isSlow = job === "loki" && route === "loki_api_v1_query_range";
      return histogram(asked, status_code === "500" ? 0.001 : 4, 0.05, isSlow ? { since: SLOW, mean: 5 } : undefined);
    },
  ],
  [/^loki_ingester_memory_(streams|chunks)$/, (asked) => level(asked, asked.metric.endsWith("streams") ? 900 : 2600)],
  [/^(loki|cortex)_prometheus_rule_group_last_evaluation_timestamp_seconds$/, () => (at) => at - 20],
  [/^(loki|cortex)_ring_members$/, ({ labels }) => constant(labels["state"] === "ACTIVE" ? 1 : 0)],
  [/^loki_boltdb_shipper_\w*_timestamp_seconds$|^loki_compactor_\w*_timestamp_seconds$/, () => (at) => at - 400],
  [/^otelcol_receiver_accepted_spans(_total)?$/, (asked) => counter(asked, 60)],
  [/^otelcol_exporter_sent_\w+$/, (asked) => counter(asked, 60)],
  [/^otelcol_exporter_queue_capacity$/, () => constant(1000)],
  [/^otelcol_exporter_queue_size$/, (asked) => daily(asked, 90)],
  [
    /^otelcol_(receiver_refused|exporter_send_failed|exporter_enqueue_failed)_spans$/,
    (asked) => counterThen(asked, 0, 2400, asked.labels["pod"] === "otel-gateway-1" ? 0.3 : 0),
  ],
  [/^otelcol_processor_tail_sampling_sampling_trace_dropped_too_early$/, (asked) => counterThen(asked, 0, 2400, 0.1)],
  [
    /^otelcol_processor_tail_sampling_global_count_traces_sampled$/,
    (asked) => counter(asked, asked.labels["sampled"] === "true" ? 3 : 20),
  ],
  [/^otelcol_processor_tail_sampling_sampling_traces_on_memory$/, (asked) => daily(asked, 4000)],
  [/^otelcol_processor_tail_sampling_new_trace_id_received$/, (asked) => counter(asked, 23)],
  [/^otelcol_process_memory_rss$/, (asked) => level(asked, 200 * MIB)],
  [
    /^otelcol_process_uptime/,
    ({ end }) =>
      (at) =>
        at - end + 5 * 86_400,
  ],
  [
    /^jaeger_storage_bulk_index_(attempts|inserts)_total$|^jaeger_storage_spans_attempts_total$/,
    (asked) => counter(asked, 30),
  ],
  [/^fluentd_output_status_buffer_available_space_ratio$/, (asked) => level(asked, 90)],
  [/^cluster_autoscaler_(max_nodes_count|nodes_count)$/, ({ metric }) => constant(metric.includes("max") ? 8 : 4)],
  [/^coredns_dns_responses_total$/, (asked) => counter(asked, asked.labels["rcode"] === "NOERROR" ? 80 : 0.1)],
  [/^apiserver_request_total$/, (asked) => counter(asked, asked.labels["code"] === "500" ? 0.001 : 3)],
  [/^apiserver_admission_webhook_(fail_open|rejection)_count$/, () => constant(0)],
];
