/** How much Elasticsearch's volumes hold, and how much of it the logs will take. */
import type { Elastic } from "../../settings/elastic";
import { nodeCount, replicasOf, type Tier, tierNodes } from "../../settings/elastic-nodes";
import { bytes, formatBytes, seconds } from "../../settings/units";

/**
 * What a gigabyte of logs takes in an index: compressed text, its inverted index and its columns come to about the raw
 * size, and a tenth more is for merges. Source: Elastic's "Benchmarking and sizing your Elasticsearch cluster", which
 * estimates (raw data a day) * days * (replicas + 1) * (indexing factor) and a margin.
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
