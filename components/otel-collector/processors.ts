/** What both kinds of collector do in the same way. */
import type { Settings } from "../../settings";
import { type Config, env, listen, QUEUE_DIRECTORY } from "../../names/otel-collector";

/** Refuses what would not fit in memory, so that the sender keeps it, instead of being killed with all that waits. */
export const memoryLimiter: Config = {
  check_interval: "1s",
  limit_percentage: 80,
  spike_limit_percentage: 25,
};

/** Requests of a size that is worth its overhead. */
export const batch: Config = { send_batch_size: 1024, send_batch_max_size: 2048, timeout: "200ms" };

/** Puts the cluster's name on everything, whatever the application says. */
export function clusterName({ cluster }: Settings): Config {
  return { attributes: [{ key: "k8s.cluster.name", value: cluster.name, action: "upsert" }] };
}

/** Attributes that are only there to name the service by. */
const NAME_LABELS = ["app.kubernetes.io/name", "app"];

/** What runs a pod; each pod has some of them. */
const WORKLOADS = [
  "k8s.deployment.name",
  "k8s.statefulset.name",
  "k8s.daemonset.name",
  "k8s.cronjob.name",
  "k8s.job.name",
];

/** Says which pod something comes from: by what the application says of its pod, else by the address that it sends from. */
export const kubernetes: Config = {
  auth_type: "serviceAccount",
  filter: { node_from_env_var: "OTEL_K8S_NODE_NAME" },
  extract: {
    metadata: [
      "k8s.namespace.name",
      "k8s.pod.name",
      "k8s.pod.uid",
      "k8s.node.name",
      ...WORKLOADS,
      "k8s.container.name",
    ],
    labels: NAME_LABELS.map((key) => ({ tag_name: key, key, from: "pod" })),
  },
  pod_association: [
    { sources: [{ from: "resource_attribute", name: "k8s.pod.uid" }] },
    { sources: [{ from: "resource_attribute", name: "k8s.pod.ip" }] },
    { sources: [{ from: "connection" }] },
  ],
};

/** Where the name of a service is taken from when the application has none, in this order: as for its logs. */
const NAMES = [...NAME_LABELS, ...WORKLOADS, "k8s.container.name", "k8s.pod.name"];

/** Names the service. What an SDK makes up (`unknown_service:node`) is no name; without any, a span would be in no metric. */
export function serviceName(): Config {
  const name = 'resource.attributes["service.name"]';
  const statements = [
    `delete_key(resource.attributes, "service.name") where IsMatch(${name}, "^unknown_service")`,
    ...NAMES.map((from) => {
      const value = `resource.attributes["${from}"]`;
      return `set(${name}, ${value}) where ${name} == nil and ${value} != nil`;
    }),
    `set(${name}, "unknown") where ${name} == nil`,
    ...NAME_LABELS.map((label) => `delete_key(resource.attributes, "${label}")`),
  ];
  return {
    error_mode: "ignore",
    trace_statements: statements,
    log_statements: statements,
    metric_statements: statements,
  };
}

/** Extensions: what the probes ask, and what keeps the queues. */
export function extensions(): Config {
  return {
    health_check: { endpoint: listen(13133) },
    file_storage: {
      directory: QUEUE_DIRECTORY,
      create_directory: true,
      // A file that a crash has damaged is put aside: better an empty queue than a collector that does not start.
      recreate: true,
      compaction: { directory: QUEUE_DIRECTORY, on_start: true, on_rebound: true, cleanup_on_start: true },
    },
  };
}

/** What a collector says of itself: metrics on port 8888 by the names of its documentation, and log lines of JSON. */
export function selfTelemetry(name: string): Config {
  const names = { without_scope_info: true, without_type_suffix: true, without_units: true };
  return {
    resource: { "service.name": name, "service.instance.id": env("OTEL_K8S_POD_NAME") },
    logs: { encoding: "json" },
    metrics: {
      level: "normal",
      readers: [{ pull: { exporter: { prometheus: { host: env("MY_POD_IP"), port: 8888, ...names } } } }],
    },
  };
}
