/** The platform's own alerts by name: one that has never fired has no series of its own. */
import { KNOWN } from "../names/alert-history";
import type { Alert, RuleGroup } from "./rule";

/** @param alerts Every alert of the platform's that Prometheus evaluates. */
export function knownAlerts(alerts: readonly Alert[]): RuleGroup[] {
  const components = new Map(
    alerts.filter(({ severity }) => severity !== "none").map(({ alert, component }) => [alert, component]),
  );
  const rules = [...components]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([alertname, component]) => ({ record: KNOWN, expr: "vector(1)", labels: { alertname, component } }));
  return [{ name: "known-alerts", interval: "2m", rules }];
}
