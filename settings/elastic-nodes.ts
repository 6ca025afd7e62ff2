/** What the node sets of Elasticsearch come to. */
import type { Elastic, NodeRole } from "./elastic";

type Node = Elastic["nodes"][number];

/** The tiers that logs are on. */
export type Tier = "hot" | "warm";

/** The node sets that have one of these roles. */
export function nodesWith({ nodes }: Elastic, ...roles: NodeRole[]): Node[] {
  return nodes.filter((node) => node.roles.some((role) => roles.includes(role)));
}

/** How many nodes there are in some sets. */
export function nodeCount(nodes: readonly Node[]): number {
  return nodes.reduce((sum, { count }) => sum + count, 0);
}

/** The sets that hold a tier. Everything is warm only where a set says so: `data` alone is one tier. */
export function tierNodes(elastic: Elastic, tier: Tier): Node[] {
  return tier === "hot" ? nodesWith(elastic, "data", "data_hot") : nodesWith(elastic, "data_warm");
}

/** Nodes that hold indices which belong to no data stream: `data_content`, or `data`, which is every tier. */
export function contentNodes({
  nodes,
}: {
  nodes: readonly Pick<Elastic["nodes"][number], "count" | "roles">[];
}): number {
  return nodes
    .filter(({ roles }) => roles.some((role) => role === "data" || role === "data_content"))
    .reduce((sum, { count }) => sum + count, 0);
}

/** Copies of every shard of Jaeger's indices beside the first. */
export function traceReplicas(elastic: Pick<Elastic, "nodes" | "replicas">): number {
  return elastic.replicas ?? (contentNodes(elastic) > 1 ? 1 : 0);
}

/** Copies of every shard beside the first: as set, else one if there is a second node for it in every tier in use. */
export function replicasOf(elastic: Elastic): number {
  if (elastic.replicas !== undefined) return elastic.replicas;
  const tiers: Tier[] = elastic.retention.warm === undefined ? ["hot"] : ["hot", "warm"];
  return tiers.every((tier) => nodeCount(tierNodes(elastic, tier)) > 1) ? 1 : 0;
}
