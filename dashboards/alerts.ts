/** Alerts as a table, one to a row: what is wrong, with what, and since when. */
import type { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import { runbookPage, runbookUid } from "../names/links";
import type { Settings } from "../settings";
import { background } from "./numbers";
import { type PanelOptions, stateless } from "./common";
import { HIDDEN, ON_BACKGROUND, table } from "./tables";

/** Severities, most severe first, each with its colour. */
export const SEVERITY_COLORS = { critical: "red", high: "orange", medium: "yellow", low: "blue", info: "purple" };

/** What somebody should know of: the Watchdog always fires, and what has the severity `none` is nobody's business. */
export const FIRING = 'alertstate="firing",alertname!="Watchdog",severity!="none"';

/** The labels that say what an alert is about that does not say so itself, as those of the charts do not; the widest first. */
const SUBJECT = ["service", "queue", "shard", "pod", "container", "persistentvolumeclaim", "node", "device", "job"];

/** How the uid of an alert's runbook comes from its name: something before it, and only so many letters of it. */
const UID_PREFIX = runbookUid("");
const UID_LETTERS = runbookUid("x".repeat(99)).length - UID_PREFIX.length;

/** Alerts, each with its runbook's uid and the time in milliseconds since which its expression has held. */
function activeSince(alerts: string, isRanked: boolean): string {
  const labels = SUBJECT.map((label) => `"${label}"`).join(", ");
  const about = `
    label_replace(
      label_join(
        ALERTS{${alerts}} * ignoring (alertstate) group_left () ALERTS_FOR_STATE * 1000,
        "about", " ", ${labels}
      ),
      "about", "$1", "subject", "(.+)"
    )`;
  // Else a table of alerts that have none would have no such column.
  const placed = `label_replace(${about}, "namespace", "–", "namespace", "")`;
  const named = `label_replace(${placed}, "runbook", "${UID_PREFIX}$1", "alertname", "(.{1,${UID_LETTERS}}).*")`;
  const by = `alertname, alertstate, severity, namespace, about, runbook${isRanked ? ", rank" : ""}`;
  return `min by (${by}) (${isRanked ? ranked(named) : named})`;
}

/** With a label by which the most severe come first; a severity that is none of ours is medium, as Alertmanager has it. */
function ranked(alerts: string): string {
  const severities = Object.keys(SEVERITY_COLORS);
  const unknown = `label_replace(${alerts}, "rank", "${severities.indexOf("medium")}", "", "")`;
  return severities.reduce(
    (all, severity, rank) => `label_replace(${all}, "rank", "${rank}", "severity", "${severity}")`,
    unknown,
  );
}

/** How the columns are called, in their order; those left out are not there. */
export interface AlertColumns {
  severity?: string;
  alertname?: string;
  alertstate?: string;
  namespace: string;
  about: string;
  Value: string;
}

/** A table of the alerts that the label matchers select: of several, the most severe on top, and of these the newest. */
export function alertTable(
  alerts: string,
  columns: AlertColumns,
  options: Omit<PanelOptions, "queries" | "unit">,
): PanelBuilder {
  const shown = Object.keys(columns);
  const isRanked = columns.alertname !== undefined;
  const hidden = ["Time", "severity", "alertname", "alertstate"].filter((column) => !shown.includes(column));
  const builder = table({ ...options, unit: "dateTimeFromNow", queries: [{ expr: activeSince(alerts, isRanked) }] })
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: Object.fromEntries(hidden.map((column) => [column, true])),
        indexByName: Object.fromEntries(shown.map((column, index) => [column, index])),
        renameByName: columns,
      },
    })
    .withTransformation({ id: "sortBy", options: { sort: [{ field: columns.Value, desc: true }] } })
    .thresholds(stateless())
    .overrideByName(columns.severity ?? "severity", [
      { id: "custom.width", value: 80 },
      ON_BACKGROUND,
      {
        id: "mappings",
        value: [
          {
            type: "value",
            options: Object.fromEntries(
              Object.entries({ ...SEVERITY_COLORS, warning: SEVERITY_COLORS.medium }).map(([severity, color]) => [
                severity,
                { color: background(color), text: severity },
              ]),
            ),
          },
        ],
      },
    ])
    // Not to be seen, but links refer to it.
    .overrideByName("runbook", HIDDEN)
    .overrideByName(columns.namespace, [{ id: "custom.width", value: 120 }])
    .overrideByName(columns.Value, [{ id: "custom.width", value: 125 }]);
  if (!isRanked) return builder;
  // It leaves the order of those of one severity as it is.
  return builder
    .withTransformation({ id: "sortBy", options: { sort: [{ field: "rank" }] } })
    .overrideByName("rank", HIDDEN);
}

/** Every alert that fires, with its runbook and its rule. */
export function firingTable(settings: Settings): PanelBuilder {
  return leading(settings, FIRING, {
    title: "What is firing",
    description:
      "Every alert that fires, the most severe first, then the newest; its name leads to its runbook and to its rule. Silenced alerts are listed too.",
    width: 12,
    empty: "No alert is firing",
  });
}

/**
 * Alerts that fire about what a page shows.
 * @param which Matchers of the page's kind of alert, such as `component="bots"`.
 * @param picked Matchers of what is picked on the page.
 */
export function alertsAbout(settings: Settings, which: string, picked: string): PanelBuilder {
  return leading(settings, [FIRING, which, picked].join(","), {
    title: "Alerts",
    description:
      "What fires about what is picked, the most severe first, then the newest; its name leads to its runbook and to its rule. Empty is well.",
    width: 12,
    empty: "No alert is firing",
  });
}

/** What fires of the alerts that the matchers select, each name leading to its runbook and to its rule. */
export function leading(
  settings: Settings,
  alerts: string,
  options: Omit<PanelOptions, "queries" | "unit">,
): PanelBuilder {
  // Grafana puts the row's and the cell's text in place of the variables.
  const alert = "${__value.text}";
  const runbook = runbookPage(settings, alert) ?? "/d/${__data.fields.runbook}";
  const columns = { severity: "Severity", alertname: "Alert", namespace: "Namespace", about: "About", Value: "Since" };
  return alertTable(alerts, columns, options).overrideByName("Alert", [
    {
      id: "links",
      value: [
        { title: "Runbook", url: runbook },
        { title: "Rule", url: `/alerting/list?search=rule:${alert}` },
      ],
    },
  ]);
}
