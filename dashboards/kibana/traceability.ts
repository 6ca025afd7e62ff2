/** The dashboard "Traceability": the way of one request or one user through the services. */
import { LEVELS } from "./colors";
import { count, distinct, moment } from "./columns";
import { page } from "./page";
import { metric, type Panel, search, table, timeline } from "./panels";
import { DECISIONS, ERRORS, LOGINS, TRACEABLE, TRACED } from "./queries";
import type { SavedObject } from "./saved-object";

export function traceability(): SavedObject {
  return page({
    id: "traceability",
    title: "Traceability",
    description:
      "The way of one request or one user through the services. Pick a trace, a user, an action or an outcome at the top, " +
      "for example the action UserLogin in the namespace production.",
    since: "24h",
    dataView: "logs",
    controls: [
      { field: "kubernetes.namespace", title: "Namespace" },
      { field: "user.id", title: "User" },
      { field: "event.action", title: "Action" },
      { field: "event.outcome", title: "Outcome" },
      { field: "trace.id", title: "Trace" },
    ],
    rows: [
      { height: 6, panels: [requests(), users(), services(), errors()] },
      { height: 12, panels: [path(), levels()] },
      { height: 14, panels: [actions(), traces()] },
      { height: 14, panels: [logins(), loginList()] },
      { height: 14, panels: [decisions(), decisionList()] },
      { height: 24, panels: [lines()] },
    ],
  });
}

function requests(): Panel {
  return metric(
    { id: "requests", title: "Requests", description: "Traces that left at least one line.", width: 12 },
    distinct("Requests", "trace.id"),
  );
}

function users(): Panel {
  return metric(
    { id: "users", title: "Users", description: "Users that left at least one line.", width: 12 },
    distinct("Users", "user.id"),
  );
}

function services(): Panel {
  return metric(
    {
      id: "services",
      title: "Services passed",
      description: "How many services wrote about them.",
      width: 12,
      query: TRACEABLE,
    },
    distinct("Services", "service.name"),
  );
}

function errors(): Panel {
  return metric(
    { id: "errors", title: "Errors", description: "Errors on the way.", width: 12, query: TRACEABLE },
    count("Errors", ERRORS),
  );
}

function path(): Panel {
  return timeline({
    id: "path",
    title: "The way through the services",
    description: "Lines over time by service: with one trace picked, the order in which the services took part.",
    width: 30,
    query: TRACEABLE,
    split: { field: "service.name", label: "Service", size: 12, other: true },
  });
}

function levels(): Panel {
  return timeline({
    id: "levels",
    title: "Levels",
    description: "The same lines by level: where on the way it went wrong.",
    width: 18,
    query: TRACEABLE,
    split: { field: "log.level", label: "Level", size: 7 },
    colors: LEVELS,
  });
}

function actions(): Panel {
  return table({
    id: "actions",
    title: "What users did",
    description: "Actions by user and service, the latest first.",
    width: 26,
    query: "event.action: *",
    rows: [
      { field: "user.id", label: "User", size: 20 },
      { field: "event.action", label: "Action", size: 10 },
      { field: "service.name", label: "Service", size: 5 },
    ],
    values: { last: moment("Last", "max"), first: moment("First", "min"), events: count("Events") },
  });
}

function traces(): Panel {
  return table({
    id: "traces",
    title: "Requests",
    description: "Each trace with what it touched, the latest first; its id leads to the trace.",
    width: 22,
    query: TRACED,
    rows: [{ field: "trace.id", label: "Trace", size: 50 }],
    values: {
      last: moment("Last line", "max"),
      lines: count("Lines"),
      services: distinct("Services", "service.name"),
      errors: count("Errors", ERRORS),
    },
  });
}

function logins(): Panel {
  return timeline({
    id: "logins",
    title: "Logins",
    description: "Logins over time by service.",
    width: 20,
    query: LOGINS,
    value: count("Logins"),
    split: { field: "service.name", label: "Service", size: 8, other: true },
  });
}

function loginList(): Panel {
  return search({
    id: "login-list",
    title: "User logins",
    description: "Logins that worked and logins that failed, newest first.",
    width: 28,
    search: "user-logins",
  });
}

function decisions(): Panel {
  return table({
    id: "decisions",
    title: "Decisions of machines by model",
    description:
      "What each version of a model decided, about how many people: an outcome that only a new version has, or has far more often, is a question for its team.",
    width: 20,
    query: DECISIONS,
    rows: [
      { field: "decision.model", label: "Model", size: 20 },
      { field: "decision.version", label: "Version", size: 5 },
      { field: "decision.outcome", label: "Outcome", size: 10 },
    ],
    values: { decisions: count("Decisions"), people: distinct("People", "user.id"), last: moment("Last", "max") },
  });
}

function decisionList(): Panel {
  return search({
    id: "decision-list",
    title: "Decisions of machines",
    description: "Each with why, on which inputs, how sure the model was, and who may contest it, newest first.",
    width: 28,
    search: "decisions",
  });
}

function lines(): Panel {
  return search({
    id: "lines",
    title: "Line by line",
    description: "What was logged on the way, in the order in which it happened.",
    width: 48,
    search: "path",
  });
}
