/** The page about escalation: what somebody was told of and nobody has acted on, and for how long. */
import { ESCALATION_UID, OVERVIEW_UID } from "../names/dashboards";
import { graph, type Panel, steps } from "./common";
import { table } from "./tables";
import { stat } from "./tiles";
import { type Dashboard, link, page } from "./page";

const SINCE = "alert:unanswered:since_timestamp_seconds";
const TOLD = "alert:told_receivers:count";
const BY_ALERT = "alert, alert_namespace, alert_severity, alert_subject, alert_team, fingerprint";

/** Unanswered alerts that somebody has been told of, and nothing keeps from it now. */
const WAITING = `(time() - max by (${BY_ALERT}) (${SINCE})) and on (fingerprint) ${TOLD}`;

export function escalation(): Dashboard {
  return page({
    uid: ESCALATION_UID,
    title: "Escalation",
    description: "Alerts that somebody was told of and nobody has acted on, and who is told next.",
    tags: ["platform", "alerting"],
    links: [link("Cluster overview", `/d/${OVERVIEW_UID}`)],
    rows: { Now: [unanswered(), escalated("L2"), escalated("L3"), waiting()], "Over time": [byTeam(), levels()] },
  });
}

function unanswered(): Panel {
  return stat({
    title: "Unanswered",
    description:
      "Alerts that somebody was told of, and that are neither silenced nor over. Silence what you have taken.",
    width: 8,
    height: 4,
    unit: "short",
    queries: [{ expr: `count(count by (fingerprint) (${TOLD})) or vector(0)`, legend: "unanswered" }],
  }).thresholds(steps([1, "yellow"]));
}

const FIRING = 'ALERTS{alertname="AlertEscalated",alertstate="firing"';

function escalated(level: "L2" | "L3"): Panel {
  return stat({
    title: `Escalated to ${level}`,
    description: `Alerts that nobody has acted on within the time of ${level}: the channels of that level were told.`,
    width: 8,
    height: 4,
    unit: "short",
    queries: [{ expr: `count(count by (fingerprint) (${FIRING},level="${level}"})) or vector(0)`, legend: level }],
  }).thresholds(steps([1, level === "L2" ? "orange" : "red"]));
}

function waiting(): Panel {
  return table({
    title: "What waits",
    description:
      "Each unanswered alert with the time for which somebody has known of it: the longest are escalated next.",
    width: 24,
    height: 10,
    unit: "s",
    queries: [{ expr: `sort_desc(${WAITING})` }],
    empty: "Nothing is unanswered",
  });
}

function byTeam(): Panel {
  return graph({
    title: "Unanswered, by team",
    description: "Alerts of each team that are unanswered: a line that does not come down is a team that nobody helps.",
    width: 12,
    unit: "short",
    queries: [
      { expr: `count by (alert_team) (count by (alert_team, fingerprint) (${TOLD}))`, legend: "{{alert_team}}" },
    ],
    empty: "Nothing was unanswered",
  });
}

function levels(): Panel {
  return graph({
    title: "Escalated, by level",
    description: "Alerts that were escalated, by level. What is escalated often is acted on too late, or is no alert.",
    width: 12,
    unit: "short",
    queries: [{ expr: `count by (level) (count by (level, fingerprint) (${FIRING}}))`, legend: "{{level}}" }],
    empty: "Nothing was escalated",
  });
}
