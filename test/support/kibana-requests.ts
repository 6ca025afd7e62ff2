/**
 * What Kibana asks Elasticsearch for when a chart or a saved search is opened, as far as the dashboards use it. Written after Lens'
 * own expressions (lens/public/datasources/form_based/to_expression.ts): groups within groups, and in the innermost the numbers.
 * The second request, for the values that are none of the top ones, is left out.
 */
import { charts, ofType, searches } from "./kibana-objects";

type Chart = (typeof charts)[number];
type Column = Chart["columns"][string];
export type Json = Record<string, unknown>;

/**
 * KQL as Lucene's syntax, in which the operators are in capitals. Only what means the same in both: `and` and `or` on one level
 * bind differently.
 */
export function lucene(kql: string): string {
  let depth = 0;
  const seen = new Map<number, string>();
  return kql.replace(/"(?:[^"\\]|\\.)*"|[()]|\b(?:and|or|not)\b/g, (word) => {
    if (word === "(") seen.delete(++depth);
    else if (word === ")") depth--;
    else if (word === "and" || word === "or") {
      if ((seen.get(depth) ?? word) !== word) throw new Error(`${kql}: parentheses are missing`);
      seen.set(depth, word);
    }
    return word.startsWith('"') || word === "(" || word === ")" ? word : word.toUpperCase();
  });
}

function query(kql: string): Json {
  return kql === "" ? { match_all: {} } : { query_string: { query: lucene(kql) } };
}

/** A column's aggregation, without what is within it. */
function aggregation(column: Column, columns: Chart["columns"]): Json | undefined {
  switch (column.operationType) {
    case "count":
      return column.filter && { filter: query(column.filter.query) };
    case "unique_count":
      return { cardinality: { field: column.sourceField } };
    case "max":
    case "min":
      return { [column.operationType]: { field: column.sourceField } };
    case "date_histogram": {
      const { interval, includeEmptyRows } = column.params;
      const fixed_interval = interval === "auto" ? "30m" : interval;
      return { date_histogram: { field: column.sourceField, fixed_interval, min_doc_count: includeEmptyRows ? 0 : 1 } };
    }
    case "terms": {
      const { size, orderBy, orderDirection } = column.params;
      const by = columns[orderBy.columnId];
      const path =
        by?.operationType !== "count" ? orderBy.columnId : by.filter ? `${orderBy.columnId}._count` : "_count";
      return { terms: { field: column.sourceField, size, order: { [path]: orderDirection } } };
    }
    case "formula":
    case "math":
      return undefined;
  }
}

/** The data streams of a data view. */
function titleOf(id: string | undefined): string {
  const found = ofType("index-pattern").find((view) => view.id === id);
  if (found === undefined) throw new Error(`there is no data view ${id}`);
  return found.attributes.title;
}

export interface Request {
  name: string;
  path: string;
  body: Json;
  /** The ids of the groups, the outermost first, and of the numbers in each of them. */
  groups: string[];
  numbers: string[];
}

/** What a chart asks for. */
function chartRequest({ name, attributes, columnOrder, columns }: Chart): Request {
  const has = (id: string) => columns[id] !== undefined && aggregation(columns[id], columns) !== undefined;
  const groups = columnOrder.filter((id) => columns[id]?.isBucketed);
  const numbers = columnOrder.filter((id) => !groups.includes(id) && has(id));
  const of = (id: string) => (columns[id] === undefined ? {} : (aggregation(columns[id], columns) ?? {}));
  const metrics: Json = Object.fromEntries(numbers.map((id) => [id, of(id)]));
  // The numbers that order the groups have to be in each of these.
  const aggs = groups.reduceRight<Json>((inner, id) => ({ ...metrics, [id]: { ...of(id), aggs: inner } }), metrics);
  const body = { size: 0, track_total_hits: true, query: query(attributes.state.query.query), aggs };
  return { name, path: `/${titleOf(attributes.references[0]?.id)}/_search`, body, groups, numbers };
}

export const chartRequests = charts.map(chartRequest);

/** What a saved search asks for: the newest lines, with its columns. */
export const searchRequests = searches.map(({ id, attributes, references }) => {
  const { query: asked } = attributes.kibanaSavedObjectMeta.searchSourceJSON;
  const [[time, direction]] = attributes.sort;
  const body = {
    size: 500,
    query: query(asked.query),
    sort: [{ [time]: { order: direction, format: "strict_date_optional_time" } }],
    fields: attributes.columns,
  };
  return { name: id, columns: attributes.columns, path: `/${titleOf(references[0]?.id)}/_search`, body };
});
