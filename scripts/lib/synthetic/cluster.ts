/** A small cluster that is made up: its nodes, what runs on them, and what is wrong with it. */
import { hashed } from "./noise";

export interface Node {
  name: string;
  ip: string;
  cpus: number;
  memory: number;
  disk: number;
}

type Kind = "DaemonSet" | "Deployment" | "Job" | "StatefulSet";

export interface Workload {
  namespace: string;
  name: string;
  kind: Kind;
  replicas: number;
  /** Processors and bytes that a pod of it uses, about. */
  cpu: number;
  memory: number;
  /** Bytes of the volume of each pod. */
  volume?: number;
  /** What its only container is called. Default: as it. */
  container?: string;
}

export interface Pod {
  namespace: string;
  pod: string;
  node: string;
  ip: string;
  uid: string;
  container: string;
  workload: Workload;
  /** The volume's claim, where it has one. */
  claim?: string;
  state: "crashing" | "pending" | "running" | "succeeded" | "unready";
}

const GIB = 2 ** 30;
const MIB = 2 ** 20;

/** The node whose disk fills up. */
export const FILLING_NODE = "node-3";

/** The node that pods find no CPU on. */
export const BUSY_NODE = "node-2";

/** The application that answers with errors, and since how many seconds before the end. */
export const FAILING = { namespace: "shop", service: "payments", since: 45 * 60 };

/** The queue that nobody empties. */
export const GROWING = { namespace: "shop", service: "invoices", queue: "invoices" };

const sized = (
  namespace: string,
  name: string,
  kind: Kind,
  replicas: number,
  cpu: number,
  memory: number,
): Workload => ({
  namespace,
  name,
  kind,
  replicas,
  cpu,
  memory: memory * MIB,
});

const withVolume = (workload: Workload, gib: number): Workload => ({ ...workload, volume: gib * GIB });

/** What runs. Names in the platform's own namespace are those of the program's releases. */
function workloads(platform: string): Workload[] {
  return [
    sized("shop", "checkout", "Deployment", 3, 0.35, 300),
    sized("shop", "payments", "Deployment", 2, 0.3, 350),
    sized("shop", "catalog", "Deployment", 3, 0.4, 700),
    sized("shop", "gateway", "Deployment", 2, 0.2, 160),
    sized("shop", "invoices", "Deployment", 2, 0.15, 256),
    sized("shop", "emails", "Deployment", 1, 0.1, 200),
    sized("shop", "reports", "Deployment", 1, 0.2, 400),
    sized("shop", "images", "Deployment", 1, 0.3, 300),
    sized("shop", "search-ui", "Deployment", 2, 0.05, 120),
    sized("shop", "import", "Job", 1, 0, 0),
    withVolume(sized("shop", "orders", "StatefulSet", 2, 0.5, 1200), 40),
    withVolume(sized("shop", "sessions", "StatefulSet", 2, 0.1, 600), 8),
    withVolume(sized("shop", "legacy", "StatefulSet", 2, 0.3, 900), 20),
    withVolume(sized("shop", "events", "StatefulSet", 1, 0.2, 700), 10),
    withVolume(sized("shop", "documents", "StatefulSet", 3, 0.2, 800), 20),
    withVolume(sized("shop", "search", "StatefulSet", 1, 0.5, 2000), 30),
    withVolume(sized("ledger", "ledger", "StatefulSet", 2, 0.2, 700), 20),
    sized("community", "bot", "Deployment", 1, 0.1, 180),
    sized("default", "jobs", "Deployment", 1, 0.1, 150),
    sized("kube-system", "coredns", "Deployment", 2, 0.05, 40),
    sized("kube-system", "kube-proxy", "DaemonSet", 0, 0.02, 30),
    sized("kube-system", "cluster-autoscaler", "Deployment", 1, 0.02, 60),
    sized("cert-manager", "cert-manager", "Deployment", 1, 0.02, 60),
    withVolume(sized(platform, "prometheus-kube-prometheus-stack-prometheus", "StatefulSet", 1, 0.8, 3000), 50),
    sized(platform, "alertmanager-kube-prometheus-stack-alertmanager", "StatefulSet", 3, 0.02, 60),
    sized(platform, "kube-prometheus-stack-operator", "Deployment", 1, 0.02, 60),
    sized(platform, "kube-state-metrics", "Deployment", 1, 0.03, 80),
    sized(platform, "node-exporter", "DaemonSet", 0, 0.02, 25),
    sized(platform, "grafana", "Deployment", 1, 0.1, 250),
    withVolume(sized(platform, "loki", "StatefulSet", 1, 0.3, 900), 30),
    withVolume(sized(platform, "loki-stack", "StatefulSet", 1, 0.1, 400), 30),
    sized(platform, "promtail", "DaemonSet", 0, 0.08, 90),
    sized(platform, "alloy", "DaemonSet", 0, 0.05, 120),
    sized(platform, "fluentd", "DaemonSet", 0, 0.1, 250),
    sized(platform, "filebeat-beat-filebeat", "DaemonSet", 0, 0.06, 110),
    withVolume(sized(platform, "logstash-ls", "StatefulSet", 1, 0.3, 1200), 4),
    sized(platform, "jaeger", "Deployment", 1, 0.2, 500),
    sized(platform, "otel-agent-agent", "DaemonSet", 0, 0.05, 120),
    sized(platform, "otel-gateway", "StatefulSet", 2, 0.15, 400),
    withVolume(sized(platform, "elasticsearch-es-all", "StatefulSet", 3, 0.6, 3500), 100),
    sized(platform, "elasticsearch-exporter", "Deployment", 1, 0.02, 40),
    sized(platform, "elastic-operator", "StatefulSet", 1, 0.02, 80),
    sized(platform, "kibana-kb", "Deployment", 1, 0.1, 700),
    sized(platform, "blackbox-exporter", "Deployment", 1, 0.02, 30),
    sized(platform, "alert-states", "Deployment", 1, 0.01, 40),
  ];
}

export interface Cluster {
  platform: string;
  nodes: Node[];
  workloads: Workload[];
  pods: Pod[];
}

/** How many nodes and pods there are. */
export interface Scale {
  nodes: number;
  pods: number;
}

/** Pods of each of the workloads that are added to have enough of them, and the namespaces that they are in. */
const REPLICAS = 20;
const NAMESPACES = 40;

/** @param platform The namespace of the platform. @param scale Default: four nodes, and what is named above. */
export function cluster(platform: string, scale: Scale = { nodes: 4, pods: 0 }): Cluster {
  const nodes = Array.from({ length: scale.nodes }, (_, index) => index + 1).map((number) => ({
    name: `node-${number}`,
    ip: `10.0.${Math.floor(number / 250)}.${number % 250}`,
    cpus: 4,
    memory: 16 * GIB,
    disk: 100 * GIB,
  }));
  const own = workloads(platform);
  const missing =
    scale.pods - own.reduce((sum, { kind, replicas }) => sum + (kind === "DaemonSet" ? scale.nodes : replicas), 0);
  const all = [
    ...own,
    ...Array.from({ length: Math.max(0, Math.ceil(missing / REPLICAS)) }, (_, index) => added(index)),
  ];
  let next = 0;
  const pods = all.flatMap((workload): Pod[] => {
    const places = workload.kind === "DaemonSet" ? nodes.length : workload.replicas;
    return Array.from({ length: places }, (_, index) => {
      const node = nodes[workload.kind === "DaemonSet" ? index : next++ % nodes.length] ?? nodes[0];
      return podOf(workload, index, node?.name ?? "");
    });
  });
  return { platform, nodes, workloads: all, pods };
}

function added(index: number): Workload {
  const namespace = `team-${String(index % NAMESPACES).padStart(2, "0")}`;
  return sized(namespace, `app-${String(index).padStart(4, "0")}`, "Deployment", REPLICAS, 0.1, 200);
}

const indexes = new WeakMap<Cluster, Map<string, Pod>>();

/** The pod that labels name. */
export function podNamed(
  made: Cluster,
  { namespace = "", pod = "" }: Readonly<Record<string, string>>,
): Pod | undefined {
  const index = indexes.get(made) ?? new Map(made.pods.map((one) => [`${one.namespace}/${one.pod}`, one]));
  indexes.set(made, index);
  return index.get(`${namespace}/${pod}`);
}

function podOf(workload: Workload, index: number, node: string): Pod {
  const { namespace, name, kind, volume, container = name } = workload;
  const pod = podName(kind, name, index);
  const number = Math.floor(hashed(pod) * 60_000);
  return {
    namespace,
    pod,
    node,
    ip: `10.1.${Math.floor(number / 250)}.${(number % 250) + 1}`,
    uid: `${hex(`${pod}/a`, 8)}-${hex(`${pod}/b`, 4)}-4${hex(`${pod}/c`, 3)}-8${hex(`${pod}/d`, 3)}-${hex(`${pod}/e`, 12)}`,
    container,
    workload,
    ...(volume === undefined ? {} : { claim: `data-${pod}` }),
    state: stateOf(namespace, name, kind, index),
  };
}

function stateOf(namespace: string, name: string, kind: Kind, index: number): Pod["state"] {
  if (kind === "Job") return "succeeded";
  if (namespace === "shop" && name === "images") return "crashing";
  if (namespace === "shop" && name === "search-ui" && index === 1) return "pending";
  if (namespace === "shop" && name === "payments" && index === 1) return "unready";
  return "running";
}

/** The ReplicaSet of a Deployment. */
export function replicaSet({ name }: Pick<Workload, "name">): string {
  return `${name}-${hex(name, 9)}`;
}

function podName(kind: Kind, name: string, index: number): string {
  if (kind === "StatefulSet") return `${name}-${index}`;
  const suffix = hex(`${name} ${index}`, 5);
  return kind === "Deployment" ? `${replicaSet({ name })}-${suffix}` : `${name}-${suffix}`;
}

function hex(text: string, length: number): string {
  return Math.floor(hashed(text) * 16 ** Math.min(length, 12))
    .toString(16)
    .padStart(length, "0");
}
