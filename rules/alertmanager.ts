/** Alertmanager: whether it takes its configuration, its replicas agree, and its messages are accepted. */
import { MONITORING_UID } from "../names/dashboards";
import { ALERTMANAGER as JOB } from "../names/kube-prometheus-stack";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

const ALERTMANAGER = `job="${JOB}"`;

/** One receiver of one kind; its name is there with Alertmanager's feature `receiver-name-in-metrics`. */
const RECEIVER = "namespace, integration, receiver_name";

const common = { ...PLATFORM, component: "alertmanager", dashboard: MONITORING_UID };

export function alertmanager({ alerting }: RuleSettings): RuleGroup[] {
  return [
    {
      name: "alertmanager",
      rules: [
        configReloadFailed(),
        notificationsFailing("critical"),
        notificationsFailing("high"),
        ...(alerting.replicas > 1 ? [clusterMembersMissing(alerting.replicas), configsDiffer()] : []),
      ],
    },
  ];
}

function configReloadFailed(): Alert {
  return {
    ...common,
    alert: "AlertmanagerConfigReloadFailed",
    severity: "high",
    // Over five minutes, so that a missed scrape does not look like a success.
    expr: `max by (namespace, pod) (max_over_time(alertmanager_config_last_reload_successful{${ALERTMANAGER}}[5m])) == 0`,
    for: "10m",
    summary: "Alertmanager {{ $labels.pod }} refuses its configuration",
    description: `
      Alertmanager {{ $labels.namespace }}/{{ $labels.pod }} has not been able to load its configuration for 10 minutes,
      and goes on with the old one: new channels and routes have no effect. After a restart it will not start.`,
  };
}

/**
 * Under one name: critical when a receiver accepts nothing any more, for which requests are counted, as each ends at
 * once; a notification that is tried again and again counts as sent minutes before it counts as failed.
 *
 * Ten minutes are two group intervals, so that a failure and its success at the next attempt are seen together, and one
 * failure alone has left the window before either alert fires. What a reload interrupts (contextCanceled) is no failure.
 */
function notificationsFailing(severity: "critical" | "high"): Alert {
  const rate = (metric: string, matchers = "") => `rate(alertmanager_${metric}{${ALERTMANAGER}${matchers}}[10m])`;
  const failed = `sum by (${RECEIVER}, reason) (${rate("notifications_failed_total", ',reason!="contextCanceled"')})`;
  const receiver = "{{ $labels.integration }}{{ with $labels.receiver_name }} ({{ . }}){{ end }}";
  return {
    ...common,
    alert: "AlertmanagerNotificationsFailing",
    severity,
    ...(severity === "critical"
      ? {
          expr: `
            ${failed} > 0
            and on (${RECEIVER})
            sum by (${RECEIVER}) (${rate("notification_requests_failed_total")})
            / sum by (${RECEIVER}) (${rate("notification_requests_total")}) > 99 / 100`,
          for: "10m",
          summary: `Nothing gets through to ${receiver}: {{ $labels.reason }}`,
          description: `
            Every attempt of Alertmanager to notify by ${receiver} has failed for 10 minutes, for the reason
            {{ $labels.reason }}. Whoever is told by it alone is not told: authError is a credential that has died.`,
        }
      : {
          expr: `
            ${failed} / on (${RECEIVER}) group_left ()
            sum by (${RECEIVER}) (${rate("notifications_total")}) > 1 / 100`,
          for: "15m",
          summary: `Some notifications to ${receiver} are lost: {{ $labels.reason }}`,
          description: `
            {{ $value | humanizePercentage }} of Alertmanager's notifications by ${receiver} have failed over 10 minutes,
            for the reason {{ $labels.reason }}. They are tried again every 5 minutes: people hear late, or not at all.`,
        }),
    keepFiringFor: "10m",
  };
}

function clusterMembersMissing(replicas: number): Alert {
  return {
    ...common,
    alert: "AlertmanagerClusterMembersMissing",
    severity: "medium",
    // One alert for the cluster: each replica that is left misses the same one. The least of five minutes, as one that comes
    // and goes is missed too.
    expr: `min by (namespace) (min_over_time(alertmanager_cluster_members{${ALERTMANAGER}}[5m])) < ${replicas}`,
    for: "15m",
    keepFiringFor: "5m",
    summary: "Alertmanager's cluster in {{ $labels.namespace }} is not complete",
    description: `
      A replica of Alertmanager sees {{ $value }} members of ${replicas}, and has for 15 minutes. One that is down is a
      reserve less; one that the others cannot reach sends everything a second time, and does not know their silences.`,
  };
}

function configsDiffer(): Alert {
  return {
    ...common,
    alert: "AlertmanagerConfigInconsistent",
    severity: "medium",
    expr: `
      count by (namespace) (
        count_values by (namespace) ("config_hash", alertmanager_config_hash{${ALERTMANAGER}})
      ) > 1`,
    for: "20m",
    summary: "Alertmanager's replicas in {{ $labels.namespace }} differ in their configuration",
    description: `
      The replicas of Alertmanager have had {{ $value }} different configurations for 20 minutes. Who is told depends on
      the replica that sends, and one message may be sent twice.`,
  };
}
