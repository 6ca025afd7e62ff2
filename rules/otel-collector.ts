/** The collectors: whether each node has one, what they refuse and lose, and whether traces are sampled whole. */
import { AGENT, GATEWAY, REMOTE_WRITE_JOB } from "../names/otel-collector";
import { COLLECTOR, COLLECTORS, dropping, queueFilling, SIGNALS } from "./otel-collector-exporters";
import { workloadAway } from "./presence";
import { type Alert, type RuleGroup, type RuleSettings } from "./rule";

const STATE = 'job="kube-state-metrics"';

/** How late decisions may be, in milliseconds: they are made once a second. */
const DECISION_MS = 1000;

/** The agents' own series that came by remote write, by any name that the way gives it. */
export const ARRIVED = `{__name__=~"otelcol_process_uptime.*",job="${REMOTE_WRITE_JOB}"}`;

export function otelCollector({ cluster }: Pick<RuleSettings, "cluster">): RuleGroup[] {
  return [
    {
      name: "otel-collector",
      rules: [
        agentMissing(cluster.namespace),
        gatewayMissing(cluster.namespace),
        refusing(),
        memoryLimited(),
        dropping(),
        queueFilling(),
        cutShort(),
        samplingSlow(),
        notArriving(),
      ],
    },
  ];
}

/** The rate of a metric for every signal, each with the signal as a label. */
function bySignal(metric: string, labels: string, matchers: string): string {
  return Object.entries(SIGNALS)
    .map(
      ([signal, unit]) =>
        `label_replace(sum by (${labels}) (rate(otelcol_${metric}_${unit}{${matchers}}[5m])), "signal", "${signal}", "", "")`,
    )
    .join("\nor\n");
}

/**
 * Nodes are those that a DaemonSet gets to: on Fargate and on virtual nodes there is no agent, nor a node-exporter, whose
 * chart leaves them out. All of it is by kube-state-metrics, as a shard of Prometheus scrapes some of the agents only; an
 * agent that is ready and does not answer is TargetDown's.
 */
function agentMissing(namespace: string): Alert {
  const pods = (daemonSet: string) =>
    `kube_pod_info{${STATE},namespace="${namespace}",created_by_kind="DaemonSet",created_by_name="${daemonSet}",node!=""}`;
  const ready = `max by (namespace, pod) (kube_pod_status_ready{${STATE},namespace="${namespace}",condition="true"}) == 1`;
  return {
    ...COLLECTOR,
    alert: "OtelAgentMissing",
    severity: "medium",
    expr: `
      max by (node) (${pods("node-exporter")})
      unless on (node) (
        max by (namespace, pod, node) (${pods(`${AGENT}-agent`)}) and on (namespace, pod) ${ready}
      )`,
    for: "10m",
    keepFiringFor: "5m",
    summary: "Node {{ $labels.node }} has no OpenTelemetry agent",
    description: `
      No agent on node {{ $labels.node }} has been ready for 10 minutes. What runs there sends to its own node's agent only:
      its traces are lost, and its metrics by OTLP with them.`,
  };
}

function gatewayMissing(namespace: string): Alert {
  return {
    ...COLLECTOR,
    alert: "OtelGatewayMissing",
    severity: "high",
    expr: workloadAway("statefulset", namespace, GATEWAY),
    for: "5m",
    summary: "No OpenTelemetry gateway is ready",
    description: `
      No gateway has been ready for 5 minutes, or their StatefulSet is gone: no trace reaches Jaeger, and there are no span
      metrics. The agents hold what comes on their nodes until their queues are full.`,
  };
}

function refusing(): Alert {
  return {
    ...COLLECTOR,
    alert: "OtelCollectorRefusing",
    severity: "medium",
    expr: `(${bySignal("receiver_refused", "job, namespace, pod", COLLECTORS)}) > 0`,
    for: "5m",
    keepFiringFor: "5m",
    summary: "{{ $labels.pod }} refuses {{ $labels.signal }}",
    description: `
      {{ $labels.job }} {{ $labels.namespace }}/{{ $labels.pod }} has refused {{ $labels.signal }} for 5 minutes, now
      {{ $value | humanize }} a second: what comes after it is full or fails. Senders try again for a while, then drop.`,
  };
}

function memoryLimited(): Alert {
  return {
    ...COLLECTOR,
    alert: "OtelCollectorMemoryLimited",
    severity: "high",
    expr: `(${bySignal("processor_memory_limiter_refused", "job, namespace, pod", COLLECTORS)}) > 0`,
    for: "5m",
    keepFiringFor: "5m",
    summary: "{{ $labels.pod }} has no memory left for {{ $labels.signal }}",
    description: `
      The memory limiter of {{ $labels.job }} {{ $labels.namespace }}/{{ $labels.pod }} has turned {{ $labels.signal }} away
      for 5 minutes, now {{ $value | humanize }} a second: it holds more than its memory is laid out for.`,
  };
}

function cutShort(): Alert {
  return {
    ...COLLECTOR,
    alert: "OtelTracesCutShort",
    severity: "medium",
    expr: `
      sum by (namespace, pod) (
        rate(otelcol_processor_tail_sampling_sampling_trace_dropped_too_early{job="${GATEWAY}"}[5m])
      ) > 0`,
    for: "10m",
    keepFiringFor: "5m",
    summary: "{{ $labels.pod }} drops traces before it has decided on them",
    description: `
      Gateway {{ $labels.namespace }}/{{ $labels.pod }} has had more traces at once than it keeps in memory for 10 minutes,
      and drops {{ $value | humanize }} a second undecided: errors and slow traces among them are lost.`,
  };
}

function samplingSlow(): Alert {
  return {
    ...COLLECTOR,
    alert: "OtelSamplingLate",
    severity: "medium",
    expr: `
      histogram_quantile(0.99, sum by (namespace, pod, le) (
        rate(otelcol_processor_tail_sampling_sampling_decision_timer_latency_bucket{job="${GATEWAY}"}[10m])
      )) > ${DECISION_MS}`,
    for: "10m",
    keepFiringFor: "5m",
    summary: "{{ $labels.pod }} decides on traces too late",
    description: `
      A round of sampling decisions in gateway {{ $labels.namespace }}/{{ $labels.pod }} takes {{ $value | humanize }} ms, more
      than the second that it has, for 10 minutes: traces stay in memory longer, until that is full.`,
  };
}

function notArriving(): Alert {
  return {
    ...COLLECTOR,
    alert: "OtelMetricsNotArriving",
    severity: "high",
    expr: `count(up{job="${AGENT}"} == 1) unless on () count(${ARRIVED})`,
    for: "10m",
    summary: "What collectors write to Prometheus does not arrive",
    description: `
      {{ $value }} agents are up, and nothing of what they write to Prometheus has arrived for 10 minutes. Span metrics take
      the same way: rules about services are blind, and that they are quiet means nothing.`,
  };
}
