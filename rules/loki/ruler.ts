/** Loki's ruler: whether it has its rules, evaluates them, and is heard. Loki 2.9 calls its metrics cortex_… */
import type { Alert } from "../rule";
import { either, LOKI, type Own } from "./common";

export function rulerFailing(own: Own): Alert {
  const failures = (stem: string) =>
    `sum by (namespace, rule_group) (increase(${stem}_prometheus_rule_evaluation_failures_total{${own}}[5m]))`;
  return {
    ...LOKI,
    alert: "LokiRulerFailing",
    severity: "high",
    expr: `${either(failures("loki"), failures("cortex"))} > 0`,
    for: "15m",
    summary: "A rule over logs in {{ $labels.rule_group }} cannot be evaluated",
    description: `
      {{ $value | printf "%.0f" }} evaluations in 5 minutes of rules in {{ $labels.rule_group }} ended in an error, and have
      for 15 minutes. An alert among them cannot fire: a root shell may go unnoticed.`,
  };
}

export function rulerConfigRejected(own: Own): Alert {
  const successful = (stem: string) =>
    `min by (namespace, pod) (max_over_time(${stem}_ruler_config_last_reload_successful{${own}}[5m]))`;
  return {
    ...LOKI,
    alert: "LokiRulerConfigRejected",
    severity: "high",
    expr: `${either(successful("loki"), successful("cortex"))} == 0`,
    for: "10m",
    summary: "Loki {{ $labels.pod }} refuses its rules",
    description: `
      The ruler of Loki {{ $labels.namespace }}/{{ $labels.pod }} has not been able to load its rules for 10 minutes, and
      goes on with the old ones, or, after a restart, with none.`,
  };
}

export function rulerNotificationsFailing(own: Own): Alert {
  const lost = (stem: string) =>
    `sum by (namespace) (increase(${stem}_prometheus_notifications_errors_total{${own}}[10m])) + ` +
    `sum by (namespace) (increase(${stem}_prometheus_notifications_dropped_total{${own}}[10m]))`;
  return {
    ...LOKI,
    alert: "LokiRulerNotificationsFailing",
    severity: "critical",
    expr: `${either(lost("loki"), lost("cortex"))} > 0`,
    for: "10m",
    keepFiringFor: "10m",
    summary: "Loki's alerts do not reach Alertmanager",
    description: `
      {{ $value | printf "%.0f" }} alerts of Loki's ruler in {{ $labels.namespace }} were not delivered within 10 minutes.
      What only logs tell, such as a root shell, is told to nobody.`,
  };
}
