/** Alerts as a table, one to a row: what is wrong, with what, and since when. */
import { ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";
import type { PanelBuilder } from "@grafana/grafana-foundation-sdk/table";
import { runbookUid } from "../../names/links";
import { type PanelOptions, table } from "../common";

/** Severities, most severe first, each with its colour. */
export const SEVERITY_COLORS = { critical: "red", high: "orange", medium: "yellow", low: "blue", info: "purple" };

/** The labels that say what an alert is about, the widest first. */
const SUBJECT = ["namespace", "pod", "container", "persistentvolumeclaim", "node", "device", "job"];

/** How the uid of an alert's runbook comes from its name: something before it, and only so many letters of it. */
const UID_PREFIX = runbookUid("");
const UID_LETTERS = runbookUid("x".repeat(99)).length - UID_PREFIX.length;

/** Alerts, each with its runbook's uid and the time in milliseconds since which its expression has held. */
function activeSince(alerts: string): string {
  const labels = SUBJECT.map((label) => `"${label}"`).join(", ");
  return `
    min by (alertname, alertstate, severity, subject, runbook) (
      label_replace(
        label_join(
          ALERTS{${alerts}} * ignoring (alertstate) group_left () ALERTS_FOR_STATE * 1000,
          "subject", " ", ${labels}
        ),
        "runbook", "${UID_PREFIX}$1", "alertname", "(.{1,${UID_LETTERS}}).*"
      )
    )`;
}

/** How the columns are called, in their order; those left out are not there. */
export interface AlertColumns {
  severity?: string;
  alertname?: string;
  alertstate?: string;
  subject: string;
  Value: string;
}

/** A table of the alerts that the label matchers select, the newest on top. */
export function alertTable(
  alerts: string,
  columns: AlertColumns,
  options: Omit<PanelOptions, "queries" | "unit">,
): PanelBuilder {
  const shown = Object.keys(columns);
  const hidden = ["Time", "severity", "alertname", "alertstate"].filter((column) => !shown.includes(column));
  return (
    table({ ...options, unit: "dateTimeFromNow", queries: [{ expr: activeSince(alerts) }] })
      .withTransformation({
        id: "organize",
        options: {
          excludeByName: Object.fromEntries(hidden.map((column) => [column, true])),
          indexByName: Object.fromEntries(shown.map((column, index) => [column, index])),
          renameByName: columns,
        },
      })
      .withTransformation({ id: "sortBy", options: { sort: [{ field: columns.Value, desc: true }] } })
      .thresholds({ build: () => ({ mode: ThresholdsMode.Absolute, steps: [{ value: null, color: "text" }] }) })
      .overrideByName(columns.severity ?? "severity", [
        { id: "custom.width", value: 90 },
        { id: "custom.cellOptions", value: { type: "color-text" } },
        {
          id: "mappings",
          value: [
            {
              type: "value",
              options: Object.fromEntries(
                Object.entries({ ...SEVERITY_COLORS, warning: SEVERITY_COLORS.medium }).map(([severity, color]) => [
                  severity,
                  { color, text: severity },
                ]),
              ),
            },
          ],
        },
      ])
      // Not to be seen, but links refer to it.
      .overrideByName("runbook", [{ id: "custom.hideFrom", value: { legend: true, tooltip: true, viz: true } }])
      .overrideByName(columns.Value, [{ id: "custom.width", value: 130 }])
  );
}
