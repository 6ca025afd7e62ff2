/** Audit events of a time from Elasticsearch, all of them or an error. */
import { z } from "zod";
import { type AuditEvent, eventOfDocument } from "./event";
import { type Asking, answerOf, Incomplete } from "./store";

/** The data streams of audit events. What was restored from a snapshot is beside them, and would be there twice. */
const STREAMS = "logs-audit-*";

const PAGE = 1000;

/** How long Elasticsearch keeps what the search began with, from one page to the next. */
const KEPT = "5m";

const shards = z.object({ total: z.number(), failed: z.number() });
const opened = z.object({ id: z.string(), _shards: shards.optional() });
const found = z.object({
  timed_out: z.boolean(),
  pit_id: z.string(),
  _shards: shards,
  hits: z.object({
    total: z.object({ value: z.number(), relation: z.literal("eq") }).optional(),
    hits: z.array(
      z.object({
        _source: z.record(z.string(), z.unknown()),
        sort: z.array(z.union([z.number(), z.string()])).min(2),
      }),
    ),
  }),
});

/**
 * Events from a moment up to, and without, another, in nanoseconds since 1970, the oldest first, as they were when the search began.
 * @throws {@link Incomplete} when Elasticsearch answers in part.
 */
export async function* elasticsearchEvents(
  ask: Asking,
  from: bigint,
  to: bigint,
  page = PAGE,
): AsyncGenerator<AuditEvent> {
  // A closed index is looked for too, so that it is refused and not passed over.
  const open = `/${STREAMS}/_pit?keep_alive=${KEPT}&expand_wildcards=open,closed`;
  let { id } = answerOf(opened, await ask({ method: "POST", path: open }), "Elasticsearch", open);
  const milliseconds = (nanoseconds: bigint) => String(nanoseconds / 1_000_000n);
  const range = { gte: milliseconds(from), lt: milliseconds(to), format: "epoch_millis" };
  try {
    let read = 0;
    let total: number | undefined;
    let after: readonly unknown[] | undefined;
    for (;;) {
      const path = "/_search?allow_partial_search_results=false";
      const body = {
        size: page,
        query: { range: { "@timestamp": range } },
        pit: { id, keep_alive: KEPT },
        sort: [{ "@timestamp": "asc" }, { _shard_doc: "asc" }],
        track_total_hits: after === undefined,
        ...(after === undefined ? {} : { search_after: after }),
      };
      const answer = answerOf(found, await ask({ method: "POST", path, body }), "Elasticsearch", path);
      const { failed, total: all } = answer._shards;
      if (answer.timed_out || failed > 0)
        throw new Incomplete(`Elasticsearch answers in part: ${failed} of ${all} shards failed`);
      if (all === 0) throw new Incomplete(`Elasticsearch has no data stream ${STREAMS}`);
      id = answer.pit_id;
      total ??= answer.hits.total?.value;
      for (const { _source, sort } of answer.hits.hits) yield eventOfDocument(_source, Number(sort[0]));
      read += answer.hits.hits.length;
      after = answer.hits.hits.at(-1)?.sort;
      if (after === undefined) break;
    }
    if (read !== total) throw new Incomplete(`Elasticsearch gives ${read} of ${total ?? "?"} events`);
  } finally {
    // It ends by itself otherwise.
    await ask({ method: "DELETE", path: "/_pit", body: { id } }).catch(() => undefined);
  }
}
