/** What collectors lose on the way to each destination, and the queues before that. */
import { TRACES_UID } from "../names/dashboards";
import { AGENT, GATEWAY } from "../names/otel-collector";
import { nowOrOnAverage } from "./flapping";
import { type Alert, PLATFORM } from "./rule";

export const COLLECTORS = `job=~"${AGENT}|${GATEWAY}"`;

/** What the metrics are counted in, by what it is. */
export const SIGNALS = { spans: "spans", logs: "log_records", metrics: "metric_points" };

/** How full a queue is when it alerts, in per cent: half of it is left to act in. */
const QUEUE_PERCENT = 50;

/** How much of what goes to one destination may be lost, in per cent. */
const LOST_PERCENT = 1;

/** What alerts about collectors have in common. */
export const COLLECTOR = { ...PLATFORM, component: "otel-collector", dashboard: TRACES_UID };

/**
 * Counted over 15 minutes, so that one burst is seen, and bursts that come again and again. The counter of what finds a queue
 * full begins with the first loss: all of it is new where the collector was scraped before and had no such counter.
 */
export function dropping(): Alert {
  // The exporters to single gateways hand what fails back to the queue that is before them: nothing is lost there.
  const matchers = `${COLLECTORS},exporter!~"load_?balancing/.+|.*:\\\\d+"`;
  const by = "by (job, namespace, pod, exporter)";
  const shares = Object.entries(SIGNALS).flatMap(([signal, unit]) =>
    ["send_failed", "enqueue_failed"].map((failed) => {
      const series = `otelcol_exporter_${failed}_${unit}{${matchers}}`;
      const before = `max by (job, namespace, pod) (up{${COLLECTORS}} offset 15m)`;
      const lost = `sum ${by} (
        ${series} unless ${series} offset 15m and on (job, namespace, pod) ${before}
        or increase(${series}[15m])
      )`;
      const sent = `sum ${by} (increase(otelcol_exporter_sent_${unit}{${matchers}}[15m]))`;
      return `label_replace(${lost} / (${lost} + (${sent} or 0 * ${lost})), "signal", "${signal}", "", "")`;
    }),
  );
  return {
    ...COLLECTOR,
    alert: "OtelCollectorDropping",
    severity: "high",
    expr: `(${shares.join("\nor\n")}) > ${LOST_PERCENT} / 100`,
    for: "1m",
    keepFiringFor: "5m",
    summary: "{{ $labels.pod }} loses {{ $labels.signal }} for {{ $labels.exporter }}",
    description: `
      {{ $labels.job }} {{ $labels.namespace }}/{{ $labels.pod }} has dropped {{ $value | humanizePercentage }} of the
      {{ $labels.signal }} for {{ $labels.exporter }} within 15 minutes, more than ${LOST_PERCENT}%: the queue is full, or the
      other side refuses them for good.`,
  };
}

export function queueFilling(): Alert {
  const by = "by (job, namespace, pod, exporter, data_type)";
  return {
    ...COLLECTOR,
    alert: "OtelCollectorQueueFilling",
    severity: "high",
    expr: nowOrOnAverage(
      (of) => `
      max ${by} (${of(`otelcol_exporter_queue_size{${COLLECTORS}}`)})
      / max ${by} (otelcol_exporter_queue_capacity{${COLLECTORS}}) > ${QUEUE_PERCENT} / 100`,
    ),
    for: "10m",
    keepFiringFor: "5m",
    summary: "The queue of {{ $labels.pod }} for {{ $labels.exporter }} fills up",
    description: `
      The queue of {{ $labels.data_type }} that {{ $labels.job }} {{ $labels.namespace }}/{{ $labels.pod }} has for
      {{ $labels.exporter }} has been {{ $value | humanizePercentage }} full, more than ${QUEUE_PERCENT}%, for 10 minutes: the
      other side is away, or slower than what comes. When it is full, the newest is lost.`,
  };
}
