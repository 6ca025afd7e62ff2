/** Jaeger's own configuration: an OpenTelemetry collector's, with Jaeger's storage and query as extensions. */
import { seconds } from "../../settings/units";
import type { Settings } from "../../settings";
import { prometheusUrl } from "../../names/kube-prometheus-stack";
import { JAEGER_PORTS } from "../../names/jaeger";
import { elasticsearchBackend } from "./elasticsearch";
import { strategySource } from "./sampling";

/** The names of the stores in the configuration. */
const TRACES = "traces";
const METRICS = "metrics";

/** Where the volume of `badger` is mounted. */
export const BADGER_FOLDER = "/badger";

const listen = (port: number) => `0.0.0.0:${port}`;

/** The configuration, as the chart takes it in `userconfig`. */
export function jaegerConfig(settings: Settings): Record<string, unknown> {
  const { adaptive } = settings.tracing.sampling;
  return {
    service: {
      extensions: ["jaeger_storage", "jaeger_query", "remote_sampling", "healthcheckv2"],
      pipelines: {
        traces: {
          receivers: ["otlp"],
          // No batches: the collector before it makes them, and without any here a span that could not be stored is an
          // error that the collector hears of, and tries again.
          processors: ["memory_limiter", ...(adaptive ? ["adaptive_sampling"] : [])],
          exporters: ["jaeger_storage_exporter"],
        },
      },
      telemetry: {
        resource: { "service.name": "jaeger" },
        logs: { level: "info", encoding: "json" },
        metrics: {
          level: "normal",
          readers: [{ pull: { exporter: { prometheus: { host: "0.0.0.0", port: JAEGER_PORTS.metrics } } } }],
        },
      },
    },
    extensions: {
      healthcheckv2: { use_v2: true, http: { endpoint: listen(JAEGER_PORTS.health) } },
      jaeger_query: {
        storage: { traces: TRACES, metrics: METRICS },
        ui: { config_file: "/etc/jaeger/ui-config.json" },
        http: { endpoint: listen(JAEGER_PORTS.query) },
        grpc: { endpoint: listen(16685) },
      },
      jaeger_storage: {
        backends: { [TRACES]: backend(settings) },
        metric_backends: { [METRICS]: { prometheus: spanMetrics(settings) } },
      },
      remote_sampling: {
        ...strategySource(settings.tracing.sampling, TRACES),
        http: { endpoint: listen(JAEGER_PORTS.samplingHttp) },
        grpc: { endpoint: listen(JAEGER_PORTS.samplingGrpc) },
      },
    },
    receivers: {
      otlp: {
        protocols: {
          grpc: {
            endpoint: listen(JAEGER_PORTS.otlpGrpc),
            // The default of 4 MiB is less than a batch of large spans.
            max_recv_msg_size_mib: 16,
            // A connection stays on the replica that it was made to; so it is made again now and then.
            keepalive: { server_parameters: { max_connection_age: "5m", max_connection_age_grace: "30s" } },
          },
          http: { endpoint: listen(JAEGER_PORTS.otlpHttp) },
        },
      },
    },
    processors: {
      // Refuses spans before the container runs out of memory; the collector before it tries again.
      memory_limiter: { check_interval: "1s", limit_percentage: 80, spike_limit_percentage: 20 },
      ...(adaptive ? { adaptive_sampling: {} } : {}),
    },
    exporters: { jaeger_storage_exporter: { trace_storage: TRACES } },
  };
}

function backend(settings: Settings): Record<string, unknown> {
  const { storage, maxTraces, retention } = settings.tracing;
  if (storage === "elasticsearch") return { elasticsearch: elasticsearchBackend(settings) };
  if (storage === "badger") {
    return {
      badger: {
        directories: { keys: `${BADGER_FOLDER}/keys`, values: `${BADGER_FOLDER}/values` },
        ephemeral: false,
        ttl: { spans: `${seconds(retention)}s` },
      },
    };
  }
  return { memory: { max_traces: maxTraces } };
}

/**
 * What the tab "Monitor" (Service Performance Monitoring) reads: `traces_span_metrics_calls_total` and
 * `traces_span_metrics_duration_seconds_bucket`, by service_name, span_name, span_kind and status_code, which the
 * collector makes of all spans before any is left out.
 */
function spanMetrics(settings: Settings): Record<string, unknown> {
  return {
    endpoint: prometheusUrl(settings),
    metric_namespace: "traces_span_metrics",
    normalize_calls: true,
    normalize_duration: true,
    latency_unit: "s",
  };
}

/** The user interface's configuration. */
export function uiConfig({ tracing }: Settings): Record<string, unknown> {
  const hours = Math.max(1, Math.floor(seconds(tracing.retention) / 3600));
  const [count, unit, word] = hours % 24 === 0 ? [hours / 24, "d", "days"] : [hours, "h", "hours"];
  return {
    // In Elasticsearch a job of its own would have to compute the graph of services; Grafana shows the collector's.
    dependencies: { menuEnabled: tracing.storage !== "elasticsearch" },
    monitor: { menuEnabled: true },
    search: { maxLookback: { label: `${count} ${word}`, value: `${count}${unit}` } },
  };
}
