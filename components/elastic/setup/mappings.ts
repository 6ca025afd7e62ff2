/**
 * The fields of a line, by the names of the Elastic Common Schema. What is not here is kept in the document and can be read,
 * but not searched: a field of every application's choosing would end at Elasticsearch's limit of 1000 fields, past which no
 * line is taken. For fields of the applications' own there is `app`, and for labels `labels`: each one field to Elasticsearch,
 * whatever is in it, and searchable as keywords.
 */

type Mapping = Record<string, unknown>;

const keyword = { type: "keyword", ignore_above: 1024 };
const text = { type: "match_only_text" };
const whole = { type: "long" };
/** Objects of any keys and depth. Values longer than that are kept and not searchable. */
const flattened = { type: "flattened", ignore_above: 1024, depth_limit: 20 };

function object(properties: Record<string, Mapping>): Mapping {
  return { properties };
}

/** The mappings of every log stream. */
export const MAPPINGS: Mapping = {
  dynamic: false,
  properties: {
    // Where any other field is malformed it is left out and named in `_ignored`; without its time a line has no place.
    "@timestamp": { type: "date", ignore_malformed: false },
    message: text,
    labels: flattened,
    app: flattened,
    tags: keyword,
    data_stream: object({
      type: { type: "constant_keyword", value: "logs" },
      dataset: { type: "constant_keyword" },
      namespace: { type: "constant_keyword" },
    }),
    log: object({ level: keyword, logger: keyword, iostream: keyword, file: object({ path: keyword }), offset: whole }),
    service: object({ name: keyword, version: keyword, environment: keyword }),
    trace: object({ id: keyword }),
    span: object({ id: keyword }),
    transaction: object({ id: keyword }),
    orchestrator: object({ type: keyword, cluster: object({ name: keyword }) }),
    kubernetes: object({
      namespace: keyword,
      pod: object({ name: keyword, uid: keyword, ip: { type: "ip" } }),
      node: object({ name: keyword }),
      container: object({ name: keyword, id: keyword, image: keyword }),
      labels: flattened,
    }),
    container: object({ id: keyword, image: object({ name: keyword }) }),
    // The index mode for logs sorts by it.
    host: object({ name: keyword }),
    // The id that several requests share, by the caller's own choice: ECS has none.
    correlation: object({ id: keyword }),
    // ECS has no decisions.
    decision: object({
      confidence: { type: "double" },
      contest: keyword,
      inputs: keyword,
      model: keyword,
      outcome: keyword,
      reason: text,
      version: keyword,
    }),
    event: object({
      action: keyword,
      category: keyword,
      created: { type: "date" },
      dataset: keyword,
      duration: whole,
      id: keyword,
      ingested: { type: "date" },
      kind: keyword,
      module: keyword,
      original: { type: "keyword", index: false, doc_values: false },
      outcome: keyword,
      reason: keyword,
      type: keyword,
    }),
    error: object({ type: keyword, message: text, code: keyword, stack_trace: { type: "wildcard" } }),
    user: object({ id: keyword, name: keyword, roles: keyword }),
    client: object({ ip: { type: "ip" } }),
    source: object({ address: keyword, ip: { type: "ip" } }),
    url: object({ original: keyword, path: keyword, domain: keyword, query: keyword }),
    user_agent: object({ original: keyword }),
    http: object({
      version: keyword,
      request: object({ method: keyword, id: keyword, referrer: keyword, bytes: whole }),
      response: object({ status_code: whole, bytes: whole, body: object({ bytes: whole }) }),
    }),
  },
};

/** The names of the fields, each whole, that are not objects of any keys. */
export function mappedFields(mapping: Mapping = MAPPINGS, above = ""): string[] {
  const properties = mapping["properties"] as Record<string, Mapping> | undefined;
  if (properties === undefined) return mapping["type"] === "flattened" ? [] : [above];
  return Object.entries(properties).flatMap(([name, inner]) =>
    mappedFields(inner, above === "" ? name : `${above}.${name}`),
  );
}
