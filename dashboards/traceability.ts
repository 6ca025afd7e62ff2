/** The page for audits: who did what, when, and where, as the applications' events tell it. */
import { LOGS_UID, TRACEABILITY_UID } from "../names/dashboards";
import { AUDIT_EVENTS } from "../log-format/events";
import { GraphDrawStyle } from "@grafana/grafana-foundation-sdk/common";
import type { Settings } from "../settings";
import { type Panel, steps } from "./common";
import { type Dashboard, link, page } from "./page";
import { byModel, decisions } from "./traceability/decisions";
import { traceLink } from "./links";
import {
  choiceVariable,
  lineTable,
  logGraph,
  logLines,
  logStat,
  logTable,
  lokiVariable,
  streamVariable,
  textVariable,
} from "./loki";

/** Lines that name one of the picked events. The text is looked for first: that is what makes it quick. */
const NAMING = '{namespace=~"$namespace"} |~ `$event` |~ `(?i)$text`';

/** The same with their fields, of the users that are asked for. */
export const EVENTS_AND_USERS = `${NAMING} | json event="event", user_id="user_id", message="message" | __error__="" | event=~"$event" | user_id=~"$user" | outcome=~"$outcome"`;

export function traceability(settings: Settings): Dashboard {
  return page({
    uid: TRACEABILITY_UID,
    title: "Traceability",
    description: "Who did what, when, and where: the events that applications write for audits.",
    tags: ["logs", "audit"],
    links: [link("Logs overview", `/d/${LOGS_UID}`)],
    variables: [
      lokiVariable(),
      streamVariable("namespace", "Namespace", "", ".+"),
      choiceVariable("event", "Event", AUDIT_EVENTS, AUDIT_EVENTS.join("|")),
      textVariable("user", "User (regular expression)", ".*"),
      choiceVariable("outcome", "Outcome", ["success", "failure", "unknown"], ".*"),
      textVariable("text", "Text"),
    ],
    rows: {
      "": [events(), users(), denied(), overTime(), byUser(), whoDidWhat(settings), asWritten()],
      "Decisions of machines": [byModel(), decisions(settings)],
    },
  });
}

function events(): Panel {
  return logStat({
    title: "Events",
    description: "Events of what is picked, over the time shown.",
    width: 4,
    height: 8,
    unit: "short",
    queries: [{ expr: `sum(count_over_time(${EVENTS_AND_USERS} [$__range]))`, legend: "events" }],
    empty: "None",
  }).thresholds(steps());
}

function users(): Panel {
  return logStat({
    title: "Users",
    description: "Different users among the events of what is picked, over the time shown.",
    width: 4,
    height: 8,
    unit: "short",
    queries: [{ expr: `count(sum by (user_id) (count_over_time(${EVENTS_AND_USERS} [$__range])))`, legend: "users" }],
    empty: "None",
  }).thresholds(steps());
}

function denied(): Panel {
  return logStat({
    title: "Failed sign-ins",
    description: "Sign-ins that failed in the namespaces that are picked, whoever's, over the time shown.",
    width: 4,
    height: 8,
    unit: "short",
    queries: [
      {
        expr: 'sum(count_over_time({namespace=~"$namespace"} |= `UserLoginFailed` [$__range]))',
        legend: "failed",
      },
    ],
    empty: "None",
  }).thresholds(steps([1, "orange"]));
}

function overTime(): Panel {
  return (
    logGraph({
      title: "Events over time",
      description:
        "Events in each interval, by kind. Exports and changes of permissions outside of working hours deserve a question.",
      width: 12,
      height: 8,
      unit: "short",
      queries: [{ expr: `sum by (event) (count_over_time(${EVENTS_AND_USERS} [$__auto]))`, legend: "{{event}}" }],
      empty: "No event",
    })
      // Seldom ones are points that nothing joins.
      .drawStyle(GraphDrawStyle.Bars)
      .fillOpacity(60)
  );
}

function byUser(): Panel {
  return logTable({
    title: "Events by user",
    description: "How often each user did what, over the time shown; the hundred most frequent.",
    width: 8,
    height: 12,
    unit: "short",
    queries: [{ expr: `topk(100, sum by (user_id, event) (count_over_time(${EVENTS_AND_USERS} [$__range])))` }],
    empty: "No event",
  })
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: { Time: true },
        indexByName: { user_id: 0, event: 1, "Value #A": 2 },
        renameByName: { user_id: "User", event: "Event", "Value #A": "Events" },
      },
    })
    .withTransformation({ id: "sortBy", options: { sort: [{ field: "Events", desc: true }] } });
}

function whoDidWhat(settings: Settings): Panel {
  return lineTable(
    {
      title: "Who did what",
      description:
        "Each event with its time, its user and its service, the newest on top; the trace is the request that did it.",
      width: 16,
      height: 12,
      queries: [{ expr: EVENTS_AND_USERS }],
      empty: "No event",
    },
    {
      Time: "When",
      user_id: "Who",
      event: "What",
      outcome: "Outcome",
      message: "In words",
      namespace: "Namespace",
      service: "Service",
      trace_id: "Trace",
    },
  )
    .overrideByName("When", [{ id: "custom.width", value: 170 }])
    .overrideByName("Who", [{ id: "custom.width", value: 120 }])
    .overrideByName("What", [{ id: "custom.width", value: 170 }])
    .overrideByName("Outcome", [{ id: "custom.width", value: 90 }])
    .overrideByName("Namespace", [{ id: "custom.width", value: 100 }])
    .overrideByName("Service", [{ id: "custom.width", value: 110 }])
    .overrideByName("Trace", [{ id: "links", value: traceLink(settings) }]);
}

function asWritten(): Panel {
  return logLines({
    title: "Lines as they were written",
    description: "Every line that names one of the picked events, also those that are not in the platform's format.",
    width: 24,
    height: 12,
    queries: [{ expr: NAMING }],
    empty: "No line",
  });
}
