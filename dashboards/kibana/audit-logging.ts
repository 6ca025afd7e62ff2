/** The dashboard "Audit logging": who did what and when, and what should not have been. */
import { BAD, OUTCOMES } from "./colors";
import { count, distinct, moment } from "./columns";
import { page } from "./page";
import { metric, type Panel, ranking, search, table, timeline } from "./panels";
import { FAILED_LOGINS, ROOT_SHELLS } from "./queries";
import type { SavedObject } from "./saved-object";

const dataView = "logs-audit";

export function auditLogging(): SavedObject {
  return page({
    id: "audit-logging",
    title: "Audit logging",
    description: "Who did what and when: actions by user, failed logins, root shells, and activity by the hour.",
    since: "7d",
    dataView,
    controls: [
      { field: "user.id", title: "User" },
      { field: "event.action", title: "Action" },
      { field: "event.outcome", title: "Outcome" },
    ],
    rows: [
      { height: 6, panels: [events(), users(), failedLogins(), rootShells()] },
      { height: 12, panels: [byHour(), topActions()] },
      { height: 14, panels: [whoDidWhat(), failures()] },
      { height: 12, panels: [shells()] },
      { height: 22, panels: [list()] },
    ],
  });
}

function events(): Panel {
  return metric(
    { id: "events", title: "Events", description: "Audit events in the time shown.", width: 12, dataView },
    count("Events"),
  );
}

function users(): Panel {
  return metric(
    { id: "users", title: "Users", description: "How many users did something.", width: 12, dataView },
    distinct("Users", "user.id"),
  );
}

function failedLogins(): Panel {
  return metric(
    {
      id: "failed-logins",
      title: "Failed logins",
      description: "A few are typing mistakes; many of one user or from one address are an attack.",
      width: 12,
      dataView,
      color: BAD,
    },
    count("Failed logins", FAILED_LOGINS),
  );
}

function rootShells(): Panel {
  return metric(
    {
      id: "root-shells",
      title: "Root shells",
      description: "Shells that were opened as root. Each needs a reason that somebody can name.",
      width: 12,
      dataView,
      color: BAD,
    },
    count("Root shells", ROOT_SHELLS),
  );
}

function byHour(): Panel {
  return timeline({
    id: "by-hour",
    title: "Events by the hour",
    description: "A bar is an hour in your time zone: activity at night and at weekends stands apart.",
    width: 30,
    dataView,
    interval: "1h",
    value: count("Events"),
    split: { field: "event.outcome", label: "Outcome", size: 5 },
    colors: OUTCOMES,
  });
}

function topActions(): Panel {
  return ranking({
    id: "actions",
    title: "Actions",
    description: "What is done most, by outcome.",
    width: 18,
    dataView,
    value: count("Events"),
    of: { field: "event.action", label: "Action", size: 10 },
    split: { field: "event.outcome", label: "Outcome", size: 5 },
    colors: OUTCOMES,
  });
}

function whoDidWhat(): Panel {
  return table({
    id: "who",
    title: "Who did what",
    description: "Each user's actions and how they ended.",
    width: 28,
    dataView,
    rows: [
      { field: "user.id", label: "User", size: 50 },
      { field: "event.action", label: "Action", size: 10 },
      { field: "event.outcome", label: "Outcome", size: 5 },
    ],
    values: { events: count("Events"), first: moment("First", "min"), last: moment("Last", "max") },
  });
}

function failures(): Panel {
  return table({
    id: "failures",
    title: "Failed logins by user and address",
    description: "Many users from one address: passwords are being tried out. One user from many: an account is.",
    width: 20,
    dataView,
    query: FAILED_LOGINS,
    rows: [
      { field: "user.id", label: "User", size: 20 },
      { field: "source.ip", label: "Address", size: 10 },
    ],
    values: { attempts: count("Attempts"), last: moment("Last", "max") },
  });
}

function shells(): Panel {
  return table({
    id: "shells",
    title: "Root shells",
    description: "Who opened a shell as root, and where.",
    width: 48,
    dataView,
    query: ROOT_SHELLS,
    rows: [
      { field: "user.id", label: "User", size: 20 },
      { field: "kubernetes.namespace", label: "Namespace", size: 20 },
      { field: "kubernetes.pod.name", label: "Pod", size: 20 },
      { field: "kubernetes.node.name", label: "Node", size: 5 },
    ],
    values: { shells: count("Shells"), last: moment("Last", "max") },
  });
}

function list(): Panel {
  return search({
    id: "list",
    title: "Audit events",
    description: "The events themselves, newest first.",
    width: 48,
    search: "audit-events",
  });
}
