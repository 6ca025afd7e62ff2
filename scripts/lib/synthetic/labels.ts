/** The labels of series: rows of tables for those that belong together, and for each other label the values that it has. */

export type Labels = Readonly<Record<string, string>>;

const BUCKETS = ["0.005", "0.025", "0.1", "0.25", "0.5", "1", "1.024", "2.5", "10", "30", "60", "+Inf"];

/** Labels that are of no interest to anybody who looks at a page have one value. */
const VALUES: Readonly<Record<string, readonly string[]>> = {
  action: ["complete"],
  alertmanager: ["http://10.1.0.9:9093/api/v2/alerts"],
  area: ["heap", "non-heap"],
  breaker: ["parent"],
  cmd: ["get", "set", "hgetall"],
  code: ["200", "404", "500"],
  collector: [
    "cpu",
    "diskstats",
    "filefd",
    "filesystem",
    "loadavg",
    "meminfo",
    "netdev",
    "stat",
    "time",
    "uname",
    "vmstat",
  ],
  color: ["green", "yellow", "red"],
  config: ["prometheus"],
  conn_type: ["available", "current"],
  controller: ["elasticsearch-controller"],
  count_type: ["readers", "writers", "total"],
  cpu: ["0", "1", "2", "3"],
  data_type: ["traces"],
  db: ["db0"],
  db_client_connection_pool_name: ["main"],
  db_client_connection_state: ["idle", "used"],
  decision: ["sampled", "not_sampled"],
  exporter: ["otlp_grpc/jaeger"],
  feature: ["search", "wishlist"],
  format: ["loki"],
  gc: ["old", "young"],
  group: ["", "apps"],
  handler: ["/api/v1/query", "/api/v1/query_range", "/metrics"],
  health_type: ["healthy", "unhealthy"],
  http_response_status_code: ["200", "404", "500"],
  integration: ["slack", "email"],
  le: BUCKETS,
  legacy_op_type: ["command", "delete", "getmore", "insert", "query", "update"],
  mechanism: ["http"],
  member_state: ["PRIMARY"],
  method: ["GET", "POST"],
  mode: ["idle", "iowait", "irq", "nice", "softirq", "steal", "system", "user"],
  operation: ["find_traces", "get_trace", "write_span"],
  operation_mode: ["RUNNING", "STOPPED", "STOPPING"],
  otel_scope_name: ["jaeger"],
  phase: ["connect", "processing", "resolve", "tls", "transfer"],
  plugin: ["cache"],
  plugin_id: ["out_elasticsearch"],
  policy: ["nightly"],
  processor: ["memory_limiter"],
  protocol: ["amqp091"],
  quantile: ["0.5", "0.9", "0.99"],
  rcode: ["NOERROR", "NXDOMAIN", "SERVFAIL"],
  reason: ["other"],
  receiver: ["otlp"],
  remote_name: ["mimir"],
  resource: ["pods", "configmaps"],
  resource_type: ["cpu", "memory"],
  result: ["ok", "err"],
  retention_hours: ["168"],
  route: ["loki_api_v1_push", "loki_api_v1_query_range", "loki_api_v1_labels"],
  rule_group: ["kubernetes;workloads", "applications;applications", "logs;logs-authentication"],
  sampled: ["true", "false"],
  scope: ["namespace", "cluster", "resource"],
  scrape_job: ["kubelet", "node-exporter", "applications"],
  server: ["dns://:53"],
  shard: ["0", "1"],
  source: ["otlp"],
  state: ["active"],
  status: ["success", "failure"],
  status_code: ["200", "500"],
  step: ["complete", "ERROR"],
  tag: ["kubernetes"],
  tenant: ["fake"],
  transport: ["grpc"],
  type: ["write", "search"],
  url: ["https://mimir.example.com/api/v1/push"],
  user: ["fake"],
  verb: ["GET", "LIST", "WATCH", "POST", "PUT", "PATCH", "DELETE"],
  vhost: ["/"],
  zone: ["."],
};

/** The values that a label has where no table says: the label's own name where there is nothing to tell. */
function valuesOf(label: string): readonly string[] {
  return VALUES[label] ?? [label.replaceAll("_", "-")];
}

/**
 * The labels of all series of a metric.
 * @param names The labels that it has, but for those of its target.
 * @param tables Rows of what belongs together. A name's table is the one that has most of the names, the first of several.
 */
export function rows(names: readonly string[], tables: readonly (readonly Labels[])[]): Labels[] {
  let left = [...names];
  let all: Labels[] = [{}];
  // What has most of the names is about them: a Deployment has a namespace, and so has a pod.
  const fitting = tables
    .map((table) => ({ table, shared: names.filter((name) => name in (table[0] ?? {})) }))
    .sort((a, b) => b.shared.length - a.shared.length);
  for (const { table } of fitting) {
    const shared = left.filter((name) => name in (table[0] ?? {}));
    if (shared.length === 0) continue;
    left = left.filter((name) => !shared.includes(name));
    all = product(all, projected(table, shared));
  }
  for (const name of left)
    all = product(
      all,
      valuesOf(name).map((value) => ({ [name]: value })),
    );
  return all;
}

function projected(table: readonly Labels[], names: readonly string[]): Labels[] {
  const found = new Map<string, Labels>();
  for (const row of table) {
    const own = Object.fromEntries(names.map((name) => [name, row[name] ?? ""]));
    found.set(JSON.stringify(own), own);
  }
  return [...found.values()];
}

function product(some: readonly Labels[], others: readonly Labels[]): Labels[] {
  return some.flatMap((one) => others.map((other) => ({ ...one, ...other })));
}
