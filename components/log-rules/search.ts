/** A count of lines as Elasticsearch is asked for it. What a line says it is marked with: it is not searched for, and nothing is analysed. */
import { type LineCount, type LineLabel, STORES } from "../../rules/log-rules/common";
import { MOST_GROUPS } from "../../names/log-rules";
import { COUNTED } from "../elastic/streams";

/** The fields that labels are, by the names of the Elastic Common Schema. */
const FIELDS: Record<LineLabel, string> = {
  namespace: "kubernetes.namespace",
  service: "service.name",
  pod: "kubernetes.pod.name",
  node: "kubernetes.node.name",
};

/** The field that a line's marks are in. */
export const MARKED = "tags";

/** The field that an audit line's event is in. */
const EVENT = "event.action";

/** The name of the aggregation. */
export const GROUPED = "lines";

/**
 * The path of a search. A stream that is not there yet has no lines. Shards that do not answer leave out what they have, and are
 * counted: what the others have is told all the same.
 */
export const SEARCH_PATH =
  `/${COUNTED.join(",")}/_search?ignore_unavailable=true&allow_no_indices=true&allow_partial_search_results=true` +
  "&request_cache=false";

/** The body of a search: no lines, and how many there are in each group. @param timeout After which it answers with what it has. */
export function searchBody(lines: LineCount, timeout: string): Record<string, unknown> {
  const { by, over, levels, levelNot, says, saysNot, eventIs, noEvent = false } = lines;
  const term = (field: string, value: string) => ({ term: { [field]: value } });
  return {
    size: 0,
    track_total_hits: false,
    timeout,
    query: {
      bool: {
        filter: [
          { range: { "@timestamp": { gte: `now-${over}`, lte: "now" } } },
          { exists: { field: FIELDS.namespace } },
          ...(levels === undefined ? [] : [{ terms: { "log.level": levels } }]),
          ...(says === undefined ? [] : [term(MARKED, says.name)]),
          ...(eventIs === undefined ? [] : [term(EVENT, eventIs)]),
        ],
        must_not: [
          ...(says === undefined && eventIs === undefined ? [] : [{ terms: { [FIELDS.service]: STORES } }]),
          ...(levelNot === undefined ? [] : [term("log.level", levelNot)]),
          ...(saysNot === undefined ? [] : [term(MARKED, saysNot.name)]),
          ...(noEvent ? [{ exists: { field: EVENT } }] : []),
        ],
      },
    },
    aggs: {
      [GROUPED]: {
        composite: {
          size: MOST_GROUPS,
          sources: by.map((label) => ({ [label]: { terms: { field: FIELDS[label], missing_bucket: true } } })),
        },
      },
    },
  };
}
