/** What Prometheus writes about alerts: `ALERTS` and `ALERTS_FOR_STATE`, from what their expressions gave at each moment. */
import type { Alert } from "../../../rules/rule";
import { seconds } from "../../../settings/units";
import type { Series } from "../prometheus/api";
import type { Labels } from "./labels";
import type { Written } from "./remote-write";

/** @param step Seconds between the moments. @param moments All moments that were asked for. */
export function alertStates(alert: Alert, found: readonly Series[], moments: readonly number[]): Written[] {
  return found.flatMap(({ labels, values }) => {
    const own = alertLabels(alert, labels);
    const holds = new Set(values.map(([at]) => at));
    const states = { pending: [] as number[], firing: [] as number[] };
    const active = { times: [] as number[], values: [] as number[] };
    let since: number | undefined;
    let last = 0;
    let fires = false;
    for (const at of moments) {
      if (holds.has(at)) {
        since ??= at;
        last = at;
      } else if (!fires || at - last >= keepFor(alert)) {
        since = undefined;
        fires = false;
      }
      if (since === undefined) continue;
      fires ||= at - since >= seconds(alert.for);
      states[fires ? "firing" : "pending"].push(at * 1000);
      active.times.push(at * 1000);
      active.values.push(since);
    }
    return [
      ...(["pending", "firing"] as const).map((alertstate) => ({
        labels: { ...own, __name__: "ALERTS", alertstate },
        times: states[alertstate],
        values: states[alertstate].map(() => 1),
      })),
      { labels: { ...own, __name__: "ALERTS_FOR_STATE" }, ...active },
    ];
  });
}

function keepFor({ keepFiringFor }: Alert): number {
  return keepFiringFor === undefined ? 0 : seconds(keepFiringFor);
}

/** The labels of an alert: those that its expression leaves, and its own with their templates filled in. */
export function alertLabels(alert: Alert, given: Labels): Labels {
  const labels = Object.fromEntries(Object.entries(given).filter(([name]) => name !== "__name__"));
  const filled = (template: string) =>
    template.replace(/\{\{ \$labels\.(\w+) \}\}/g, (_all, name: string) => labels[name] ?? "");
  const names =
    alert.subject ??
    Object.keys(labels)
      .filter((name) => name !== "namespace")
      .sort();
  const subject = names
    .map((name) => labels[name] ?? "")
    .filter((value) => value !== "")
    .join(" ");
  return {
    ...labels,
    ...Object.fromEntries(Object.entries(alert.labels ?? {}).map(([name, template]) => [name, filled(template)])),
    alertname: alert.alert,
    component: alert.component,
    severity: alert.severity,
    subject: subject === "" ? (labels["namespace"] ?? "") : subject,
    team: filled(alert.team),
  };
}
