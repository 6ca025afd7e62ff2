/** The row "The collectors": what comes in, what is kept of it, and what is lost on the way. */
import { AGENT, GATEWAY } from "../../names/otel-collector";
import { graph, many, mostAtEnd, type Panel, SHOWN, steps } from "../common";

const COLLECTORS = `job=~"${AGENT}|${GATEWAY}"`;
const SAMPLING = "otelcol_processor_tail_sampling";

const rate = (metric: string, matchers: string, by: string) =>
  `sum by (${by}) (rate(otelcol_${metric}{${matchers}}[$__rate_interval]))`;

export function received(): Panel {
  return graph({
    title: "Spans received",
    description: "Spans per second that the agents take, by the way they come: OTLP, Zipkin or Jaeger's old clients.",
    width: 8,
    unit: "cps",
    queries: [{ expr: rate("receiver_accepted_spans", `job="${AGENT}"`, "receiver"), legend: "{{receiver}}" }],
  });
}

export function sampled(): Panel {
  const decided = (by: string, matchers = "") =>
    `sum by (${by}) (rate(${SAMPLING}_global_count_traces_sampled{job="${GATEWAY}"${matchers}}[$__rate_interval]))`;
  return graph({
    title: "Traces sampled",
    description:
      "Traces per second that are kept and that are not, and the share that is kept (right). Those with errors and slow ones are all kept, so the share goes up with trouble.",
    width: 8,
    unit: "cps",
    queries: [
      { expr: decided("sampled"), legend: "kept: {{sampled}}" },
      { expr: `100 * ${decided("job", ',sampled="true"')} / ${decided("job")}`, legend: "share kept" },
    ],
  }).overrideByQuery("B", [
    { id: "unit", value: "percent" },
    { id: "custom.axisPlacement", value: "right" },
  ]);
}

export function lost(): Panel {
  const lines = [
    ["receiver_refused_spans", "refused"],
    ["exporter_send_failed_spans", "failed to send"],
    ["exporter_enqueue_failed_spans", "queue full"],
    ["processor_tail_sampling_sampling_trace_dropped_too_early", "traces undecided"],
  ] as const;
  return graph({
    title: "Spans refused and lost",
    description:
      "Spans per second that were refused (the sender tries again), could not be sent, or found a full queue, and traces dropped before they were decided on. Anything here that stays is lost.",
    width: 8,
    unit: "cps",
    queries: lines.map(([metric, legend]) => ({
      expr: `${rate(metric, COLLECTORS, "job")} > 0`,
      legend: `{{job}} ${legend}`,
    })),
    empty: "Nothing is lost",
  });
}

export function queues(): Panel {
  const by = "pod, exporter, data_type";
  const size = (what: string, at: string) => `max by (${by}) (otelcol_exporter_queue_${what}{${COLLECTORS}}${at})`;
  return many({
    title: "Queues",
    description: `How full the queues on disk are, of the ${SHOWN} fullest. One grows while the other side is away; above 50% for 10 minutes it fires OtelCollectorQueueFilling.`,
    width: 8,
    unit: "percent",
    queries: [
      {
        expr: mostAtEnd(by, (at) => `100 * ${size("size", at)} / ${size("capacity", at)}`),
        legend: "{{pod}} {{exporter}} {{data_type}}",
      },
    ],
  }).thresholds(steps([50, "red"]));
}

export function tracesInMemory(): Panel {
  return graph({
    title: "Traces in memory",
    description:
      "Traces that each gateway holds while it waits for their ends. At its limit the oldest are dropped undecided, which fires OtelTracesCutShort.",
    width: 8,
    unit: "short",
    queries: [{ expr: `max by (pod) (${SAMPLING}_sampling_traces_on_memory{job="${GATEWAY}"})`, legend: "{{pod}}" }],
  });
}

export function memory(): Panel {
  return many({
    title: "Memory of the collectors",
    description: `Memory that collectors have from the kernel, of the ${SHOWN} with most. Above 80% of its limit one refuses what comes, which fires OtelCollectorMemoryLimited.`,
    width: 8,
    unit: "bytes",
    queries: [
      {
        expr: mostAtEnd("pod", (at) => `max by (pod) (otelcol_process_memory_rss{${COLLECTORS}}${at})`),
        legend: "{{pod}}",
      },
    ],
  });
}
