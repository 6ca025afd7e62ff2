/** The configuration of the gateways: span metrics of everything, whole traces sampled, and deliveries that survive outages. */
import type { Settings } from "../../settings";
import { jaegerExporter, logExporters, logStores, prometheusExporters } from "./destinations";
import { type Config, env, GATEWAY, listen } from "../../names/otel-collector";
import { eventProcessors, eventReceivers, logPipelines, logProcessors } from "./logs";
import { batch, extensions, memoryLimiter, selfTelemetry } from "./processors";
import { redaction } from "./redaction";
import { tailSampling } from "./sampling";
import { spanMetricConnectors, spanMetricLabels } from "./span-metrics";

/** Whether Kubernetes' events are logged: where nothing takes them, they are not even asked for. */
export function logsEvents(settings: Settings): boolean {
  return settings.tracing.events && logStores(settings).length > 0;
}

/** A collector's whole configuration for the gateways. */
export function gatewayConfig(settings: Settings): Config {
  const { cluster } = settings;
  const events = logsEvents(settings);
  const own = {
    ...extensions(),
    ...(events
      ? {
          k8s_leader_elector: {
            auth_type: "serviceAccount",
            lease_name: `${GATEWAY}-events`,
            lease_namespace: cluster.namespace,
          },
        }
      : {}),
  };
  const connectors = spanMetricConnectors(settings);
  // Each gateway counts the spans of its own traces: without a label for it their series would be one another's.
  const prometheus = prometheusExporters(settings, { collector: env("OTEL_K8S_POD_NAME") });
  return {
    extensions: own,
    receivers: {
      // A batch of an agent's, with spans as large as they come.
      otlp: { protocols: { grpc: { endpoint: listen(4317), max_recv_msg_size_mib: 32 } } },
      ...(events ? eventReceivers() : {}),
    },
    processors: {
      memory_limiter: memoryLimiter,
      tail_sampling: tailSampling(settings),
      "transform/span-metrics": spanMetricLabels(),
      batch,
      ...logProcessors(settings),
      ...(events ? { ...eventProcessors(settings), redaction: redaction("logs", settings.tracing.redact) } : {}),
    },
    connectors: {
      ...connectors,
      "forward/traces": {},
      ...(logStores(settings).length > 0 ? { "forward/logs": {} } : {}),
    },
    exporters: { ...jaegerExporter(settings), ...prometheus, ...logExporters(settings) },
    service: {
      extensions: Object.keys(own),
      telemetry: selfTelemetry(GATEWAY),
      pipelines: {
        // Metrics are of every span: behind the sampling, rates would be those of the sampling.
        "traces/all": {
          receivers: ["otlp"],
          processors: ["memory_limiter"],
          exporters: [...Object.keys(connectors), "forward/traces"],
        },
        "traces/sampled": {
          receivers: ["forward/traces"],
          processors: ["tail_sampling", "batch"],
          exporters: ["otlp_grpc/jaeger"],
        },
        "metrics/spans": {
          receivers: Object.keys(connectors),
          processors: ["transform/span-metrics"],
          exporters: Object.keys(prometheus),
        },
        ...logPipelines(settings, events),
      },
    },
  };
}
