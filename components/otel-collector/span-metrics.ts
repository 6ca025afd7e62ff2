/** Metrics from spans: rate, errors and duration of every operation, and who calls whom. */
import { milliseconds, seconds } from "../../settings/units";
import type { Settings } from "../../settings";
import { type Config, SPAN_METRICS } from "../../names/otel-collector";

/** How long a series goes on after its last span: shorter, and rare operations would begin anew, and lose their first, each time. */
const EXPIRATION = "1h";

/** How long one side of a call waits for the other. */
const EDGE_TTL = "10s";

/** Calls that wait for their other side: 10,000 spans a second for as long as the above, of which one in five is a call. */
const EDGES = 20_000;

/** The connectors. Both need every span, and the second whole traces. */
export function spanMetricConnectors({ metrics, tracing }: Settings): Config {
  const { buckets, dimensions, seriesPerService } = tracing.spanMetrics;
  const bounds = buckets.map((bucket) => `${milliseconds(bucket)}ms`);
  const interval = `${seconds(metrics.scrapeInterval)}s`;
  return {
    span_metrics: {
      namespace: SPAN_METRICS.replaceAll("_", "."),
      histogram: { unit: "s", explicit: { buckets: bounds } },
      dimensions: ["k8s.namespace.name", ...dimensions].map((name) => ({ name })),
      // Which gateway counted is a label of the exporter's, the same for both connectors.
      exclude_dimensions: ["collector.instance.id"],
      // Not by pod: every pod of a service would have series of the same labels, and overwrite the others'.
      resource_metrics_key_attributes: ["k8s.namespace.name", "service.name"],
      resource_metrics_cache_size: 10_000,
      aggregation_cardinality_limit: seriesPerService,
      // The first of each interval. Errors have series of their own, so theirs are always among them, and always kept.
      exemplars: { enabled: true, max_per_data_point: 20 },
      metrics_flush_interval: interval,
      metrics_expiration: EXPIRATION,
      series_expiration: EXPIRATION,
    },
    service_graph: {
      latency_histogram_buckets: bounds,
      dimensions: ["k8s.namespace.name"],
      store: { max_items: EDGES, ttl: EDGE_TTL },
      metrics_flush_interval: interval,
    },
  };
}

/** The labels that everything else has, and nothing that changes with the pod that was seen first. */
export function spanMetricLabels(): Config {
  const renamed = (from: string, to: string) => [
    `set(datapoint.attributes["${to}"], datapoint.attributes["${from}"]) where datapoint.attributes["${from}"] != nil`,
    `delete_key(datapoint.attributes, "${from}")`,
  ];
  return {
    error_mode: "ignore",
    metric_statements: [
      ...renamed("k8s.namespace.name", "namespace"),
      ...renamed("client_k8s.namespace.name", "client_namespace"),
      ...renamed("server_k8s.namespace.name", "server_namespace"),
      'set(datapoint.attributes["service"], datapoint.attributes["service.name"]) where datapoint.attributes["service.name"] != nil',
      "keep_keys(resource.attributes, [])",
    ],
  };
}
