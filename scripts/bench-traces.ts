/** `npm run bench:traces`: what a collector costs at 10,000 spans a second on one core, each of our processors by itself. */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { otelCollectorValues } from "../components/otel-collector";
import { NAMESPACE, type Settings } from "../settings";
import { command } from "./lib/command";
import { localConfig } from "./lib/local-collectors";
import { load, SPANS_PER_TRACE } from "./lib/otlp-load";
import { sleep } from "./lib/processes";
import { Scene } from "./lib/scene";
import { planStack, UserError } from "./lib/stack";
import { findTool } from "./lib/tools";

const RATE = 10_000;
const WARM_SECONDS = 12;
const SECONDS = 15;

/** The stack file's section for a gateway that takes all of this. */
const TRACING = {
  tailSampling: { tracesPerSecond: RATE / SPANS_PER_TRACE },
  gateway: { resources: { memory: "1Gi", memoryLimit: "2Gi" } },
};

type Config = Record<string, unknown>;

/** What one way costs. */
interface Row {
  what: string;
  /** Share of one core. */
  cpu: number;
  /** Resident memory at its highest, in MiB. */
  memory: number;
  /** Spans a second that were taken. */
  rate: number;
  failed: number;
}

void command("npm run bench:traces", {}, async () => {
  const otelcol = program();
  const before = os.loadavg()[0] ?? 0;
  const rows: Row[] = [];
  for (const [what, config] of Object.entries(ways())) rows.push(await measured(otelcol, what, config));
  const lines = rows.map(
    ({ what, cpu, memory, rate, failed }) =>
      `| ${what} | ${(cpu * 100).toFixed(0)} % | ${memory.toFixed(0)} MiB | ${rate.toFixed(0)}${failed > 0 ? `, ${failed} refused` : ""} |`,
  );
  return [
    "| what | of one core | memory | spans a second |",
    "| --- | --- | --- | --- |",
    ...lines,
    "",
    `${SECONDS} s each, after ${WARM_SECONDS} s; the load average before was ${before.toFixed(1)} on ${os.cpus().length} cores.`,
  ].join("\n");
});

function program(): string {
  const found = process.env["OTELCOL"] ?? findTool("otelcol");
  if (found === undefined) throw new UserError("otelcol is not there: `npm run tools -- otelcol` builds it");
  return found;
}

/** The ways, from a plain one on: each has one thing more than a row before it. The last two are the stack's own. */
function ways(): Record<string, (address: string, sink: string, queue: string) => Config> {
  const { settings } = planStack("bench", {
    [`${NAMESPACE}:cluster`]: { value: JSON.stringify({ name: "bench", platform: "generic" }), secret: false },
    [`${NAMESPACE}:tracing`]: { value: JSON.stringify(TRACING), secret: false },
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
    "the agent as configured": (address, sink, queue) => whole(agent, address, sink, queue),
    "the gateway as configured": (address, sink, queue) => whole(gateway, address, sink, queue),
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

function generated(settings: Settings, release: "otel-agent" | "otel-gateway"): Config {
  return otelCollectorValues(settings)[release]["alternateConfig"] as Config;
}

/** The configuration of a stack, with the sink in the place of all that it sends to. */
function whole(config: Config, address: string, sink: string, queue: string): Config {
  const local = localConfig(config, { address, gateways: [sink], jaeger: sink, prometheus: sink, queue });
  const protocols = (local["receivers"] as Record<string, { protocols: Config }>)["otlp"]?.protocols ?? {};
  protocols["http"] = { endpoint: `${address}:4318` };
  return local;
}

async function measured(
  otelcol: string,
  what: string,
  config: (address: string, sink: string, queue: string) => Config,
): Promise<Row> {
  const scene = new Scene();
  try {
    const [address, sink] = [scene.address(1), scene.address(2)];
    const queue = path.join(scene.folder, "queue");
    fs.mkdirSync(queue);
    const sinkFile = scene.write("sink.yaml", {
      extensions: { health_check: { endpoint: `${sink}:13133` } },
      receivers: { otlp: { protocols: { grpc: { endpoint: `${sink}:4317`, max_recv_msg_size_mib: 64 } } } },
      exporters: { debug: { verbosity: "basic", sampling_initial: 1, sampling_thereafter: 1_000_000 } },
      service: {
        extensions: ["health_check"],
        telemetry: { metrics: { level: "none" }, logs: { level: "error" } },
        pipelines: {
          traces: { receivers: ["otlp"], exporters: ["debug"] },
          metrics: { receivers: ["otlp"], exporters: ["debug"] },
        },
      },
    });
    await scene.start(otelcol, ["--config", sinkFile], `http://${sink}:13133/`);
    const environment = {
      GOMAXPROCS: "1",
      GOMEMLIMIT: "1638MiB",
      MY_POD_IP: address,
      OTEL_K8S_POD_NAME: "bench",
      OTEL_K8S_NODE_NAME: "bench",
    };
    const file = scene.write("collector.yaml", config(address, sink, queue));
    const collector = await scene.start(
      "taskset",
      ["-c", "0", otelcol, "--config", file],
      `http://${address}:13133/`,
      environment,
    );
    const pid = collector.pid ?? 0;
    const sending = load(`http://${address}:4318/v1/traces`, RATE, WARM_SECONDS + SECONDS);
    await sleep(WARM_SECONDS * 1000);
    const [from, at] = [cpuSeconds(pid), performance.now()];
    await sleep((SECONDS - 1) * 1000);
    const cpu = (cpuSeconds(pid) - from) / ((performance.now() - at) / 1000);
    const memory = Number(/^VmHWM:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
    const { spans, failed, seconds } = await sending;
    return { what, cpu, memory, rate: spans / seconds, failed };
  } finally {
    await scene.end();
  }
}

/** Seconds of CPU that a process has had. */
function cpuSeconds(pid: number): number {
  const fields = fs
    .readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return (Number(fields[11]) + Number(fields[12])) / ticks();
}

let ticksPerSecond: number | undefined;
function ticks(): number {
  return (ticksPerSecond ??= Number(execFileSync("getconf", ["CLK_TCK"], { encoding: "utf8" })));
}
