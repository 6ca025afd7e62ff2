/** Loki's ruler: whether it has its rules, evaluates them, and is heard. Loki 2.9 calls its metrics cortex_… */
import type { Alert } from "../rule";
import { either, type Engine, LOKI, type Own, PODS, STEM } from "./common";

export function rulerFailing(own: Own): Alert {
  const failures = (stem: string) =>
    `sum by (namespace, rule_group) (increase(${stem}_prometheus_rule_evaluation_failures_total{${own}}[5m]))`;
  return {
    ...LOKI,
    alert: "LokiRulerFailing",
    severity: "high",
    expr: either(failures("loki"), failures("cortex"), "> 0"),
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
    expr: either(successful("loki"), successful("cortex"), "== 0"),
    for: "10m",
    summary: "Loki {{ $labels.pod }} refuses its rules",
    description: `
      The ruler of Loki {{ $labels.namespace }}/{{ $labels.pod }} has not been able to load its rules for 10 minutes, and
      goes on with the old ones, or, after a restart, with none.`,
  };
}

/** No rule at all is evaluated: the ruler is away, or has none. Without Loki altogether it is LokiDown's matter. */
export function rulerNotEvaluating(own: Own, engine: Engine): Alert {
  const evaluated = `${STEM[engine]}_prometheus_rule_group_last_evaluation_timestamp_seconds{${own}}`;
  return {
    ...LOKI,
    alert: "LokiRulerNotEvaluating",
    severity: "critical",
    expr: `
      (absent(${evaluated}) or time() - max by (namespace) (${evaluated}) > 300)
      and on (namespace) max by (namespace) (loki_build_info{${own},${PODS[engine]}})`,
    for: "15m",
    summary: "No rule over logs is evaluated",
    description: `
      Loki in {{ $labels.namespace }} runs, and none of its rules has been evaluated for 15 minutes. What only logs tell,
      such as a root shell, is told to nobody.`,
  };
}

/**
 * Every Alertmanager refuses, or is not reached: with one of them left, all is told, as each tells the others. Loki 3 counts
 * alerts, those that arrived and those that did not; Loki 2.9 counts batches that did not arrive, and all attempts.
 */
export function rulerNotificationsFailing(own: Own): Alert {
  const rate = (metric: string) => `rate(${metric}{${own}}[10m])`;
  const errors = (stem: string) => rate(`${stem}_prometheus_notifications_errors_total`);
  const attempts = {
    loki: `(${rate("loki_prometheus_notifications_sent_total")} + ${errors("loki")})`,
    cortex: rate("cortex_prometheus_notifications_latency_seconds_count"),
  };
  const share = (stem: keyof typeof attempts) =>
    `max by (namespace) (min by (namespace, pod) (${errors(stem)} / ${attempts[stem]}))`;
  return {
    ...LOKI,
    alert: "LokiRulerNotificationsFailing",
    severity: "critical",
    expr: either(share("loki"), share("cortex"), "> 50 / 100"),
    for: "10m",
    keepFiringFor: "10m",
    summary: "Loki's alerts do not reach Alertmanager",
    description: `
      At least {{ $value | humanizePercentage }} of what Loki's ruler in {{ $labels.namespace }} sends has been refused or
      lost for 10 minutes, whichever Alertmanager it goes to. What only logs tell, such as a root shell, is told late, or
      to nobody.`,
  };
}
