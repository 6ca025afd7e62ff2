/** The collectors that a stack configures, as they run outside of a cluster: with real programs around them, on loopback addresses. */

/** A part of a collector's configuration. */
type Config = Record<string, unknown>;

/** What stands in for the cluster's addresses: each process has a loopback address of its own, and so its usual ports. */
export interface Local {
  /** The address of this collector: what `MY_POD_IP` is in its pod. */
  address: string;
  /** The gateways' addresses, which agents find through the API server. */
  gateways: readonly string[];
  jaeger: string;
  prometheus: string;
  /** Where the queues are. */
  queue: string;
}

type Pipelines = Record<string, Record<string, string[]>>;

/** Puts one component in the place of another in every pipeline. */
function replace(pipelines: Pipelines, from: string, to: string): void {
  for (const pipeline of Object.values(pipelines))
    for (const [key, list] of Object.entries(pipeline)) pipeline[key] = list.map((id) => (id === from ? to : id));
}

/**
 * A configuration for the collector that the tests build, which has no `k8s_objects` with its lease: a second OTLP receiver is in
 * their place.
 */
export function builtConfig(config: Config, address: string): Config {
  const copy = structuredClone(config);
  const part = (name: string) => (copy[name] ?? {}) as Record<string, Config | undefined>;
  const service = copy["service"] as { extensions: string[]; pipelines: Pipelines };
  const receivers = part("receivers");
  if (receivers["k8s_objects"] !== undefined) {
    delete receivers["k8s_objects"];
    receivers["otlp/events"] = { protocols: { http: { endpoint: `${address}:4319` } } };
    replace(service.pipelines, "k8s_objects", "otlp/events");
  }
  delete part("extensions")["k8s_leader_elector"];
  service.extensions = service.extensions.filter((name) => name !== "k8s_leader_elector");
  return copy;
}

/**
 * A configuration as it runs outside of a cluster. Replaced, and therefore not tried, is what needs an API server or a
 * store that is not here: `k8s_attributes` (by attributes that are the same for everything), the resolver `k8s` of
 * `load_balancing` (by a list), the exporter `elasticsearch` (by
 * `debug`), what {@link builtConfig} replaces, and the addresses of Jaeger, Prometheus, the gateways and the queues' folder.
 */
export function localConfig(config: Config, local: Local): Config {
  const copy = builtConfig(config, local.address);
  const part = (name: string) => (copy[name] ?? {}) as Record<string, Config | undefined>;
  const service = copy["service"] as { pipelines: Pipelines };

  const processors = part("processors");
  if (processors["k8s_attributes"] !== undefined) {
    delete processors["k8s_attributes"];
    processors["resource/kubernetes"] = {
      attributes: [{ key: "k8s.namespace.name", value: "shop", action: "insert" }],
    };
    replace(service.pipelines, "k8s_attributes", "resource/kubernetes");
  }
  const exporters = part("exporters");
  const balancing = exporters["load_balancing"];
  if (balancing !== undefined) {
    balancing["resolver"] = { static: { hostnames: local.gateways.map((gateway) => `${gateway}:4317`) } };
  }
  const logs = exporters["otlp_grpc/gateway"];
  if (logs !== undefined) logs["endpoint"] = `${local.gateways[0] ?? ""}:4317`;
  const jaeger = exporters["otlp_grpc/jaeger"];
  if (jaeger !== undefined) jaeger["endpoint"] = `${local.jaeger}:4317`;
  for (const [name, exporter] of Object.entries(exporters)) {
    if (name.startsWith("prometheus_remote_write/") && exporter !== undefined)
      exporter["endpoint"] = `http://${local.prometheus}:9090/api/v1/write`;
  }
  for (const name of ["elasticsearch", "elasticsearch/audit"]) {
    if (exporters[name] === undefined) continue;
    Reflect.deleteProperty(exporters, name);
    exporters[`debug/${name}`] = {};
    replace(service.pipelines, name, `debug/${name}`);
  }
  const extensions = part("extensions");
  const storage = extensions["file_storage"] as { directory: string; compaction: { directory: string } };
  storage.directory = local.queue;
  storage.compaction.directory = local.queue;
  return copy;
}
