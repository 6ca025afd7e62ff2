/** The collectors on the nodes: Promtail with engine loki-stack, Alloy with engine loki. */
import type { Alert, RuleSettings } from "../rule";
import { either, LOKI, type Own } from "./common";

const DAEMON_SETS = { "loki-stack": "promtail", loki: "alloy" };

/** On a node that is down it is NodeDown's matter, but there the DaemonSet does not want one either, after a while. */
export function collectorMissing(own: Own, engine: Exclude<RuleSettings["logs"]["engine"], "none">): Alert {
  const status = (what: string) =>
    `max by (namespace, daemonset) (kube_daemonset_status_${what}{job="kube-state-metrics",${own},daemonset="${DAEMON_SETS[engine]}"})`;
  return {
    ...LOKI,
    alert: "LogCollectorMissing",
    severity: "high",
    expr: `${status("desired_number_scheduled")} - ${status("number_available")} > 0`,
    for: "15m",
    keepFiringFor: "5m",
    summary: "Nobody collects the logs of {{ $value }} nodes",
    description: `
      {{ $labels.daemonset }} has not run on {{ $value }} of the nodes that it should run on for 15 minutes. Their logs are
      not in Loki, and what is rotated away there meanwhile never will be.`,
  };
}

export function collectorDropping(own: Own): Alert {
  const dropped = (metric: string) => `sum by (namespace, reason) (increase(${metric}{${own}}[10m]))`;
  return {
    ...LOKI,
    alert: "LogCollectorDropping",
    severity: "high",
    expr: `${either(dropped("promtail_dropped_entries_total"), dropped("loki_write_dropped_entries_total"))} > 0`,
    for: "5m",
    keepFiringFor: "10m",
    summary: "Collectors give lines up: {{ $labels.reason }}",
    description: `
      {{ $value | printf "%.0f" }} lines within 10 minutes were given up by their collectors, for the reason
      {{ $labels.reason }}: Loki took too long, or did not want them. They are lost.`,
  };
}

export function collectorSendingFails(own: Own): Alert {
  const rate = (metric: string, matchers = "") =>
    `sum by (namespace, pod) (rate(${metric}_request_duration_seconds_count{${own}${matchers}}[10m]))`;
  const share = (metric: string) => `${rate(metric, ',status_code!~"2.."')} / ${rate(metric)}`;
  return {
    ...LOKI,
    alert: "LogCollectorSendingFails",
    severity: "medium",
    expr: `${either(share("promtail"), share("loki_write"))} > 10 / 100`,
    for: "15m",
    keepFiringFor: "5m",
    summary: "Collector {{ $labels.pod }} does not get its lines to Loki",
    description: `
      {{ $value | humanizePercentage }} of what {{ $labels.namespace }}/{{ $labels.pod }} sends to Loki has been refused for
      15 minutes. It tries each batch again for some minutes; then the lines are lost.`,
  };
}
