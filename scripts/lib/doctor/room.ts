/** Whether the nodes have room for what a stack requests: pods are put onto them one by one, the largest first. */
import { formatBytes } from "../../../settings/units";
import type { Workload } from "../summary/workloads";
import type { NodeFacts } from "./facts";
import { about, type Finding } from "./finding";

interface Pod {
  name: string;
  cpu: number;
  memory: number;
}

interface Free {
  node: string;
  cpu: number;
  memory: number;
  pods: number;
}

const { ok, problem, skipped } = about("room on the nodes");

/**
 * Pods that do not fit, as the scheduler would find it without rules of affinity: with those it may find less room, never
 * more. An autoscaler of nodes may make room; nobody can tell from here.
 */
export function room(workloads: readonly Workload[], nodes: readonly NodeFacts[]): Finding[] {
  const usable = nodes.filter(({ takesPods }) => takesPods);
  if (nodes.length === 0) return [skipped("the cluster has no node (yet)")];
  if (usable.length === 0) {
    return [problem(`none of ${nodes.length} nodes takes pods`, "kubectl get nodes; kubectl describe node <node>")];
  }
  const sets = workloads.flatMap(({ name, sets: all }) =>
    all.map((set) => ({ ...set, name: partName(name, set.name) })),
  );
  const eachNode = sets.filter(({ pods }) => pods === "each node");
  const free = usable.map((node) => freeOn(node));
  const left = [
    ...free.flatMap((on) => eachNode.filter((pod) => !place(pod, [on])).map((pod) => `${pod.name} on ${on.node}`)),
  ];
  const pods: Pod[] = sets.flatMap(({ name, pods: count, cpu, memory }) =>
    typeof count === "string" ? [] : Array.from({ length: count.fewest }, () => ({ name, cpu, memory })),
  );
  const unplaced = pods
    .sort((a, b) => b.memory - a.memory || b.cpu - a.cpu)
    .filter((pod) => !place(pod, free))
    .map(({ name, cpu, memory }) => `${name} (${cpu} CPU, ${formatBytes(memory)})`);
  const missing = [...counted(left), ...counted(unplaced)];
  if (missing.length === 0) {
    const memory = free.reduce((sum, one) => sum + one.memory, 0);
    const cpu = free.reduce((sum, one) => sum + one.cpu, 0);
    const rest = `${Math.floor(cpu * 10) / 10} CPU and ${formatBytes(memory)} of memory`;
    return [ok(`all pods fit on ${usable.length} of ${nodes.length} nodes; ${rest} would be left`)];
  }
  const largest = Math.max(...free.map(({ memory }) => memory));
  return [
    problem(
      `no room for ${missing.join(", ")}; the most that is left on one node is ${formatBytes(Math.max(largest, 0))}`,
      "add nodes, or lower the requests (resources in the settings); an autoscaler of nodes may do the first by itself",
    ),
  ];
}

function partName(workload: string, set: string): string {
  return set === "" || set === workload ? workload : `${workload}/${set}`;
}

function freeOn({ name, allocatable, requested }: NodeFacts): Free {
  return {
    node: name,
    cpu: allocatable.cpu - requested.cpu,
    memory: allocatable.memory - requested.memory,
    pods: allocatable.pods - requested.pods,
  };
}

/** Puts a pod onto the node that has the most memory left, if one has enough of all. */
function place({ cpu, memory }: Pick<Pod, "cpu" | "memory">, nodes: Free[]): boolean {
  const [best] = nodes
    .filter((node) => node.cpu >= cpu && node.memory >= memory && node.pods >= 1)
    .sort((a, b) => b.memory - a.memory);
  if (best === undefined) return false;
  best.cpu -= cpu;
  best.memory -= memory;
  best.pods -= 1;
  return true;
}

/** `3 x a` for what is there three times. */
function counted(names: readonly string[]): string[] {
  const times = new Map<string, number>();
  for (const name of names) times.set(name, (times.get(name) ?? 0) + 1);
  return [...times].map(([name, count]) => (count === 1 ? name : `${count} x ${name}`));
}
