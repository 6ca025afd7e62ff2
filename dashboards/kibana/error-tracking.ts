/** The dashboard "Error tracking": which errors there are, since when, and what they look like. */
import { BAD } from "./colors";
import { count, distinct, moment, share } from "./columns";
import { page } from "./page";
import { metric, type Panel, search, table, timeline } from "./panels";
import { ERRORS, TYPED_ERRORS } from "./queries";
import type { SavedObject } from "./saved-object";

export function errorTracking(): SavedObject {
  return page({
    id: "error-tracking",
    title: "Error tracking",
    description: "Which errors there are, in which services, since when, and the traces of the requests that failed.",
    since: "24h",
    dataView: "logs",
    controls: [
      { field: "kubernetes.namespace", title: "Namespace" },
      { field: "service.name", title: "Service" },
      { field: "error.type", title: "Type of error" },
    ],
    rows: [
      { height: 6, panels: [errors(), errorShare(), types(), failedTraces()] },
      { height: 12, panels: [byService(), byType()] },
      { height: 14, panels: [newest(), topTypes()] },
      { height: 14, panels: [traces(), list()] },
      { height: 24, panels: [stackTraces()] },
    ],
  });
}

function errors(): Panel {
  return metric(
    { id: "errors", title: "Errors", description: "Lines of level error or fatal.", width: 12, color: BAD },
    count("Errors", ERRORS),
  );
}

function errorShare(): Panel {
  return metric(
    { id: "error-share", title: "Error share", description: "Errors among all lines.", width: 12 },
    share("share", "Error share", ERRORS),
  );
}

function types(): Panel {
  return metric(
    {
      id: "types",
      title: "Types of errors",
      description: "How many different values error.type has: the exceptions' classes.",
      width: 12,
      query: ERRORS,
    },
    distinct("Types", "error.type"),
  );
}

function failedTraces(): Panel {
  return metric(
    {
      id: "failed-traces",
      title: "Requests with errors",
      description: "How many traces have at least one error: one request that fails in three services is one.",
      width: 12,
      query: ERRORS,
    },
    distinct("Requests", "trace.id"),
  );
}

function byService(): Panel {
  return timeline({
    id: "by-service",
    title: "Errors by service",
    description: "Errors over time. A step that stays is often a deployment.",
    width: 24,
    query: ERRORS,
    split: { field: "service.name", label: "Service", size: 8, other: true },
  });
}

function byType(): Panel {
  return timeline({
    id: "by-type",
    title: "Errors by type",
    description: "Errors that name their type, over time.",
    width: 24,
    query: `${ERRORS} and ${TYPED_ERRORS}`,
    split: { field: "error.type", label: "Type", size: 8, other: true },
  });
}

function newest(): Panel {
  return table({
    id: "newest",
    title: "Newest types of errors",
    description:
      "The types that appeared last within the time shown. Widen it to a week to tell what is new from what is rare.",
    width: 24,
    query: ERRORS,
    rows: [{ field: "error.type", label: "Type", size: 50 }],
    values: {
      first: moment("First seen", "min"),
      last: moment("Last seen", "max"),
      errors: count("Errors"),
      services: distinct("Services", "service.name"),
    },
  });
}

function topTypes(): Panel {
  return table({
    id: "top-types",
    title: "Most frequent errors",
    description: "Which types of errors which services report most.",
    width: 24,
    query: ERRORS,
    rows: [
      { field: "service.name", label: "Service", size: 20 },
      { field: "error.type", label: "Type", size: 10 },
    ],
    values: { errors: count("Errors"), requests: distinct("Requests", "trace.id"), last: moment("Last seen", "max") },
  });
}

function traces(): Panel {
  return table({
    id: "traces",
    title: "Requests with most errors",
    description: "A trace's id leads to the trace, where the span that failed first is red.",
    width: 18,
    query: ERRORS,
    rows: [{ field: "trace.id", label: "Trace", size: 50 }],
    values: { errors: count("Errors"), services: distinct("Services", "service.name") },
  });
}

function list(): Panel {
  return search({
    id: "list",
    title: "Errors",
    description: "The errors themselves, newest first.",
    width: 30,
    search: "errors",
  });
}

function stackTraces(): Panel {
  return search({
    id: "stack-traces",
    title: "Stack traces",
    description: "Errors that came with a stack trace, each in full.",
    width: 48,
    search: "stack-traces",
  });
}
