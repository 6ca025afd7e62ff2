/** Prometheus itself: whether it takes its configuration, evaluates, notifies, and stores. */
import { MONITORING_UID } from "../names/dashboards";
import { RELEASE } from "../names/kube-prometheus-stack";
import { workloadAway } from "./presence";
import { BY_SERVER, PROMETHEUS, prometheusStorage } from "./prometheus-storage";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

const common = { ...PLATFORM, component: "prometheus", dashboard: MONITORING_UID };

export function prometheus(settings: RuleSettings): RuleGroup[] {
  return [
    { name: "prometheus-rules", rules: [configReloadFailed(), ruleEvaluationFailing(), ruleEvaluationMissed()] },
    {
      name: "prometheus-notifications",
      rules: [noAlertmanager(), notificationsFailing("critical"), notificationsFailing("medium")],
    },
    { name: "prometheus-operator-presence", rules: [operatorDown(settings.cluster.namespace)] },
    ...prometheusStorage(settings),
  ];
}

/** The chart's rules about it are by its own metrics: of one that is gone there are none. */
function operatorDown(namespace: string): Alert {
  return {
    ...common,
    alert: "PrometheusOperatorDown",
    // What runs goes on as it is.
    severity: "medium",
    expr: workloadAway("deployment", namespace, `${RELEASE}-operator`),
    for: "15m",
    keepFiringFor: "5m",
    summary: "The Prometheus operator in {{ $labels.namespace }} is down",
    description: `
      {{ $labels.deployment }} has had no ready pod for 15 minutes, or is gone. Prometheus and Alertmanager go on as they
      are; no new monitor, rule, channel or credential gets to them, and what somebody deletes of them is not made again.`,
  };
}

function configReloadFailed(): Alert {
  return {
    ...common,
    alert: "PrometheusConfigReloadFailed",
    severity: "high",
    // Over five minutes, so that a missed scrape does not look like a success.
    expr: `max by ${BY_SERVER} (max_over_time(prometheus_config_last_reload_successful{${PROMETHEUS}}[5m])) == 0`,
    for: "10m",
    summary: "Prometheus {{ $labels.pod }} refuses its configuration",
    description: `
      Prometheus {{ $labels.namespace }}/{{ $labels.pod }} has not been able to load its configuration for 10 minutes, and
      goes on with the old one: new targets and changed rules have no effect. After a restart it will not start.`,
  };
}

/** Over how long groups are looked at whose interval is longer than so many seconds: twice their interval at least. */
const SLOW_GROUPS = { 120: "15m", 450: "1h", 1800: "3h" };

/**
 * What a group's counter has grown by, over a time in which the group is evaluated more than once. One failure in an
 * interval of ten minutes would come and go in a window of five, and no `for` would see it through.
 * @param slowly What is too much of a slow group: of most, anything is that lasts.
 */
function grownOfGroup(counter: string, slowly: string): string {
  const by = "max by (namespace, rule_group)";
  const grown = (window: string) => `${by} (increase(prometheus_${counter}{${PROMETHEUS}}[${window}]))`;
  const slow = Object.entries(SLOW_GROUPS).map(
    ([interval, window]) =>
      `${grown(window)} ${slowly} and ${by} (prometheus_rule_group_interval_seconds{${PROMETHEUS}}) > ${interval}`,
  );
  return [...slow.reverse(), `${grown("5m")} > 0`].join("\nor ");
}

function ruleEvaluationFailing(): Alert {
  return {
    ...common,
    alert: "PrometheusRuleEvaluationFailing",
    severity: "high",
    // Every replica evaluates the same rules: one alert for all of them.
    expr: grownOfGroup("rule_evaluation_failures_total", "> 0"),
    for: "15m",
    summary: "A rule in {{ $labels.rule_group }} cannot be evaluated",
    description: `
      Evaluations of rules in {{ $labels.rule_group }} have ended in an error for 15 minutes ({{ $value | printf "%.0f" }}
      of the last ones). An alert among them cannot fire.`,
  };
}

function ruleEvaluationMissed(): Alert {
  return {
    ...common,
    alert: "PrometheusRuleEvaluationMissed",
    severity: "medium",
    // One that is left out makes 1 and a little, as increase() counts it.
    expr: grownOfGroup("rule_group_iterations_missed_total", "> 1.5"),
    for: "15m",
    summary: "Rules in {{ $labels.rule_group }} take longer than their interval",
    description: `
      Evaluations of {{ $labels.rule_group }} have been left out for 15 minutes ({{ $value | printf "%.0f" }} of late),
      because the one before had not ended. Its alerts are late, and series that its recording rules write have gaps.`,
  };
}

function noAlertmanager(): Alert {
  return {
    ...common,
    alert: "PrometheusNoAlertmanager",
    severity: "critical",
    expr: `max by ${BY_SERVER} (max_over_time(prometheus_notifications_alertmanagers_discovered{${PROMETHEUS}}[5m])) < 1`,
    for: "5m",
    summary: "Prometheus {{ $labels.pod }} knows no Alertmanager",
    description: `
      Prometheus {{ $labels.namespace }}/{{ $labels.pod }} has found no Alertmanager for 10 minutes. Its alerts reach
      nobody.`,
  };
}

/** Under one name: with some Alertmanagers failing the others still pass everything on, with all of them nobody is told. */
function notificationsFailing(severity: "critical" | "medium"): Alert {
  const share = `
    (
      rate(prometheus_notifications_errors_total{${PROMETHEUS}}[5m])
      / rate(prometheus_notifications_sent_total{${PROMETHEUS}}[5m])
    )`;
  return {
    ...common,
    alert: "PrometheusNotificationsFailing",
    severity,
    // Losing what goes to all of them is losing what goes to each.
    subject: ["pod"],
    ...(severity === "critical"
      ? {
          expr: `min by ${BY_SERVER} ${share} > 5 / 100`,
          for: "5m",
          summary: "Prometheus {{ $labels.pod }} loses alerts on the way to every Alertmanager",
          description: `
            At least {{ $value | humanizePercentage }} of the alerts that Prometheus
            {{ $labels.namespace }}/{{ $labels.pod }} sends are refused or lost, whichever Alertmanager they go to. People
            are told late, or not at all.`,
        }
      : {
          expr: `max by (namespace, pod, alertmanager) ${share} > 1 / 100`,
          for: "15m",
          summary: "Prometheus {{ $labels.pod }} loses alerts on the way to one Alertmanager",
          description: `
            {{ $value | humanizePercentage }} of the alerts that Prometheus {{ $labels.namespace }}/{{ $labels.pod }} sends
            to {{ $labels.alertmanager }} are refused or lost, and have been for 15 minutes. With a second Alertmanager
            they still arrive; without one they are late.`,
        }),
  };
}
