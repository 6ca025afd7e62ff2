/**
 * The fields that the data views, searches and dashboards read, and the type that Elasticsearch must map each to:
 * only what is not `text` can be counted by, sorted by or picked from a list.
 */
export const FIELDS = {
  "@timestamp": "date",
  "decision.confidence": "double",
  "decision.contest": "keyword",
  "decision.inputs": "keyword",
  "decision.model": "keyword",
  "decision.outcome": "keyword",
  "decision.reason": "text",
  "decision.version": "keyword",
  "error.message": "text",
  "error.stack_trace": "text",
  "error.type": "keyword",
  "event.action": "keyword",
  // Neither indexed nor counted by: what a refused line was.
  "event.original": "keyword",
  "event.outcome": "keyword",
  "kubernetes.namespace": "keyword",
  "kubernetes.node.name": "keyword",
  "kubernetes.pod.name": "keyword",
  "log.level": "keyword",
  message: "text",
  "service.name": "keyword",
  "source.ip": "ip",
  "span.id": "keyword",
  "trace.id": "keyword",
  "user.id": "keyword",
} as const satisfies Record<string, "date" | "double" | "ip" | "keyword" | "text">;

/** A field by its ECS name. */
export type Field = keyof typeof FIELDS;

/** A field whose values can be counted by. */
export type Countable = { [F in Field]: (typeof FIELDS)[F] extends "keyword" | "ip" ? F : never }[Field];
