/** `npm run bench:logs`: what a collector costs at 2,000 log records a second on one core, by what the records are. */
import { asConfigured, type Configured, costs, generated, type Load } from "./lib/collector-cost";
import { command } from "./lib/command";
import { loadRecords } from "./lib/otlp-load";
import { settingsOfSections } from "./lib/stack";

const RATE = 2_000;

/** What records say, by their kind. */
const BODIES = {
  text: "charged order 4711 of customer c-1029 by card in 143 ms after 1 attempt: reference r-7f3a90c1",
  JSON: JSON.stringify({
    time: "2026-06-15T11:59:59.930Z",
    level: "info",
    message: "charged order 4711",
    order: "4711",
    customer: "c-1029",
    duration_ms: 143,
    attempts: 1,
  }),
  "audit events": JSON.stringify({
    time: "2026-06-15T11:59:59.930Z",
    level: "info",
    audit: true,
    event: "UserLogin",
    user_id: "u-105",
    outcome: "success",
    source_ip: "192.0.2.17",
    message: "u-105 has signed in",
  }),
};

void command("npm run bench:logs", {}, () => {
  const ways = { "OTLP in, OTLP out": plain, ...configured() };
  const each = Object.entries(ways).flatMap(([what, config]) =>
    Object.entries(BODIES).map(([kind, body]) => [`${what}: ${kind}`, { config, load: loading(body) }] as const),
  );
  return costs("records", Object.fromEntries(each));
});

function loading(body: string): Load {
  return (address, seconds) => loadRecords(`http://${address}:4318/v1/logs`, body, RATE, seconds);
}

/** The collectors of a stack that has both stores of lines. */
function configured(): Record<string, Configured> {
  const settings = settingsOfSections("bench", {
    cluster: { name: "bench", platform: "generic" },
    logs: { engine: "loki", objectStorage: { type: "s3", bucket: "logs", region: "eu" } },
    elastic: {},
  });
  return {
    "the agent": asConfigured(generated(settings, "otel-agent")),
    "the gateway": asConfigured(generated(settings, "otel-gateway")),
  };
}

function plain(address: string, sink: string): ReturnType<Configured> {
  return {
    extensions: { health_check: { endpoint: `${address}:13133` } },
    receivers: { otlp: { protocols: { http: { endpoint: `${address}:4318` } } } },
    processors: { batch: {} },
    exporters: { otlp_grpc: { endpoint: `${sink}:4317`, tls: { insecure: true } } },
    service: {
      extensions: ["health_check"],
      telemetry: { metrics: { level: "none" } },
      pipelines: { logs: { receivers: ["otlp"], processors: ["batch"], exporters: ["otlp_grpc"] } },
    },
  };
}
