/** How much Elasticsearch's volumes hold, and how much of it logs and traces will take: everything that writes there. */
import type { Settings } from "../../settings";
import { contentNodes, nodeCount, replicasOf, type Tier, tierNodes, traceReplicas } from "../../settings/elastic-nodes";
import { bytes, formatBytes, seconds } from "../../settings/units";

/** What the estimate is made of. */
export type Expected = Pick<Settings, "elastic" | "logs" | "tracing">;

/**
 * What a gigabyte of logs takes in an index: compressed text, its inverted index and its columns come to about the raw
 * size, and a tenth more is for merges. Source: Elastic's "Benchmarking and sizing your Elasticsearch cluster", which
 * estimates (raw data a day) * days * (replicas + 1) * (indexing factor) and a margin.
 */
const OVERHEAD = 1.1;

/** Elasticsearch's low watermark: no shard goes to a node whose volume is fuller. */
export const WATERMARK = 0.85;

/** What writes to Elasticsearch, each with a volume of its own. Of dead letters, every line is one of the others that is not there. */
export const WRITERS = ["logs", "audit logs", "traces"] as const;
export type Writer = (typeof WRITERS)[number];

/** One tier's share. */
export interface TierEstimate {
  tier: Tier;
  /** Days that an index of logs spends there at most, from its first line on. */
  days: number;
  /** Bytes of all copies, by what writes them. */
  needed: Record<Writer, number>;
  /** Bytes of all volumes below the watermark. */
  usable: number;
  /** Bytes of one copy of lines that are added on one day. */
  perDay: number;
}

/** Bytes of all copies of everything. */
export function neededBytes({ needed }: Pick<TierEstimate, "needed">): number {
  return WRITERS.reduce((sum, writer) => sum + needed[writer], 0);
}

/** What each tier will hold, once logs and traces are as old as they get. Nothing where there is no Elasticsearch. */
export function elasticEstimates({ elastic, logs, tracing }: Expected): TierEstimate[] {
  if (elastic === undefined) return [];
  const { retention } = elastic;
  const days = (duration: string) => seconds(duration) / 86_400;
  const warm = retention.warm === undefined ? undefined : days(retention.warm);
  const tiers: Tier[] = warm === undefined ? ["hot"] : ["hot", "warm"];
  const all = (perDay: string, span: number, copies = 1 + replicasOf(elastic)) =>
    bytes(perDay) * span * OVERHEAD * copies;
  return tiers.map((tier) => {
    // Ages count from the moment that an index takes no more logs.
    const span = (until: number) =>
      tier === "warm" ? Math.max(0, until - (warm ?? 0)) : days(retention.hot) + Math.min(until, warm ?? until);
    return {
      tier,
      days: span(days(retention.delete)),
      perDay: bytes(logs.expectedPerDay),
      needed: {
        logs: all(logs.expectedPerDay, span(days(retention.delete))),
        "audit logs": all(logs.expectedAuditPerDay, span(days(retention.audit))),
        // Jaeger's indices are no data streams: they stay where they were made, and go with the night after their last day.
        traces:
          tier === "hot" && tracing.storage === "elasticsearch" && contentNodes({ nodes: tierNodes(elastic, tier) }) > 0
            ? all(tracing.expectedPerDay, Math.floor(days(tracing.retention)) + 1, 1 + traceReplicas(elastic))
            : 0,
      },
      usable: WATERMARK * tierNodes(elastic, tier).reduce((sum, { count, storage }) => sum + count * bytes(storage), 0),
    };
  });
}

/** The estimate in words, a line for each tier. */
export function elasticStorageLines(settings: Expected): string[] {
  const { elastic, logs } = settings;
  if (elastic === undefined) return [];
  return elasticEstimates(settings).map((estimate) => {
    const { tier, days, needed, usable } = estimate;
    const others = WRITERS.filter((writer) => writer !== "logs" && needed[writer] > 0).map(
      (writer) => `, ${formatBytes(needed[writer])} of ${writer}`,
    );
    return (
      `Elasticsearch, ${tier}: about ${formatBytes(neededBytes(estimate))} for ${logs.expectedPerDay} a day, ${Math.round(days * 10) / 10} days, ` +
      `${1 + replicasOf(elastic)} ${replicasOf(elastic) === 0 ? "copy" : "copies"}${others.join("")}; ` +
      `${volumes(nodeCount(tierNodes(elastic, tier)))} ${formatBytes(usable)} below the watermark`
    );
  });
}

function volumes(count: number): string {
  return count === 1 ? "1 volume holds" : `${count} volumes hold`;
}
