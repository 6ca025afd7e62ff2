/** Which alerts somebody has acted on, and which nobody ever has, by what rules/escalation/acted-on.ts counts. */
import { inColumns } from "../columns";
import { ACTED, ASKED } from "../../names/escalation";
import type { Settings } from "../../settings";
import { escalates } from "../../settings/escalation";
import { type Panel, steps } from "../common";
import { table } from "../tables";
import { stat } from "../tiles";

/**
 * Panels of the row "Acted on".
 * @param over A count over the time that the page shows, by alert.
 */
export function actedOn(settings: Pick<Settings, "alerting">, over: (series: string) => string): Panel[] {
  const told = over(ASKED);
  // Firings that went on from before may be silenced in the time that is shown.
  const acted = `(${over(ACTED)} or 0 * ${told})`;
  const never = `${told} unless ${over(ACTED)} > 0`;
  const isKnown = escalates(settings);
  return [
    ...(isKnown
      ? [
          stat({
            title: "Alerts that were told",
            description: "Alerts that somebody was told of, or that were silenced before, by their names.",
            width: 12,
            height: 4,
            unit: "short",
            queries: [{ expr: `count(${told} > 0) or vector(0)`, legend: "told" }],
          }),
          stat({
            title: "Never acted on",
            description:
              "Of those, alerts of which nobody has silenced a single firing: they ask for nothing, or nobody answers.",
            width: 12,
            height: 4,
            unit: "short",
            queries: [{ expr: `count(${never}) or vector(0)`, legend: "never" }],
          }).thresholds(steps([1, "orange"])),
        ]
      : []),
    inColumns(
      table({
        title: "Alerts by how often nobody acted on them",
        description:
          "Firings that somebody was told of, and how many of them somebody silenced, which is how one takes an alert. An acknowledgement in PagerDuty or OpsGenie stays there.",
        width: 24,
        height: 12,
        unit: "short",
        queries: [{ expr: told }, { expr: acted }, { expr: `clamp_min(${told} - ${acted}, 0)` }],
        empty: isKnown
          ? "Nobody was told of anything"
          : "Not known: what is silenced is seen where alerts escalate. Give alerting.escalation.l2 a channel (docs/escalation.md)",
      }),
      { alertname: "Alert", namespace: "Namespace", severity: "Severity" },
      ["Told", "Acted on", "Nobody acted"],
    ).withTransformation({ id: "sortBy", options: { sort: [{ field: "Nobody acted", desc: true }] } }),
  ];
}
