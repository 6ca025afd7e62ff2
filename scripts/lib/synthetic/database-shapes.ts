/** What databases, caches and queues do: one of each kind has something wrong. */
import { FAILING } from "./cluster";
import {
  constant,
  counter,
  counterThen,
  daily,
  level,
  once,
  ramp,
  seldom,
  then,
  type Asked,
  type Shapes,
} from "./shapes";
import { GIB, MIB } from "./sizes";

/** A session that has left its transaction open: since when, in seconds before the end. */
const FORGOTTEN = 95 * 60;

const isSearch = ({ labels }: Asked) => labels["job"] === "search";

export const DATABASE_SHAPES: Shapes = [
  [
    /^elasticsearch_cluster_health_status$/,
    (asked) => constant(asked.labels["color"] === (isSearch(asked) ? "green" : "yellow") ? 1 : 0),
  ],
  [/^elasticsearch_cluster_health_unassigned_shards$/, (asked) => constant(isSearch(asked) ? 0 : 4)],
  [/^elasticsearch_cluster_health_number_of_(data_)?nodes$/, (asked) => constant(isSearch(asked) ? 1 : 3)],
  [/^elasticsearch_cluster_health_(initializing|relocating)_shards$|pending_tasks$|millis$/, () => constant(0)],
  [/^elasticsearch_filesystem_data_size_bytes$/, () => constant(100 * GIB)],
  [
    /^elasticsearch_filesystem_data_available_bytes$/,
    (asked) => ramp(asked, 60 * GIB, (isSearch(asked) ? 11 : 31) * GIB, 30 * 86_400),
  ],
  [/^elasticsearch_indices_docs$/, (asked) => ramp(asked, 4e7, 5e7, 30 * 86_400)],
  [/^elasticsearch_indices_search_query_total$/, (asked) => counter(asked, 40)],
  [/^elasticsearch_indices_search_query_time_seconds$/, (asked) => counter(asked, 40 * 0.025)],
  [/^elasticsearch_jvm_memory_max_bytes$/, () => constant(2 * GIB)],
  [/^elasticsearch_jvm_memory_used_bytes$/, (asked) => level(asked, 1.3 * GIB)],
  [/^elasticsearch_process_cpu_percent$/, (asked) => daily(asked, 30)],
  [/^elasticsearch_indices_indexing_index_total$/, (asked) => counter(asked, 200)],
  [/^elasticsearch_thread_pool_queue_count$/, (asked) => (at) => Math.round(daily(asked, 3)(at))],
  [/^elasticsearch_jvm_gc_collection_seconds_sum$/, (asked) => counter(asked, 0.01)],
  [/^elasticsearch_thread_pool_rejected_count$/, (asked) => counterThen(asked, 0, FAILING.since, 0.4)],
  [
    /^elasticsearch_(ilm|slm_stats)_\w*(status|operation_mode)$/,
    ({ metric, labels }) => constant(metric.includes("index") ? 1 : labels["operation_mode"] === "RUNNING" ? 1 : 0),
  ],
  [/^elasticsearch_slm_stats_snapshots_failed_total$/, (asked) => once(asked, 20 * 3600, 1)],
  [/^elasticsearch_slm_stats_snapshots_taken_total$/, (asked) => seldom(asked, 1)],
  [/^pg_(up|scrape_collector_success)$/, () => constant(1)],
  [
    /^pg_settings_max_connections$|^cnpg_pg_settings_setting$/,
    ({ labels }) => constant(labels["name"]?.startsWith("superuser") === true ? 3 : 100),
  ],
  [/^pg_settings_superuser_reserved_connections$/, () => constant(3)],
  [
    /^pg_stat_database_numbackends$|^cnpg_backends_total$/,
    (asked) => (at) => Math.round(daily(asked, asked.labels["instance"] === "orders" ? 62 : 30)(at)),
  ],
  [
    /^pg_stat_activity_count$/,
    (asked) => {
      const { instance, state, wait_event_type } = asked.labels;
      const isPrimary = instance === "orders";
      if (state === "idle in transaction") return constant(isPrimary ? 1 : 0);
      const sessions =
        wait_event_type !== "Lock" ? daily(asked, 20) : isPrimary ? ramp(asked, 0, 8, 1800) : constant(0);
      return (at) => Math.round(sessions(at));
    },
  ],
  [
    /^(pg_stat_activity_max_tx_duration|cnpg_backends_max_tx_duration_seconds)$/,
    (asked) =>
      asked.labels["instance"] === "orders" && asked.labels["state"] === "idle in transaction"
        ? (at) => Math.max(0, at - asked.end + FORGOTTEN)
        : level(asked, 4),
  ],
  [
    /^(pg|cnpg_pg)_stat_database_xact_(commit|rollback)$/,
    (asked) => counter(asked, asked.metric.endsWith("commit") ? 180 : 0.9),
  ],
  [/^(pg|cnpg_pg)_stat_database_temp_bytes$/, (asked) => counter(asked, 2 * MIB)],
  [/^(pg|cnpg_pg)_database_size_bytes$/, (asked) => ramp(asked, 14 * GIB, 18 * GIB, 30 * 86_400)],
  [/^(pg_wal_size_bytes|cnpg_collector_pg_wal)$/, (asked) => level(asked, GIB)],
  [/^pg_locks_count$/, (asked) => (at) => Math.round(daily(asked, 12)(at))],
  [
    /^(pg_replication_is_replica|cnpg_pg_replication_in_recovery)$/,
    ({ labels }) => constant(/-(2|1)$/.test(labels["instance"] ?? "") ? 1 : 0),
  ],
  [
    /^(pg|cnpg_pg)_replication_lag(_seconds)?$/,
    (asked) => (/-(2|1)$/.test(asked.labels["instance"] ?? "") ? level(asked, 0.4) : constant(0)),
  ],
  [/^(pg|cnpg_pg)_replication_slots_pg_wal_lsn_diff$/, (asked) => level(asked, 30 * MIB)],
  [/^(pg|cnpg_pg)_stat_database_blks_(hit|read)$/, (asked) => counter(asked, asked.metric.endsWith("hit") ? 9000 : 90)],
  [/^(pg|cnpg_pg)_stat_archiver_archived_count$/, (asked) => seldom(asked, 12)],
  [/^pg_stat_archiver_last_archive_age$/, (asked) => level(asked, 120)],
  [/^pg_stat_wal_receiver_flushed_lsn$/, (asked) => counter(asked, 1e5)],
  [
    /^pg_stat_statements_(calls_total|seconds_total)$/,
    (asked) => counter(asked, asked.metric.includes("calls") ? 200 : 0.6),
  ],
  [/^(pg|cnpg_pg)_database_\w*age\w*$/, (asked) => level(asked, 4e7)],
  [
    /^mysql_global_status_(slow_queries|innodb_row_lock_waits|innodb_buffer_pool_reads|innodb_buffer_pool_read_requests)$/,
    (asked) => counter(asked, asked.metric.endsWith("requests") ? 4000 : 0.5),
  ],
  [/^mysql_global_status_threads_connected$/, (asked) => (at) => Math.round(daily(asked, 40)(at))],
  [/^mysql_global_variables_max_connections$/, () => constant(151)],
  [
    /^mysql_global_status_(queries|commands_total|innodb_data_read|innodb_data_written)$/,
    (asked) => counter(asked, /data/.test(asked.metric) ? 3 * MIB : 60 + 300 * asked.seed),
  ],
  [
    /^mysql_global_status_(aborted_clients|aborted_connects|created_tmp_disk_tables|innodb_log_waits)$/,
    (asked) => counter(asked, 0.02),
  ],
  [/^mysql_global_status_connection_errors_total$/, () => constant(0)],
  [/^mysql_global_status_threads_running$/, (asked) => (at) => Math.round(daily(asked, 6)(at))],
  [
    /^mysql_global_status_buffer_pool_pages$/,
    (asked) => level(asked, { data: 110_000, dirty: 900, free: 18_000 }[asked.labels["state"] ?? ""] ?? 2000),
  ],
  [
    /^mysql_slave_status_/,
    (asked) =>
      asked.labels["instance"] === "legacy-1"
        ? constant(asked.metric.includes("running") ? 1 : asked.metric.includes("behind") ? 2 : 0)
        : undefined,
  ],
  [/^mysql_up$/, ({ labels }) => constant(labels["instance"] === "legacy-1" ? 0 : 1)],
  [
    /^redis_instance_info$/,
    ({ labels }) =>
      labels["role"] === (labels["instance"] === "sessions-0" ? "master" : "slave") ? constant(1) : undefined,
  ],
  [/^redis_(rdb|aof)_last_\w+_status$/, () => constant(1)],
  [/^redis_slowlog_last_id$/, (asked) => seldom(asked, 6)],
  [/^redis_db_keys$/, (asked) => (at) => Math.round(daily(asked, 40_000)(at))],
  [/^redis_rdb_changes_since_last_save$/, (asked) => (at) => Math.round((at % 900) * (2 + asked.seed))],
  [/^redis_connected_clients$/, (asked) => daily(asked, 120)],
  [/^redis_(config_maxclients|max_clients)$/, () => constant(10_000)],
  [
    /^redis_memory_(max|used)_bytes$/,
    (asked) => (asked.metric.includes("max") ? constant(512 * MIB) : level(asked, 410 * MIB)),
  ],
  [/^redis_keyspace_(hits|misses)_total$/, (asked) => counter(asked, asked.metric.includes("hits") ? 700 : 40)],
  [
    /^redis_evicted_keys_total$/,
    (asked) => counterThen(asked, 0.4, 40 * 60, asked.labels["instance"] === "sessions-0" ? 180 : 0.4),
  ],
  [/^redis_commands_processed_total$/, (asked) => counter(asked, 900)],
  [/^redis_commands_total$/, (asked) => counter(asked, 300)],
  [/^redis_commands_duration_seconds_total$/, (asked) => counter(asked, 300 * 0.00004 * (1 + asked.seed))],
  [/^redis_mem_fragmentation_ratio$/, (asked) => level(asked, 1.3)],
  [/^redis_blocked_clients$/, (asked) => (at) => Math.round(daily(asked, 2)(at))],
  [/^redis_rdb_last_save_timestamp_seconds$/, () => (at) => Math.floor(at / 900) * 900],
  [/^redis_connected_slave_lag_seconds$/, () => constant(1)],
  [
    /^redis_master_(link_up|last_io_seconds_ago)$/,
    (asked) => (asked.labels["instance"] === "sessions-1" ? constant(1) : undefined),
  ],
  [/^mongodb_rs_myState$/, ({ labels }) => constant(labels["instance"] === "documents-0" ? 1 : 2)],
  [/^mongodb_rs_members_state$/, ({ labels }) => constant(labels["member_idx"] === "0" ? 1 : 2)],
  [
    /^mongodb_rs_members_self$/,
    ({ labels }) => (labels["instance"] === `documents-${labels["member_idx"] ?? ""}` ? constant(1) : undefined),
  ],
  [
    /^mongodb_rs_members_optimeDate$/,
    (asked) => {
      const lag = then(asked, 1, 30 * 60, asked.labels["member_idx"] === "2" ? 95 : 1);
      return (at) => (at - lag(at)) * 1000;
    },
  ],
  [/^mongodb_ss_opLatencies_\w+_(latency|ops)$/, (asked) => counter(asked, asked.metric.endsWith("ops") ? 50 : 60_000)],
  [/^mongodb_ss_(opcounters|asserts)$/, (asked) => counter(asked, asked.metric.endsWith("asserts") ? 0.05 : 40)],
  [/^mongodb_ss_wt_cache_maximum_bytes_configured$/, () => constant(2 * GIB)],
  [/^mongodb_ss_wt_cache_bytes_currently_in_the_cache$/, (asked) => level(asked, 1.55 * GIB)],
  [/^mongodb_ss_wt_cache_tracked_dirty_bytes_in_the_cache$/, (asked) => level(asked, 60 * MIB)],
  [/^mongodb_ss_wt_cache_bytes_(read_into|written_from)_cache$/, (asked) => counter(asked, 4 * MIB)],
  [
    /^mongodb_ss_connections$/,
    (asked) => (at) => Math.round(daily(asked, asked.labels["conn_type"] === "available" ? 800 : 60)(at)),
  ],
  [/^mongodb_ss_globalLock_currentQueue$/, (asked) => (at) => Math.round(daily(asked, 1)(at))],
  [
    /^rabbitmq_(detailed_)?queue_messages_ready$/,
    (asked) => (asked.labels["queue"] === "mails" ? ramp(asked, 20, 18_000, 3 * 3600) : daily(asked, 12)),
  ],
  [/^rabbitmq_(detailed_)?queue_messages_unacked$/, (asked) => daily(asked, 6)],
  [/^rabbitmq_(detailed_)?queue_consumers$/, ({ labels }) => constant(labels["queue"] === "mails" ? 0 : 3)],
  [/^rabbitmq_global_messages_received_total$/, (asked) => counter(asked, 45)],
  [/^rabbitmq_global_messages_(delivered|acknowledged)_total$/, (asked) => counter(asked, 43)],
  [/^rabbitmq_global_messages_redelivered_total$/, (asked) => counter(asked, 0.2)],
  [/^rabbitmq_(connections|channels)$/, (asked) => (at) => Math.round(daily(asked, 24)(at))],
  [/^rabbitmq_connections_(opened|closed)_total$/, (asked) => counter(asked, 0.05)],
  [
    /^rabbitmq_disk_space_available(_limit)?_bytes$/,
    (asked) => (asked.metric.includes("limit") ? constant(GIB) : ramp(asked, 8 * GIB, 6 * GIB, 30 * 86_400)),
  ],
  [/^rabbitmq_alarms_/, () => constant(0)],
  [/^rabbitmq_process_(max|open)_fds$/, ({ metric }) => constant(metric.includes("max") ? 65_536 : 900)],
  [
    /^rabbitmq_(process_resident_memory|resident_memory_limit)_bytes$/,
    (asked) => (asked.metric.includes("limit") ? constant(GIB) : level(asked, 0.4 * GIB)),
  ],
];
