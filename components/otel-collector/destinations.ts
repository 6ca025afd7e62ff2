/** Where collectors send: Jaeger, Prometheus, and whatever keeps logs and takes OTLP. */
import { bytes } from "../../settings/units";
import type { Settings } from "../../settings";
import { elasticsearchUrl } from "../../names/elastic";
import { type Dataset, dataStream, WRITER } from "../elastic/streams";
import { prometheusUrls } from "../../names/kube-prometheus-stack";
import { hasTenants, lokiUrl, TENANT_HEADER, TENANTS } from "../../names/loki";
import { jaegerOtlpEndpoint } from "../../names/jaeger";
import { type Config, ELASTIC_CA_DIRECTORY, env } from "../../names/otel-collector";

/** What keeps logs that arrive by OTLP: Loki 2.9, of the engine `loki-stack`, does not take them. */
export function logStores({ logs, elastic }: Settings): ("elasticsearch" | "loki")[] {
  return [
    ...(elastic === undefined ? [] : (["elasticsearch"] as const)),
    ...(logs.engine === "loki" ? (["loki"] as const) : []),
  ];
}

/** A queue on disk that is tried for as long as it takes: only its size limits what an outage may last. */
export function persistent(queueSize: string): Config {
  return {
    sending_queue: {
      enabled: true,
      storage: "file_storage",
      sizer: "bytes",
      queue_size: Math.floor(bytes(queueSize)),
      num_consumers: 4,
    },
    // In full: the exporter `load_balancing` has no defaults for it, and would try again without a pause.
    retry_on_failure: {
      enabled: true,
      initial_interval: "1s",
      multiplier: 1.5,
      randomization_factor: 0.5,
      max_interval: "30s",
      max_elapsed_time: "0s",
    },
  };
}

/** Traces to Jaeger. */
export function jaegerExporter(settings: Settings): Config {
  return {
    "otlp_grpc/jaeger": {
      endpoint: jaegerOtlpEndpoint(settings),
      tls: { insecure: true },
      ...persistent(settings.tracing.gateway.queue.size),
    },
  };
}

/** Where each Prometheus takes samples. */
export function remoteWriteUrls(settings: Settings): string[] {
  return prometheusUrls(settings).map((url) => `${url}/api/v1/write`);
}

/**
 * Metrics to every Prometheus, exemplars with them. What waits is in memory only: counters go on where they were, so what
 * is lost of an outage is its resolution.
 * @param labels Labels that every series gets.
 */
export function prometheusExporters(settings: Settings, labels: Record<string, string>): Record<string, Config> {
  return Object.fromEntries(
    remoteWriteUrls(settings).map((endpoint, replica) => [
      `prometheus_remote_write/${replica}`,
      {
        endpoint,
        external_labels: { cluster: settings.cluster.name, ...labels },
        translation_strategy: "UnderscoreEscapingWithSuffixes",
        // The labels that matter are on the series themselves.
        target_info: { enabled: false },
        disable_scope_info: true,
        send_metadata: true,
        // More than one sender would put samples out of order.
        remote_write_queue: { enabled: true, queue_size: 2000, num_consumers: 1 },
        max_batch_request_parallelism: 1,
        retry_on_failure: { enabled: true, max_elapsed_time: "5m" },
      },
    ]),
  );
}

/** Logs to each of the stores. */
export function logExporters(settings: Settings): Record<string, Config> {
  const queue = persistent(settings.tracing.gateway.queue.size);
  const all: Record<ReturnType<typeof logStores>[number], () => Record<string, Config>> = {
    loki: () => {
      // Also where Loki has one tenant, and does not look: it would refuse for good what comes without while the setting changes.
      const to = (tenant: keyof typeof TENANTS): Config => ({
        endpoint: `${lokiUrl(settings) ?? ""}/otlp`,
        headers: { [TENANT_HEADER]: TENANTS[tenant] },
        ...queue,
      });
      return {
        "otlp_http/loki": to("ordinary"),
        ...(hasTenants(settings) ? { "otlp_http/loki-audit": to("audit") } : {}),
      };
    },
    elasticsearch: () => {
      const to = (dataset: Dataset): Config => ({
        endpoints: [elasticsearchUrl(settings)],
        user: env(WRITER.username),
        password: env(WRITER.password),
        tls: { ca_file: `${ELASTIC_CA_DIRECTORY}/ca.crt` },
        logs_index: dataStream(dataset),
        sending_queue: {
          ...(queue["sending_queue"] as Config),
          batch: { sizer: "bytes", min_size: 1_000_000, max_size: 5_000_000, flush_timeout: "5s" },
        },
        // Its own, which knows which documents of a request were refused; what it gives up on is lost.
        retry: { enabled: true, max_retries: 1000, initial_interval: "1s", max_interval: "30s" },
      });
      return { elasticsearch: to("otel"), "elasticsearch/audit": to("audit") };
    },
  };
  return Object.assign({}, ...logStores(settings).map((store) => all[store]())) as Record<string, Config>;
}
