/** What reaches Prometheus: targets that it finds, scrapes and takes whole, alerts and queries that wait for it. */
import { MONITORING_UID } from "../names/dashboards";
import { grown } from "./counters";
import { BY_SERVER, PROMETHEUS } from "./prometheus-storage";
import { type Alert, PLATFORM, type RuleGroup } from "./rule";

const common = { ...PLATFORM, component: "prometheus", dashboard: MONITORING_UID };

export function prometheusScraping(): RuleGroup[] {
  return [
    { name: "prometheus-targets", rules: [discoveryFailing(), targetSyncFailing(), scrapeLimitExceeded()] },
    { name: "prometheus-samples", rules: [notIngesting(), samplesDropped()] },
    { name: "prometheus-load", rules: [notificationQueueFilling(), queryLoadHigh()] },
  ];
}

/** Several expressions, each under its name in one label. */
function eachAs(label: string, expressions: Record<string, string>): string {
  return Object.entries(expressions)
    .map(([name, expr]) => `label_replace(${expr}, "${label}", "${name}", "", "")`)
    .join("\nor\n");
}

function discoveryFailing(): Alert {
  const failures = (counter: string, labels: string) =>
    `max by (${labels}) (increase(prometheus_sd_${counter}{${PROMETHEUS}}[15m]))`;
  return {
    ...common,
    alert: "PrometheusDiscoveryFailing",
    // What it knows already is scraped all the same.
    severity: "medium",
    expr: `
      (
        ${eachAs("mechanism", { kubernetes: failures("kubernetes_failures_total", "namespace, pod") })}
        or
        ${failures("refresh_failures_total", "namespace, pod, mechanism")}
      ) > 0`,
    for: "20m",
    keepFiringFor: "10m",
    summary: "Prometheus {{ $labels.pod }} cannot look for targets by {{ $labels.mechanism }}",
    description: `
      Prometheus {{ $labels.namespace }}/{{ $labels.pod }} has failed to look for targets by {{ $labels.mechanism }}
      ({{ $value | printf "%.0f" }} times in 15 minutes), for 20 minutes. New pods are not scraped, and no rule sees them;
      those that are gone are told as TargetDown.`,
  };
}

function targetSyncFailing(): Alert {
  return {
    ...common,
    alert: "PrometheusTargetSyncFailing",
    // No `up` tells of such a target.
    severity: "high",
    // Counted when targets change: of a new job whose targets are all wrong the first value may be the last.
    expr: `max by (namespace, scrape_job) ${grown("prometheus_target_sync_failed_total", PROMETHEUS, 30)} > 0`,
    for: "5m",
    summary: "Targets of {{ $labels.scrape_job }} are left out for their configuration",
    description: `
      {{ $value | printf "%.0f" }} times in 30 minutes Prometheus left out a target of {{ $labels.scrape_job }}, because
      its relabelling makes an address or labels that are not valid. It is not scraped, and not even TargetDown sees it.`,
  };
}

function scrapeLimitExceeded(): Alert {
  const scrapes = (counter: string) => `max by (namespace) (increase(prometheus_target_${counter}{${PROMETHEUS}}[5m]))`;
  return {
    ...common,
    alert: "PrometheusScrapeLimitExceeded",
    severity: "medium",
    // The limit of samples has an alert of its own, with the figure from the settings.
    expr: `
      (
        ${eachAs("limit", {
          "body size": scrapes("scrapes_exceeded_body_size_limit_total"),
          labels: scrapes("scrape_pool_exceeded_label_limits_total"),
          "histogram buckets": scrapes("scrapes_exceeded_native_histogram_bucket_limit_total"),
          targets: scrapes("scrape_pool_exceeded_target_limit_total"),
        })}
      ) > 0`,
    for: "10m",
    keepFiringFor: "5m",
    summary: "Prometheus refuses targets past a limit of their monitor: {{ $labels.limit }}",
    description: `
      {{ $value | printf "%.0f" }} times in 5 minutes Prometheus threw away what a target exposed, or left targets out,
      because a monitor's limit on {{ $labels.limit }} was exceeded. It has nothing of such a target: TargetDown names it.`,
  };
}

/**
 * A server that takes nothing in does not see that of itself: another replica does, or TargetMissing says so. It counts
 * nothing before its first sample, so what is looked at is whether it has targets and no growth.
 */
function notIngesting(): Alert {
  return {
    ...common,
    alert: "PrometheusNotIngesting",
    severity: "high",
    expr: `
      sum by ${BY_SERVER} (prometheus_target_scrape_pool_targets{${PROMETHEUS}}) > 0
      unless sum by ${BY_SERVER} (rate(prometheus_tsdb_head_samples_appended_total{${PROMETHEUS}}[5m])) > 0`,
    for: "10m",
    summary: "Prometheus {{ $labels.pod }} takes in nothing",
    description: `
      Prometheus {{ $labels.namespace }}/{{ $labels.pod }} has {{ $value }} targets and has not stored a sample for 10
      minutes. Its rules are blind; the other replica's are not.`,
  };
}

function samplesDropped(): Alert {
  const dropped = (counter: string) =>
    `max by (namespace) (increase(prometheus_target_scrapes_sample_${counter}_total{${PROMETHEUS}}[15m]))`;
  return {
    ...common,
    alert: "PrometheusSamplesDropped",
    // An exporter's defect, which costs single values.
    severity: "low",
    expr: `
      (
        ${eachAs("reason", {
          "duplicate timestamps": dropped("duplicate_timestamp"),
          "timestamps out of order": dropped("out_of_order"),
          "timestamps too old or too new": dropped("out_of_bounds"),
        })}
      ) > 0`,
    for: "1h",
    keepFiringFor: "30m",
    summary: "Prometheus drops samples with {{ $labels.reason }}",
    description: `
      Prometheus has dropped {{ $value | printf "%.0f" }} samples in 15 minutes for {{ $labels.reason }}, and has for an
      hour. Some target exposes a series twice, or with times of its own that do not fit; which of its values is kept is
      chance.`,
  };
}

/** To every Alertmanager: while one takes what it is sent, everybody is told. */
function notificationQueueFilling(): Alert {
  return {
    ...common,
    alert: "PrometheusNotificationQueueFilling",
    severity: "high",
    expr: `
      min by ${BY_SERVER} (min_over_time(prometheus_notifications_queue_length{${PROMETHEUS}}[5m]))
      / max by ${BY_SERVER} (prometheus_notifications_queue_capacity{${PROMETHEUS}})
      > 50 / 100`,
    for: "5m",
    keepFiringFor: "5m",
    summary: "Alerts of Prometheus {{ $labels.pod }} wait to be sent",
    description: `
      The queue of alerts of Prometheus {{ $labels.namespace }}/{{ $labels.pod }} to each Alertmanager has been
      {{ $value | humanizePercentage }} full or more, over 50%, for 10 minutes: people are told late. When it is full, the
      oldest alerts are dropped.`,
  };
}

function queryLoadHigh(): Alert {
  return {
    ...common,
    alert: "PrometheusQueryLoadHigh",
    severity: "medium",
    expr: `
      max by ${BY_SERVER} (avg_over_time(prometheus_engine_queries{${PROMETHEUS}}[5m]))
      / max by ${BY_SERVER} (prometheus_engine_queries_concurrent_max{${PROMETHEUS}})
      > 80 / 100`,
    for: "15m",
    keepFiringFor: "10m",
    summary: "Prometheus {{ $labels.pod }} has hardly room for another query",
    description: `
      Prometheus {{ $labels.namespace }}/{{ $labels.pod }} has used {{ $value | humanizePercentage }} of the queries that
      it runs at once, more than 80%, for 15 minutes. Dashboards wait for their turn, and so do the rules.`,
  };
}
