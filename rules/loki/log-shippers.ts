/** The log shippers on the nodes: Promtail with engine loki-stack, Alloy with engine loki. */
import { grown } from "../counters";
import { daemonSetMissing } from "../presence";
import type { Alert } from "../rule";
import { either, type Engine, OF_LINES, type Own } from "./common";

const DAEMON_SETS = { "loki-stack": "promtail", loki: "alloy" };

/** On a node that is down it is NodeDown's matter, but there the DaemonSet does not want one either, after a while. */
export function shipperMissing(own: Own, engine: Engine): Alert {
  return {
    ...OF_LINES,
    alert: "LogShipperMissing",
    severity: "high",
    expr: daemonSetMissing(`${own},daemonset="${DAEMON_SETS[engine]}"`),
    for: "15m",
    keepFiringFor: "5m",
    summary: "Nobody collects the logs of {{ $value }} nodes",
    description: `
      {{ $labels.daemonset }} has not run on {{ $value }} of the nodes that it should run on for 15 minutes. Their logs are
      not in Loki, and what is rotated away there meanwhile never will be.`,
  };
}

export function shipperDropping(own: Own): Alert {
  const dropped = (metric: string) => `sum by (namespace, reason) ${grown(metric, own, 10)}`;
  return {
    ...OF_LINES,
    alert: "LogShipperDropping",
    severity: "high",
    expr: either(dropped("promtail_dropped_entries_total"), dropped("loki_write_dropped_entries_total"), "> 0"),
    for: "5m",
    keepFiringFor: "10m",
    summary: "Log shippers give lines up: {{ $labels.reason }}",
    description: `
      {{ $value | printf "%.0f" }} lines within 10 minutes were given up by their log shippers, for the reason
      {{ $labels.reason }}: Loki took too long, or did not want them. They are lost.`,
  };
}

export function shipperSendingFails(own: Own): Alert {
  const rate = (metric: string, matchers = "") =>
    `sum by (namespace, pod) (rate(${metric}_request_duration_seconds_count{${own}${matchers}}[10m]))`;
  const share = (metric: string) => `${rate(metric, ',status_code!~"2.."')} / ${rate(metric)}`;
  return {
    ...OF_LINES,
    alert: "LogShipperSendingFails",
    severity: "medium",
    expr: either(share("promtail"), share("loki_write"), "> 10 / 100"),
    for: "15m",
    keepFiringFor: "5m",
    summary: "Log shipper {{ $labels.pod }} does not get its lines to Loki",
    description: `
      {{ $value | humanizePercentage }} of what {{ $labels.namespace }}/{{ $labels.pod }} sends to Loki has been refused for
      15 minutes. It tries each batch again for some minutes; then the lines are lost.`,
  };
}

/** A configuration that is refused at the start ends the process: PodCrashLooping. This one was refused while it ran. */
export function shipperConfigRejected(own: Own): Alert {
  return {
    ...OF_LINES,
    alert: "LogShipperConfigRejected",
    severity: "high",
    // One configuration for all of them: one alert. Over five minutes, so that a missed scrape ends nothing.
    expr: `
      count by (namespace) (
        max by (namespace, pod) (max_over_time(alloy_config_last_load_successful{${own}}[5m])) == 0
      )`,
    for: "10m",
    summary: "{{ $value }} log shippers refuse their configuration",
    description: `
      For 10 minutes {{ $value }} of the Alloys in {{ $labels.namespace }} have not been able to load their configuration.
      They go on with the old one; after a restart they do not start, and nobody collects the logs of their nodes.`,
  };
}

/** Alloy is made of components, each of which says how it is: healthy, unhealthy, unknown or exited. */
export function shipperUnhealthy(own: Own): Alert {
  return {
    ...OF_LINES,
    alert: "LogShipperUnhealthy",
    severity: "high",
    expr: `
      sum by (namespace, pod) (alloy_component_controller_running_components{${own},health_type!="healthy"}) > 0`,
    for: "15m",
    keepFiringFor: "5m",
    summary: "Components of log shipper {{ $labels.pod }} are not healthy",
    description: `
      For 15 minutes {{ $value }} components of {{ $labels.namespace }}/{{ $labels.pod }} have not been healthy. What they
      do is not done: new pods of its node may not be found, or lines not be sent.`,
  };
}
