/** Whether Loki is there, and answers. */
import type { Alert } from "../rule";
import { either, type Engine, LOKI, type Own, PODS } from "./common";

/** Routes by which lines come in, over HTTP and between Loki's parts. */
const PUSH = 'route=~"loki_api_v1_push|api_prom_push|otlp_v1_logs|/logproto.Pusher/Push"';

/** Queries of people and of rules; following a log (tail) and Loki's own long waits are none. */
const QUERY =
  'route=~"loki_api_v1_(query|query_range|labels?|label_name_values|series|index_.+)|/logproto.Querier/(Query|QuerySample|Label|Series)"';

const DURATION = "loki_request_duration_seconds";

export function lokiDown(namespace: string, engine: Engine): Alert {
  return {
    ...LOKI,
    alert: "LokiDown",
    severity: "critical",
    expr: `absent(loki_build_info{namespace="${namespace}",${PODS[engine]}})`,
    for: "5m",
    summary: "Loki is down",
    description: `
      Prometheus has had no metrics of any Loki in {{ $labels.namespace }} for 5 minutes. Logs cannot be read, and no rule
      over them fires; the log shippers keep new lines on their nodes, until those files are rotated away.`,
  };
}

/**
 * The whole way at once: wherever it is broken, nothing comes in at its end. A platform that runs writes lines. A Loki that
 * has started has no such counter before its first line: that it runs (its build) counts as none.
 */
export function receivesNothing(own: Own): Alert {
  return {
    ...LOKI,
    alert: "LokiReceivesNothing",
    severity: "critical",
    expr: `
      (
        sum by (namespace) (rate(loki_distributor_lines_received_total{${own}}[5m]))
        or 0 * max by (namespace) (loki_build_info{${own}})
      ) == 0`,
    for: "10m",
    summary: "No line reaches Loki",
    description: `
      Loki in {{ $labels.namespace }} has not been sent a line for 15 minutes, and there always are some. Logs end there,
      and rules over them are quiet because they see nothing.`,
  };
}

export function requestErrors(own: Own): Alert {
  const rate = (matchers = "") => `sum by (namespace, route) (rate(${DURATION}_count{${own}${matchers}}[5m]))`;
  return {
    ...LOKI,
    alert: "LokiRequestErrors",
    severity: "high",
    expr: `${rate(',status_code=~"5..|error"')} / ${rate()} > 5 / 100`,
    for: "15m",
    keepFiringFor: "5m",
    summary: "Loki fails at {{ $labels.route }}",
    description: `
      {{ $value | humanizePercentage }} of the requests to {{ $labels.route }} of Loki have ended in an error for 15
      minutes, more than 5%. Lines are sent again, until the log shippers give up; queries and rules over logs fail.`,
  };
}

/** Pushing is quick, or the log shippers fall behind; a query may take its time. */
export function requestLatency(own: Own): Alert {
  const slowest = (routes: string) =>
    `histogram_quantile(0.99, sum by (namespace, route, le) (rate(${DURATION}_bucket{${own},${routes}}[5m])))`;
  return {
    ...LOKI,
    alert: "LokiRequestLatency",
    severity: "medium",
    expr: `${slowest(PUSH)} > 1 or ${slowest(QUERY)} > 10`,
    for: "15m",
    keepFiringFor: "5m",
    summary: "Loki is slow at {{ $labels.route }}",
    description: `
      One in a hundred requests to {{ $labels.route }} of Loki has taken {{ $value | humanizeDuration }} or more for 15
      minutes; lines should be in within 1 s, and answers there within 10 s.`,
  };
}

/** A request that panics is answered with an error; Loki goes on. A panic outside of requests ends it: PodCrashLooping. */
export function panics(own: Own): Alert {
  return {
    ...LOKI,
    alert: "LokiPanics",
    severity: "high",
    expr: `sum by (namespace, pod) (increase(loki_panic_total{${own}}[10m])) > 0`,
    // It has happened, and the same request would do it again.
    for: "0s",
    keepFiringFor: "10m",
    summary: "Loki {{ $labels.pod }} panics",
    description: `
      {{ $value | printf "%.0f" }} requests within 10 minutes made Loki {{ $labels.namespace }}/{{ $labels.pod }} panic: a
      fault in Loki itself. They were answered with an error; a line or a query among them is lost.`,
  };
}

/** Servers of one kind find each other in a ring; one that does not report for a minute is unhealthy there until forgotten. */
export function ringUnhealthy(own: Own): Alert {
  const unhealthy = (stem: string) => `max by (namespace, name) (${stem}_ring_members{${own},state="Unhealthy"})`;
  return {
    ...LOKI,
    alert: "LokiRingUnhealthy",
    severity: "high",
    expr: either(unhealthy("loki"), unhealthy("cortex"), "> 0"),
    for: "15m",
    keepFiringFor: "5m",
    summary: "{{ $value }} members of Loki's ring {{ $labels.name }} are away",
    description: `
      For 15 minutes {{ $value }} members of the ring {{ $labels.name }} of Loki in {{ $labels.namespace }} have not
      reported. Among ingesters one may be away; with one more, lines are refused and queries fail.`,
  };
}
