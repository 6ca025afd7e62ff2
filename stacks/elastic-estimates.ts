/** How much Elasticsearch's volumes hold, and how much of it the logs will take. */
import type { Elastic, NodeRole } from "./schema/elastic";
import { bytes, formatBytes, seconds } from "./schema/units";

type Node = Elastic["nodes"][number];

/** The tiers that logs are on. */
export type Tier = "hot" | "warm";

/**
 * What a gigabyte of logs takes in an index: compressed text, its inverted index and its columns come to about the raw
 * size, and a tenth more is for merges. Source: Elastic's "Benchmarking and sizing your Elasticsearch cluster", which
 * reckons (raw data a day) * days * (replicas + 1) * (indexing factor) and a margin.
 */
const OVERHEAD = 1.1;

/** Elasticsearch's low watermark: no shard goes to a node whose volume is fuller. */
export const WATERMARK = 0.85;

/** One tier's share. */
export interface TierEstimate {
  tier: Tier;
  /** Days that an index spends there at most, from its first line on. */
  days: number;
  /** Bytes of all copies. */
  needed: number;
  /** Bytes of all volumes below the watermark. */
  usable: number;
  /** Bytes of one copy that are added on one day. */
  perDay: number;
}

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

/** Copies of every shard beside the first: as set, else one if there is a second node for it in every tier in use. */
export function replicasOf(elastic: Elastic): number {
  if (elastic.replicas !== undefined) return elastic.replicas;
  const tiers: Tier[] = elastic.retention.warm === undefined ? ["hot"] : ["hot", "warm"];
  return tiers.every((tier) => nodeCount(tierNodes(elastic, tier)) > 1) ? 1 : 0;
}

/** What each tier will hold, once logs are as old as they get. */
export function elasticEstimates(elastic: Elastic): TierEstimate[] {
  const { retention } = elastic;
  const days = (duration: string) => seconds(duration) / 86_400;
  const kinds = [
    { perDay: bytes(elastic.expectedPerDay), until: days(retention.delete) },
    { perDay: bytes(elastic.expectedAuditPerDay), until: days(retention.audit) },
  ];
  const warm = retention.warm === undefined ? undefined : days(retention.warm);
  const tiers: Tier[] = warm === undefined ? ["hot"] : ["hot", "warm"];
  return tiers.map((tier) => {
    // Ages count from the moment that an index takes no more logs.
    const span = (until: number) =>
      tier === "warm" ? Math.max(0, until - (warm ?? 0)) : days(retention.hot) + Math.min(until, warm ?? until);
    return {
      tier,
      days: span(days(retention.delete)),
      perDay: bytes(elastic.expectedPerDay),
      needed:
        kinds.reduce((sum, kind) => sum + kind.perDay * span(kind.until), 0) * OVERHEAD * (1 + replicasOf(elastic)),
      usable: WATERMARK * tierNodes(elastic, tier).reduce((sum, { count, storage }) => sum + count * bytes(storage), 0),
    };
  });
}

/** The estimate in words, a line for each tier. */
export function elasticStorageLines(elastic: Elastic): string[] {
  return elasticEstimates(elastic).map(
    ({ tier, days, needed, usable }) =>
      `Elasticsearch, ${tier}: about ${formatBytes(needed)} for ${elastic.expectedPerDay} a day, ${Math.round(days * 10) / 10} days, ` +
      `${1 + replicasOf(elastic)} ${replicasOf(elastic) === 0 ? "copy" : "copies"}, and audit logs; ` +
      `${volumes(nodeCount(tierNodes(elastic, tier)))} ${formatBytes(usable)} below the watermark`,
  );
}

function volumes(count: number): string {
  return count === 1 ? "1 volume holds" : `${count} volumes hold`;
}
