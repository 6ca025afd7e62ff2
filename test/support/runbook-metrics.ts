/** Metrics that only runbooks ask for, which neither a rule nor a dashboard nor a promtool case vouches for. */

/** The labels that Prometheus gives every series it scrapes from a monitor. */
export const OF_TARGETS: readonly string[] = ["instance", "job", "namespace", "pod"];

/** The labels that the kubelet's, cAdvisor's and node-exporter's series have besides. */
export const OF_NODES: readonly string[] = ["node"];

/** Each with the labels of its own, by where it is from: the text of that version's program, or its source. */
const BY_SOURCE: readonly Readonly<Record<string, readonly string[]>>[] = [
  // Prometheus 3.15 (names in its binary; scrape_*: its documentation, "Automatically generated labels and time series").
  {
    process_cpu_seconds_total: [],
    prometheus_config_last_reload_success_timestamp_seconds: [],
    prometheus_http_request_duration_seconds_count: ["handler"],
    prometheus_http_requests_total: ["code", "handler"],
    prometheus_notifications_dropped_total: ["alertmanager"],
    prometheus_notifications_latency_histogram_seconds_bucket: ["alertmanager", "le"],
    prometheus_remote_storage_samples_dropped_total: ["reason", "remote_name", "url"],
    prometheus_remote_storage_samples_pending: ["remote_name", "url"],
    prometheus_remote_storage_sent_batch_duration_seconds_bucket: ["le", "remote_name", "url"],
    prometheus_remote_storage_shards_desired: ["remote_name", "url"],
    prometheus_remote_storage_shards_max: ["remote_name", "url"],
    prometheus_rule_group_interval_seconds: ["rule_group"],
    prometheus_target_scrape_pool_target_limit: ["scrape_job"],
    prometheus_tsdb_head_chunks: [],
    prometheus_tsdb_size_retentions_total: [],
    prometheus_tsdb_wal_fsync_duration_seconds_sum: [],
    scrape_duration_seconds: [],
    scrape_samples_post_metric_relabeling: [],
    scrape_series_added: [],
  },
  // Alertmanager 0.34.
  { alertmanager_cluster_failed_peers: [], alertmanager_config_last_reload_success_timestamp_seconds: [] },
  // Alloy 1.11.
  { alloy_config_load_failures_total: [] },
  // Kubernetes 1.32: staging/src/k8s.io/apiserver, util/flowcontrol/metrics and storage/etcd3/metrics.
  {
    apiserver_flowcontrol_rejected_requests_total: ["flow_schema", "priority_level", "reason"],
    etcd_request_duration_seconds_bucket: ["le", "operation", "type"],
  },
  // cAdvisor: its docs/storage/prometheus.md.
  {
    container_fs_usage_bytes: ["container", "device", "pod"],
    container_fs_writes_bytes_total: ["container", "device", "pod"],
    container_network_receive_bytes_total: ["interface", "pod"],
    container_oom_events_total: ["container", "pod"],
  },
  // blackbox_exporter 0.28: prober/http.go.
  { probe_http_status_code: [] },
  // CoreDNS 1.12: the READMEs of its plugins forward and metrics.
  {
    coredns_forward_max_concurrent_rejects_total: [],
    coredns_proxy_request_duration_seconds_bucket: ["le", "proxy_name", "rcode", "to"],
    coredns_proxy_request_duration_seconds_count: ["proxy_name", "rcode", "to"],
    coredns_dns_request_duration_seconds_bucket: ["le", "server", "view", "zone"],
    coredns_dns_responses_total: ["plugin", "rcode", "server", "view", "zone"],
  },
  // postgres_exporter 0.20.1, run against PostgreSQL 15; redis_exporter 1.88: exporter/exporter.go.
  {
    pg_replication_slots_active: ["database", "slot_name"],
    pg_stat_archiver_last_archive_age: [],
    redis_commands_duration_seconds_total: ["cmd"],
    redis_db_keys: ["db"],
    redis_expired_keys_total: [],
    redis_master_last_io_seconds_ago: ["master_host", "master_port"],
    redis_rdb_changes_since_last_save: [],
  },
  // elasticsearch_exporter 1.9: its README, and collector/collector.go for elasticsearch_scrape_success.
  {
    elasticsearch_breakers_tripped: ["breaker", "name"],
    elasticsearch_cluster_health_relocating_shards: [],
    elasticsearch_cluster_health_task_max_waiting_in_queue_millis: [],
    elasticsearch_jvm_gc_collection_seconds_sum: ["gc", "name"],
    elasticsearch_scrape_success: ["collector"],
    elasticsearch_slm_stats_operation_mode: ["operation_mode"],
    elasticsearch_thread_pool_queue_count: ["name", "type"],
  },
  // fluent-plugin-prometheus 2.2: its README.
  { fluentd_output_status_emit_records: ["plugin_id", "type"] },
  // kube-state-metrics 2.17: its docs/metrics.
  {
    kube_daemonset_status_number_unavailable: ["daemonset"],
    kube_node_status_allocatable: ["node", "resource", "unit"],
  },
  // Loki 3.7 and 2.9: names in their binaries.
  {
    loki_azure_blob_request_duration_seconds_count: ["operation", "status_code"],
    loki_boltdb_shipper_compact_tables_operation_total: ["status"],
    loki_ingester_wal_bytes_in_use: [],
    loki_prometheus_last_evaluation_samples: ["rule_group"],
    loki_prometheus_rule_group_last_evaluation_timestamp_seconds: ["rule_group"],
  },
  // node_exporter 1.10: collector/diskstats_common.go, edac_linux.go, collector.go.
  {
    node_disk_io_time_seconds_total: ["device"],
    node_edac_channel_correctable_errors_total: ["channel", "controller", "csrow", "dimm_label"],
    node_edac_csrow_correctable_errors_total: ["controller", "csrow"],
    node_scrape_collector_duration_seconds: ["collector"],
  },
  // Jaeger 2.13, and the OpenTelemetry Collector 0.158: names in their binaries.
  {
    jaeger_storage_bulk_index_latency_err_seconds_count: [],
    otelcol_exporter_send_failed_spans_total: ["exporter"],
    otelcol_processor_refused_spans_total: ["processor"],
    otelcol_processor_tail_sampling_new_trace_id_received: [],
    otelcol_processor_tail_sampling_sampling_policy_execution_time_sum: ["policy"],
  },
  // The same metric as a rule's, with a label that no rule looks at.
  {
    apiserver_admission_webhook_admission_duration_seconds_bucket: ["name", "operation", "rejected", "type"],
    apiserver_admission_webhook_admission_duration_seconds_count: ["name", "operation", "rejected", "type"],
    apiserver_admission_webhook_rejection_count: ["error_type", "name", "operation", "rejection_code", "type"],
    apiserver_request_sli_duration_seconds_bucket: ["component", "group", "le", "resource", "scope", "verb"],
    apiserver_request_total: ["code", "component", "group", "resource", "scope", "verb"],
    container_cpu_usage_seconds_total: ["container", "cpu", "pod"],
    traces_service_graph_request_failed_total: ["client", "server"],
    traces_service_graph_request_server_seconds_bucket: ["client", "le", "server"],
    traces_service_graph_request_total: ["client", "server"],
  },
];

/** Every such metric with its labels. */
export const OF_RUNBOOKS: ReadonlyMap<string, readonly string[]> = new Map(BY_SOURCE.flatMap(Object.entries));
