/** `npm run bench:traces`: what a collector costs at 10,000 spans a second on one core, each of our processors by itself. */
import { asConfigured, type Config, type Configured, costs, generated } from "./lib/collector-cost";
import { command } from "./lib/command";
import { loadSpans, SPANS_PER_TRACE } from "./lib/otlp-load";
import { settingsOfSections } from "./lib/stack";

const RATE = 10_000;

/** The stack file's section for a gateway that takes all of this. */
const TRACING = {
  tailSampling: { tracesPerSecond: RATE / SPANS_PER_TRACE },
  gateway: { resources: { memory: "1Gi", memoryLimit: "2Gi" } },
};

void command("npm run bench:traces", {}, () => {
  const load = (address: string, seconds: number) => loadSpans(`http://${address}:4318/v1/traces`, RATE, seconds);
  const each = Object.entries(ways()).map(([what, config]) => [what, { config, load }] as const);
  return costs("spans", Object.fromEntries(each));
});

/** The ways, from a plain one on: each has one thing more than a row before it. The last two are the stack's own. */
function ways(): Record<string, Configured> {
  const settings = settingsOfSections("bench", {
    cluster: { name: "bench", platform: "generic" },
    tracing: TRACING,
  });
  const agent = generated(settings, "otel-agent");
  const gateway = generated(settings, "otel-gateway");
  const some =
    (...names: string[]) =>
    (address: string, sink: string, queue: string) =>
      plain(address, sink, queue, names, { ...(agent["processors"] as Config), ...(gateway["processors"] as Config) });
  return {
    "OTLP in, OTLP out": some(),
    "with memory_limiter and batch": some("memory_limiter", "batch"),
    "with the queue on disk": some("batch", "queue"),
    "with the cluster's and the service's name": some("batch", "resource/cluster", "transform/service"),
    "with redaction": some("batch", "redaction"),
    "with tail sampling, all kept": some("batch", "all"),
    "with tail sampling, 10 % kept": some("batch", "tail_sampling"),
    "with span metrics": some("batch", "span_metrics"),
    "with the service graph": some("batch", "service_graph"),
    "the agent as configured": asConfigured(agent),
    "the gateway as configured": asConfigured(gateway),
  };

  function plain(address: string, sink: string, queue: string, names: string[], known: Config): Config {
    const connectors = gateway["connectors"] as Config;
    const connector = names.find((name) => name in connectors);
    const processors = names
      .filter((name) => !(name in connectors) && name !== "queue")
      .map((name) => (name === "all" ? "tail_sampling" : name));
    // Sampling decides on what it has, and only what it lets through is worth a request.
    processors.sort((a, b) => Number(a === "batch") - Number(b === "batch"));
    const all = { policies: [{ name: "all", type: "always_sample" }] };
    return {
      extensions: {
        health_check: { endpoint: `${address}:13133` },
        file_storage: { directory: queue, compaction: { directory: queue } },
      },
      receivers: { otlp: { protocols: { http: { endpoint: `${address}:4318` } } } },
      processors: Object.fromEntries(
        processors.map((name) => [
          name,
          { ...(known[name] as Config), ...(names.includes("all") && name === "tail_sampling" ? all : {}) },
        ]),
      ),
      ...(connector === undefined ? {} : { connectors: { [connector]: connectors[connector] } }),
      exporters: {
        otlp_grpc: {
          endpoint: `${sink}:4317`,
          tls: { insecure: true },
          ...(names.includes("queue") ? { sending_queue: { storage: "file_storage" } } : {}),
        },
        ...(connector === undefined
          ? {}
          : { "otlp_grpc/metrics": { endpoint: `${sink}:4317`, tls: { insecure: true } } }),
      },
      service: {
        extensions: ["health_check", "file_storage"],
        telemetry: { metrics: { level: "none" } },
        pipelines: {
          traces: {
            receivers: ["otlp"],
            processors,
            exporters: ["otlp_grpc", ...(connector === undefined ? [] : [connector])],
          },
          ...(connector === undefined ? {} : { metrics: { receivers: [connector], exporters: ["otlp_grpc/metrics"] } }),
        },
      },
    };
  }
}
