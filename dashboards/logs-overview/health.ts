/** Whether Loki gets every line, and answers: metrics of Loki's and of its log shippers', by Prometheus. */
import type { Settings } from "../../settings";
import { type AnyPanel, graph, steps } from "../common";
import { stat } from "../tiles";

/** Pods of the platform itself. */
const own = ({ cluster }: Settings) => `namespace="${cluster.namespace}"`;

/** Engine loki-stack has Promtail, engine loki has Alloy. */
const SHIPPERS = 'daemonset=~"promtail|alloy"';

export function shippers(settings: Settings): AnyPanel {
  const status = (what: string) =>
    `sum(max by (namespace, daemonset) (kube_daemonset_status_${what}{job="kube-state-metrics",${own(settings)},${SHIPPERS}}))`;
  return stat({
    title: "Nodes without a log shipper",
    description:
      "Nodes on which no log shipper works, though one should: their lines are missing here. LogShipperMissing fires after 15 minutes.",
    width: 4,
    height: 4,
    unit: "short",
    queries: [{ expr: `${status("desired_number_scheduled")} - ${status("number_available")}`, legend: "nodes" }],
    empty: "No log shipper",
  }).thresholds(steps([1, "red"]));
}

export function refused(): AnyPanel {
  return stat({
    title: "Lines refused",
    description:
      "Lines that Loki refused over the time shown, as too long, too old, too many. LokiLinesDiscarded fires when it goes on.",
    width: 5,
    height: 4,
    unit: "short",
    queries: [{ expr: "sum(increase(loki_discarded_samples_total[$__range]))", legend: "lines" }],
    empty: "None",
  }).thresholds(steps([1, "orange"]));
}

export function received(settings: Settings): AnyPanel {
  const sent = (metric: string) => `sum(rate(${metric}_sent_entries_total{${own(settings)}}[$__rate_interval]))`;
  return graph({
    title: "Lines on their way",
    description:
      "Lines a second that the log shippers sent, and that Loki took. What is between the two was refused or sent again.",
    width: 12,
    unit: "cps",
    queries: [
      { expr: `${sent("promtail")} or ${sent("loki_write")}`, legend: "sent" },
      {
        expr: `sum(rate(loki_distributor_lines_received_total{${own(settings)}}[$__rate_interval]))`,
        legend: "received",
      },
    ],
  });
}

export function lost(settings: Settings): AnyPanel {
  const rate = (metric: string) => `sum by (reason) (rate(${metric}{${own(settings)}}[$__rate_interval]))`;
  return graph({
    title: "Lines that are lost",
    description:
      "Lines a second that the log shippers gave up, and that Loki refused, by reason. Anything but nothing is worth a look.",
    width: 12,
    unit: "cps",
    queries: [
      {
        expr: `${rate("promtail_dropped_entries_total")} or ${rate("loki_write_dropped_entries_total")}`,
        legend: "given up: {{reason}}",
      },
      { expr: rate("loki_discarded_samples_total"), legend: "refused: {{reason}}" },
    ],
    empty: "None",
  });
}

export function latency(settings: Settings): AnyPanel {
  return graph({
    title: "Slowest of a hundred requests",
    description:
      "The 99th percentile of how long requests to Loki take. Pushes over 1 s and queries over 10 s fire LokiRequestLatency.",
    width: 12,
    unit: "s",
    queries: [
      {
        expr: `
          histogram_quantile(0.99, sum by (route, le) (rate(
            loki_request_duration_seconds_bucket{${own(settings)},route=~"loki_api_v1_(push|query|query_range|labels|series)"}[$__rate_interval]
          )))`,
        legend: "{{route}}",
      },
    ],
  });
}

export function rules(settings: Settings): AnyPanel {
  const failures = (stem: string) =>
    `sum(increase(${stem}_prometheus_rule_evaluation_failures_total{${own(settings)}}[$__rate_interval]))`;
  const unheard = (stem: string) =>
    `sum(increase(${stem}_prometheus_notifications_errors_total{${own(settings)}}[$__rate_interval]))`;
  return graph({
    title: "Rules over logs that fail",
    description:
      "Evaluations of rules that ended in an error, and alerts that Alertmanager did not take. Both mean that something may go unnoticed.",
    width: 12,
    unit: "short",
    queries: [
      { expr: `${failures("loki")} or ${failures("cortex")}`, legend: "evaluations failed" },
      { expr: `${unheard("loki")} or ${unheard("cortex")}`, legend: "alerts not delivered" },
    ],
  });
}
