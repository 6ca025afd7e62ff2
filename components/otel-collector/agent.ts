/** The configuration of the collector on every node: takes everything, says where it comes from, masks, and passes it on. */
import type { Settings } from "../../settings";
import { agentAudit, agentLogPipelines } from "./audit";
import { logStores, persistent, prometheusExporters } from "./destinations";
import { AGENT, type Config, env, GATEWAY, listen, REMOTE_WRITE_JOB } from "../../names/otel-collector";
import { batch, clusterName, extensions, kubernetes, memoryLimiter, selfTelemetry, serviceName } from "./processors";
import { redaction } from "./redaction";

/** A collector's whole configuration for the agents. */
export function agentConfig(settings: Settings): Config {
  const own = extensions();
  const logs = logStores(settings).length > 0;
  const audit = agentAudit(settings);
  const prometheus = prometheusExporters(settings, {});
  const processors = ["memory_limiter", "k8s_attributes", "resource/cluster", "transform/service"];
  return {
    extensions: own,
    receivers: receivers(settings),
    processors: {
      memory_limiter: memoryLimiter,
      k8s_attributes: kubernetes,
      "resource/cluster": clusterName(settings),
      "transform/service": serviceName(),
      redaction: redaction("traces", settings.tracing.redact),
      "transform/labels": metricLabels(),
      batch,
      ...(logs ? audit.processors : {}),
    },
    ...(logs ? { connectors: audit.connectors } : {}),
    exporters: { ...gatewayExporters(settings, logs), ...prometheus },
    service: {
      extensions: Object.keys(own),
      telemetry: selfTelemetry(AGENT),
      pipelines: {
        traces: {
          receivers: ["otlp", ...spanReceivers(settings)],
          processors: [...processors, "redaction", "batch"],
          exporters: ["load_balancing"],
        },
        // By way of the gateways a series' samples could overtake each other, so they go straight to Prometheus.
        metrics: {
          receivers: ["otlp", "prometheus"],
          processors: [...processors, "transform/labels", "batch"],
          exporters: Object.keys(prometheus),
        },
        ...(logs ? agentLogPipelines(processors) : {}),
      },
    },
  };
}

/** What else agents take spans by. */
function spanReceivers({ tracing }: Settings): string[] {
  return [...(tracing.jaegerReceiver ? ["jaeger"] : []), ...(tracing.zipkin ? ["zipkin"] : [])];
}

function receivers({ metrics, tracing }: Settings): Config {
  return {
    otlp: { protocols: { grpc: { endpoint: listen(4317) }, http: { endpoint: listen(4318) } } },
    ...(tracing.jaegerReceiver
      ? {
          jaeger: {
            protocols: {
              grpc: { endpoint: listen(14250) },
              thrift_http: { endpoint: listen(14268) },
              thrift_compact: { endpoint: listen(6831) },
            },
          },
        }
      : {}),
    ...(tracing.zipkin ? { zipkin: { endpoint: listen(9411) } } : {}),
    prometheus: {
      config: {
        scrape_configs: [
          {
            job_name: REMOTE_WRITE_JOB,
            scrape_interval: metrics.scrapeInterval,
            static_configs: [{ targets: [listen(8888)], labels: { node: env("OTEL_K8S_NODE_NAME") } }],
            // The PodMonitor has all the others.
            metric_relabel_configs: [
              { source_labels: ["__name__"], regex: "otelcol_process_uptime.*", action: "keep" },
            ],
          },
        ],
      },
    },
  };
}

/** The labels that every other series has. */
function metricLabels(): Config {
  const label = (name: string, attribute: string) =>
    `set(datapoint.attributes["${name}"], resource.attributes["${attribute}"]) where resource.attributes["${attribute}"] != nil`;
  return {
    error_mode: "ignore",
    metric_statements: [
      label("namespace", "k8s.namespace.name"),
      label("service", "service.name"),
      label("pod", "k8s.pod.name"),
    ],
  };
}

/** All spans of a trace to the same gateway, whichever node they come from; log records to any. */
function gatewayExporters({ cluster, tracing }: Settings, logs: boolean): Config {
  const queue = persistent(tracing.agent.queueSize);
  const insecure = { tls: { insecure: true } };
  return {
    load_balancing: {
      routing_key: "traceID",
      // Asks the API server, so that all agents see a gateway come or go at once; by DNS each would see it when its
      // cache lets it, and traces would be torn for that long.
      resolver: { k8s: { service: `${GATEWAY}.${cluster.namespace}`, ports: [4317] } },
      // Only the queue before the choice of a gateway is on disk, and what waits in it is routed anew.
      protocol: { otlp: { ...insecure, sending_queue: { enabled: false }, retry_on_failure: { enabled: false } } },
      ...queue,
    },
    ...(logs
      ? {
          "otlp_grpc/gateway": {
            endpoint: `dns:///${GATEWAY}.${cluster.namespace}.svc:4317`,
            balancer_name: "round_robin",
            ...insecure,
            ...queue,
          },
        }
      : {}),
  };
}
