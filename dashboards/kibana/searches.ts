/** The saved searches: lists of lines, opened in Discover or put on a dashboard. */
import { dataViewReference, type DataView, TIME } from "./data-views";
import type { Field } from "./fields";
import * as kql from "./queries";
import { json, savedObject, type SavedObject } from "./saved-object";

interface Search {
  title: string;
  /** Which lines it lists, and what for. */
  description: string;
  dataView: DataView;
  /** In KQL; empty is every line. */
  query: string;
  /** After the time. */
  columns: Field[];
  /** Pixels, where a column needs other than an equal share. */
  widths?: Partial<Record<Field, number>>;
  /** Lines of text that a row shows; -1 is all of them. Default: 3. */
  rowHeight?: number;
  /** Default: newest first. */
  order?: "asc" | "desc";
}

const SEARCHES = {
  "latest-lines": {
    title: "Latest lines",
    description: "Every line, newest first.",
    dataView: "logs",
    query: "",
    columns: ["log.level", "kubernetes.namespace", "service.name", "message", "trace.id"],
    widths: { "log.level": 90, "kubernetes.namespace": 160, "service.name": 160, "trace.id": 270 },
  },
  errors: {
    title: "Errors",
    description: "Lines of level error and fatal, with the error's type and the trace of the request that failed.",
    dataView: "logs",
    query: kql.ERRORS,
    columns: ["kubernetes.namespace", "service.name", "error.type", "error.message", "message", "trace.id"],
    widths: { "kubernetes.namespace": 160, "service.name": 160, "error.type": 220, "trace.id": 270 },
  },
  "stack-traces": {
    title: "Stack traces",
    description: "Errors that came with a stack trace, each in full.",
    dataView: "logs",
    query: `${kql.ERRORS} and error.stack_trace: *`,
    columns: ["service.name", "error.type", "error.stack_trace", "trace.id"],
    widths: { "service.name": 160, "error.type": 220, "trace.id": 270 },
    rowHeight: -1,
  },
  "audit-events": {
    title: "Audit events",
    description: "Who did what and when, and whether it worked.",
    dataView: "logs-audit",
    query: "",
    columns: ["user.id", "event.action", "event.outcome", "source.ip", "service.name", "message", "trace.id"],
    widths: { "user.id": 160, "event.action": 180, "event.outcome": 110, "source.ip": 140, "service.name": 160 },
  },
  "user-logins": {
    title: "User logins",
    description: "Logins that worked and logins that failed, of any service.",
    dataView: "logs",
    query: kql.LOGINS,
    columns: ["user.id", "event.action", "event.outcome", "source.ip", "kubernetes.namespace", "service.name"],
  },
  decisions: {
    title: "Decisions of machines",
    description:
      "What programs decided about whom: by which model, on which inputs, why, how sure, and who may contest it.",
    dataView: "logs",
    query: kql.DECISIONS,
    columns: [
      "user.id",
      "decision.outcome",
      "decision.reason",
      "decision.model",
      "decision.version",
      "decision.confidence",
      "decision.inputs",
      "decision.contest",
      "trace.id",
    ],
    widths: { "user.id": 160, "decision.outcome": 130, "decision.version": 110, "decision.confidence": 110 },
  },
  path: {
    title: "Path of a request or user",
    description: "Lines that belong to a request or a user, in the order in which they happened.",
    dataView: "logs",
    query: kql.TRACEABLE,
    columns: ["service.name", "log.level", "event.action", "user.id", "message", "trace.id", "span.id"],
    widths: { "service.name": 160, "log.level": 90, "event.action": 160, "user.id": 140, "trace.id": 270 },
    order: "asc",
  },
  "dead-letters": {
    title: "Dead letters",
    description:
      "Lines that Elasticsearch refused, each as a text. Logstash says why in error.message, Fluentd in its own log. They are in none of the dashboards.",
    dataView: "logs-deadletter",
    query: "",
    columns: ["kubernetes.namespace", "service.name", "error.message", "event.original"],
    widths: { "kubernetes.namespace": 160, "service.name": 160 },
  },
} as const satisfies Record<string, Search>;

/** A saved search by its id. */
export type SearchId = keyof typeof SEARCHES;

export function searches(): SavedObject[] {
  return Object.entries<Search>(SEARCHES).map(([id, search]) => savedSearch(id, search));
}

const INDEX = "kibanaSavedObjectMeta.searchSourceJSON.index";

function savedSearch(id: string, search: Search): SavedObject {
  const { title, description, dataView, query, columns, widths = {}, rowHeight = 3, order = "desc" } = search;
  return savedObject(
    "search",
    id,
    {
      title,
      description,
      columns,
      sort: [[TIME, order]],
      grid: { columns: Object.fromEntries(Object.entries(widths).map(([field, width]) => [field, { width }])) },
      rowHeight,
      hideChart: false,
      isTextBasedQuery: false,
      timeRestore: false,
      kibanaSavedObjectMeta: {
        searchSourceJSON: json({ indexRefName: INDEX, query: { language: "kuery", query }, filter: [] }),
      },
    },
    [dataViewReference(INDEX, dataView)],
  );
}
