/** Checks of the metrics from spans: labels that would be one, and a latency that is never seen. */
import type { Settings } from "../../settings";
import type { Check, Problem } from "../../settings/problem";
import { milliseconds } from "../../settings/units";

/**
 * Labels that span metrics have already, as Prometheus writes them: the connector's own, those that the platform adds, and
 * Prometheus'.
 */
const TAKEN = [
  ...["service_name", "span_name", "span_kind", "status_code", "collector_instance_id", "otel_metric_overflow"],
  ...[
    "k8s_namespace_name",
    "k8s_cluster_name",
    "namespace",
    "service",
    "cluster",
    "collector",
    "instance",
    "job",
    "le",
  ],
];

/** The name of a label, as Prometheus' exporters make it of an attribute's. */
function label(attribute: string): string {
  return attribute.replaceAll(/[^a-zA-Z0-9]+/g, "_");
}

function dimensions({ tracing }: Settings): Problem[] {
  const { dimensions } = tracing.spanMetrics;
  const labels = dimensions.map(label);
  return dimensions.flatMap((name, index) => {
    const own = label(name);
    const before = labels.indexOf(own);
    const key = `tracing.spanMetrics.dimensions[${index}]`;
    if (TAKEN.includes(own))
      return [{ key, problem: `"${name}" is the label ${own}, which span metrics have already`, cure: { unset: key } }];
    if (before === index) return [];
    return [{ key, problem: `"${name}" is the same label as "${dimensions[before] ?? ""}"`, cure: { unset: key } }];
  });
}

/** A quantile is at most the highest bound of its histogram. */
function latencyIsSeen({ thresholds, tracing }: Settings): Problem[] {
  const { buckets } = tracing.spanMetrics;
  const highest = buckets.reduce((most, bucket) => (milliseconds(bucket) > milliseconds(most) ? bucket : most));
  if (thresholds.latencyMs < milliseconds(highest)) return [];
  const key = "thresholds.latencyMs";
  return [
    {
      key,
      problem: `${thresholds.latencyMs} is never exceeded: no latency above the highest of tracing.spanMetrics.buckets (${highest}) is seen`,
      cure: {
        any: [
          { set: key, to: String(Math.max(1, Math.floor(milliseconds(highest) / 2))) },
          { edit: "add a higher bound to tracing.spanMetrics.buckets in {file}" },
        ],
      },
    },
  ];
}

export const spanMetricChecks: readonly Check[] = [dimensions, latencyIsSeen];
