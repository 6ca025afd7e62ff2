/**
 * The pods that Helm values or a custom resource ask for. Values are searched, not known by their paths: charts and
 * operators all write `resources.requests`, `replicas` and claims in the forms of Kubernetes' own.
 */
import { bytes, cores } from "../../../settings/units";
import { isMap } from "../map";

/** Pods that are alike: a Deployment, a StatefulSet, a DaemonSet or a CronJob. */
export interface PodSet {
  /** What the values call it; empty if they are about nothing else. */
  name: string;
  /** How many there are, one on every node, or one that comes and goes at set times. */
  pods: { fewest: number; most: number } | "each node" | "scheduled";
  /** Cores that one pod requests. */
  cpu: number;
  /** Bytes of memory that one pod requests. */
  memory: number;
  /** Bytes of each volume that one pod claims. */
  claims: number[];
}

/** What stands beside the values: it is looked up by name. */
export interface Beside {
  /** Bytes of claims that are resources of their own. */
  claims: ReadonlyMap<string, number>;
  /** What autoscalers that are resources of their own scale. */
  autoscaled: ReadonlyMap<string, { fewest: number; most: number }>;
}

type Values = Readonly<Record<string, unknown>>;

/** Parts that their charts run on every node without a word in the values. */
const ON_EACH_NODE = ["prometheus-node-exporter", "promtail"];

/** What a memcached of Loki's chart requests, which takes a size only. Source: the chart's `memcached/_memcached-statefulset.tpl`. */
const MEMCACHED = { cpu: 0.5, memoryShare: 1.2 };

/** The sets of pods in values, in their order, without those that are switched off or have no pod. */
export function podSets(values: unknown, beside: Beside): PodSet[] {
  const found: PodSet[] = [];
  visit(values, [], undefined);
  return found.filter(({ pods, cpu, memory }) => cpu + memory > 0 && (typeof pods === "string" || pods.most > 0));

  function visit(value: unknown, path: readonly string[], around: PodSet | undefined): void {
    if (Array.isArray(value)) {
      for (const item of value as unknown[]) visit(item, [...path, nameOf(item)], around);
      return;
    }
    // A container that initialises ends before the others begin, and adds nothing to what they request.
    if (!isMap(value) || value["enabled"] === false || path.includes("initContainers")) return;
    const set = startsSet(value, around) ? setOf(value, path, beside) : around;
    if (set !== undefined) {
      if (set !== around) found.push(set);
      const { cpu, memory } = requests(value);
      const containers = path.at(-1) === "sidecar" ? sidecars(value) : 1;
      set.cpu += cpu * containers;
      set.memory += memory * containers;
      set.claims.push(...claims(value, path, beside));
    }
    for (const [key, nested] of Object.entries(value)) visit(nested, [...path, key], set);
  }
}

/** Pods that there are at least: on each node, or at a time, it is one. */
export function fewest({ pods }: PodSet): number {
  return typeof pods === "string" ? 1 : pods.fewest;
}

/** How many there can be: an autoscaler makes as many, and their volumes stay when it takes them away. */
export function most({ pods }: PodSet): number {
  return typeof pods === "string" ? 1 : pods.most;
}

/** Whether pods begin here: their number, or requests that are nobody's yet, are the sign. */
function startsSet(value: Values, around: PodSet | undefined): boolean {
  const counted = ["replicas", "replicaCount", "count", "schedule", "daemonSet"].some((key) => key in value);
  const { cpu, memory } = requests(value);
  return counted || type(value) !== undefined || (around === undefined && cpu + memory > 0);
}

function setOf(value: Values, path: readonly string[], { autoscaled }: Beside): PodSet {
  // The operator's resource stands in the part that is named after it: `prometheus.prometheusSpec`.
  const name = kebab((path.at(-1)?.endsWith("Spec") === true ? path.at(-2) : path.at(-1)) ?? "");
  const onEachNode = ON_EACH_NODE.includes(name) || type(value) === "daemonset" || "daemonSet" in value;
  const pods = onEachNode ? "each node" : "schedule" in value ? "scheduled" : (autoscaled.get(name) ?? replicas(value));
  return { name, pods, cpu: 0, memory: 0, claims: [] };
}

/** How a chart that can do both runs its pods, in the words of the charts: fluentd's, the collector's, Alloy's, Falco's. */
function type(value: Values): string | undefined {
  const { kind, mode, controller } = value;
  const ofController = isMap(controller) ? (controller["type"] ?? Object.keys(controller)[0]) : undefined;
  const given = isMap(controller) ? ofController : (mode ?? kind);
  return typeof given === "string" && /^(daemonset|deployment|statefulset)$/i.test(given)
    ? given.toLowerCase()
    : undefined;
}

function replicas(value: Values): { fewest: number; most: number } {
  const { autoscaling, shards = 1 } = value;
  if (isMap(autoscaling) && autoscaling["enabled"] === true) {
    return { fewest: Number(autoscaling["minReplicas"]), most: Number(autoscaling["maxReplicas"]) };
  }
  // Every chart's default is one.
  const count = Number(value["replicas"] ?? value["replicaCount"] ?? value["count"] ?? 1) * Number(shards);
  return { fewest: count, most: count };
}

function requests({ resources, allocatedMemory }: Values): { cpu: number; memory: number } {
  if (typeof allocatedMemory === "number") {
    return { cpu: MEMCACHED.cpu, memory: Math.floor(allocatedMemory * MEMCACHED.memoryShare) * 2 ** 20 };
  }
  const { cpu, memory } = isMap(resources) && isMap(resources["requests"]) ? resources["requests"] : {};
  return {
    cpu: typeof cpu === "string" ? cores(cpu) : 0,
    memory: typeof memory === "string" ? bytes(memory) : 0,
  };
}

/** Grafana's chart gives all its sidecars the resources of the one: each is a section beside them. */
function sidecars(value: Values): number {
  return Object.entries(value).filter(([key, one]) => key !== "resources" && isMap(one) && one["enabled"] !== false)
    .length;
}

/** Bytes of the volumes that are claimed here: by a claim template, a chart's `persistence`, or the name of a claim. */
function claims({ resources, size, claimName }: Values, path: readonly string[], beside: Beside): number[] {
  const storage = isMap(resources) && isMap(resources["requests"]) ? resources["requests"]["storage"] : undefined;
  const own = path.includes("persistence") ? size : undefined;
  const named = typeof claimName === "string" ? beside.claims.get(claimName) : undefined;
  return [storage, own].flatMap((one) => (typeof one === "string" ? bytes(one) : [])).concat(named ?? []);
}

function nameOf(item: unknown): string {
  return isMap(item) && typeof item["name"] === "string" ? item["name"] : "";
}

function kebab(name: string): string {
  return name.replace(/([a-z])([A-Z])/g, "$1-$2").toLowerCase();
}
