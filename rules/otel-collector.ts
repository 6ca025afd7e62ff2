/** The collectors: whether each node has one, what they refuse and lose, and whether traces are sampled whole. */
import { AGENT, GATEWAY, REMOTE_WRITE_JOB } from "../names/otel-collector";
import { type Alert, PLATFORM, type RuleGroup } from "./rule";

const COLLECTORS = `job=~"${AGENT}|${GATEWAY}"`;
const STATE = 'job="kube-state-metrics"';

/** How full a queue is when it alerts, in per cent: half of it is left to act in. */
const QUEUE_PERCENT = 50;

/** How late decisions may be, in milliseconds: they are made once a second. */
const DECISION_MS = 1000;

/** What the metrics are counted in, by what it is. */
const SIGNALS = { spans: "spans", logs: "log_records", metrics: "metric_points" };

/** The agents' own series that came by remote write, by any name that the way gives it. */
export const ARRIVED = `{__name__=~"otelcol_process_uptime.*",job="${REMOTE_WRITE_JOB}"}`;

const common = { ...PLATFORM, component: "otel-collector", dashboard: "trace-overview" };

export function otelCollector(): RuleGroup[] {
  return [
    {
      name: "otel-collector",
      rules: [
        agentMissing(),
        gatewayMissing(),
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

function agentMissing(): Alert {
  return {
    ...common,
    alert: "OtelAgentMissing",
    severity: "medium",
    expr: `
      max by (node) (kube_node_info{${STATE}})
      unless on (node) max by (node) (up{job="${AGENT}"} == 1)`,
    for: "10m",
    keepFiringFor: "5m",
    summary: "Node {{ $labels.node }} has no OpenTelemetry agent",
    description: `
      No agent on node {{ $labels.node }} has answered for 10 minutes. What runs there sends to its own node's agent only:
      its traces are lost, and its metrics by OTLP with them.`,
  };
}

function gatewayMissing(): Alert {
  return {
    ...common,
    alert: "OtelGatewayMissing",
    severity: "high",
    expr: `absent(up{job="${GATEWAY}"} == 1)`,
    for: "5m",
    summary: "No OpenTelemetry gateway is up",
    description: `
      No gateway has answered for 5 minutes: no trace reaches Jaeger, and there are no span metrics. The agents hold what
      comes on their nodes until their queues are full.`,
  };
}

function refusing(): Alert {
  return {
    ...common,
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
    ...common,
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

function dropping(): Alert {
  // The exporters to single gateways hand what fails back to the queue that is before them: nothing is lost there.
  const matchers = `${COLLECTORS},exporter!~"load_?balancing/.+|.*:\\\\d+"`;
  const labels = "job, namespace, pod, exporter";
  return {
    ...common,
    alert: "OtelCollectorDropping",
    severity: "high",
    expr: `
      (
        ${bySignal("exporter_send_failed", labels, matchers)}
      ) > 0
      or
      (
        ${bySignal("exporter_enqueue_failed", labels, matchers)}
      ) > 0`,
    for: "5m",
    keepFiringFor: "5m",
    summary: "{{ $labels.pod }} loses {{ $labels.signal }} for {{ $labels.exporter }}",
    description: `
      {{ $labels.job }} {{ $labels.namespace }}/{{ $labels.pod }} has dropped {{ $labels.signal }} for {{ $labels.exporter }}
      for 5 minutes, now {{ $value | humanize }} a second: the queue is full, or the other side refuses them for good.`,
  };
}

function queueFilling(): Alert {
  const by = "by (job, namespace, pod, exporter, data_type)";
  return {
    ...common,
    alert: "OtelCollectorQueueFilling",
    severity: "high",
    expr: `
      max ${by} (otelcol_exporter_queue_size{${COLLECTORS}})
      / max ${by} (otelcol_exporter_queue_capacity{${COLLECTORS}}) > ${QUEUE_PERCENT} / 100`,
    for: "10m",
    keepFiringFor: "5m",
    summary: "The queue of {{ $labels.pod }} for {{ $labels.exporter }} fills up",
    description: `
      The queue of {{ $labels.data_type }} that {{ $labels.job }} {{ $labels.namespace }}/{{ $labels.pod }} has for
      {{ $labels.exporter }} has been {{ $value | humanizePercentage }} full, more than ${QUEUE_PERCENT}%, for 10 minutes: the
      other side is away, or slower than what comes. When it is full, the newest is lost.`,
  };
}

function cutShort(): Alert {
  return {
    ...common,
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
    ...common,
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
    ...common,
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
