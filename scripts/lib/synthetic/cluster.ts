/** A small cluster that is made up: its nodes, what runs on them, and what is wrong with it. */
import { hashed } from "./noise";
import { GIB } from "./sizes";
import { added, REPLICAS, type Workload, workloads } from "./workloads";

export interface Node {
  name: string;
  ip: string;
  cpus: number;
  memory: number;
  disk: number;
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

/** The node whose disk fills up. */
export const FILLING_NODE = "node-3";

/** The node that pods find no CPU on. */
export const BUSY_NODE = "node-2";

/** The application that answers with errors, and since how many seconds before the end. */
export const FAILING = { namespace: "shop", service: "payments", since: 45 * 60 };

/** The queue that nobody empties. */
export const GROWING = { namespace: "shop", service: "invoices", queue: "invoices" };

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

function stateOf(namespace: string, name: string, kind: Workload["kind"], index: number): Pod["state"] {
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

function podName(kind: Workload["kind"], name: string, index: number): string {
  if (kind === "StatefulSet") return `${name}-${index}`;
  const suffix = hex(`${name} ${index}`, 5);
  return kind === "Deployment" ? `${replicaSet({ name })}-${suffix}` : `${name}-${suffix}`;
}

function hex(text: string, length: number): string {
  return Math.floor(hashed(text) * 16 ** Math.min(length, 12))
    .toString(16)
    .padStart(length, "0");
}
