/** What a collector costs while it takes a steady load, on one core that it has for itself. */
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { otelCollectorValues } from "../../components/otel-collector";
import type { Settings } from "../../settings";
import { localConfig } from "./local-collectors";
import type { Sent } from "./otlp-load";
import { sleep } from "./processes";
import { Scene } from "./scene";
import { UserError } from "./stack";
import { findTool } from "./tools";

const WARM_SECONDS = 12;
const SECONDS = 15;

export type Config = Record<string, unknown>;

/** A collector's configuration at an address, that sends to a sink and has its queue in a folder. */
export type Configured = (address: string, sink: string, queue: string) => Config;

/** What is sent to a collector's address for so many seconds. */
export type Load = (address: string, seconds: number) => Promise<Sent>;

/** What one way costs. */
interface Cost {
  what: string;
  /** Share of one core. */
  cpu: number;
  /** Resident memory at its highest, in MiB. */
  memory: number;
  /** Spans or records a second that were taken. */
  rate: number;
  failed: number;
}

/**
 * Measures each way by itself.
 * @param of What is sent, as the table calls it.
 * @returns A table of Markdown, with how it was measured.
 */
export async function costs(
  of: string,
  ways: Readonly<Record<string, { config: Configured; load: Load }>>,
): Promise<string> {
  const otelcol = process.env["OTELCOL"] ?? findTool("otelcol");
  if (otelcol === undefined) throw new UserError("otelcol is not there: `npm run tools -- otelcol` builds it");
  const before = os.loadavg()[0] ?? 0;
  const rows: Cost[] = [];
  for (const [what, { config, load }] of Object.entries(ways)) rows.push(await measured(otelcol, what, config, load));
  const lines = rows.map(
    ({ what, cpu, memory, rate, failed }) =>
      `| ${what} | ${(cpu * 100).toFixed(0)} % | ${memory.toFixed(0)} MiB | ${rate.toFixed(0)}${failed > 0 ? `, ${failed} refused` : ""} |`,
  );
  return [
    `| what | of one core | memory | ${of} a second |`,
    "| --- | --- | --- | --- |",
    ...lines,
    "",
    `${SECONDS} s each, after ${WARM_SECONDS} s; the load average before was ${before.toFixed(1)} on ${os.cpus().length} cores.`,
  ].join("\n");
}

/** A stack's configuration of a release. */
export function generated(settings: Settings, release: "otel-agent" | "otel-gateway"): Config {
  return otelCollectorValues(settings)[release]["alternateConfig"] as Config;
}

/** A configuration as a stack has it, with the sink in the place of all that it sends to. */
export function asConfigured(config: Config): Configured {
  return (address, sink, queue) => {
    const local = localConfig(config, { address, gateways: [sink], jaeger: sink, prometheus: sink, queue });
    const protocols = (local["receivers"] as Record<string, { protocols: Config }>)["otlp"]?.protocols ?? {};
    protocols["http"] = { endpoint: `${address}:4318` };
    const exporters = local["exporters"] as Record<string, Config>;
    for (const [name, exporter] of Object.entries(exporters))
      if (name.startsWith("otlp_http/loki")) exporter["endpoint"] = `http://${sink}:4318`;
    return local;
  };
}

async function measured(otelcol: string, what: string, config: Configured, load: Load): Promise<Cost> {
  const scene = new Scene();
  try {
    const [address, sink] = [scene.address(1), scene.address(2)];
    const queue = path.join(scene.folder, "queue");
    fs.mkdirSync(queue);
    await scene.start(otelcol, ["--config", scene.write("sink.yaml", sinkConfig(sink))], `http://${sink}:13133/`);
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
    const sending = load(address, WARM_SECONDS + SECONDS);
    await sleep(WARM_SECONDS * 1000);
    const [from, at] = [cpuSeconds(pid), performance.now()];
    await sleep((SECONDS - 1) * 1000);
    const cpu = (cpuSeconds(pid) - from) / ((performance.now() - at) / 1000);
    const memory = Number(/^VmHWM:\s+(\d+)/m.exec(fs.readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0) / 1024;
    const { sent, failed, seconds } = await sending;
    return { what, cpu, memory, rate: sent / seconds, failed };
  } finally {
    await scene.end();
  }
}

/** What takes everything, and keeps none of it. */
function sinkConfig(sink: string): Config {
  const pipeline = { receivers: ["otlp"], exporters: ["debug"] };
  const protocols = {
    grpc: { endpoint: `${sink}:4317`, max_recv_msg_size_mib: 64 },
    http: { endpoint: `${sink}:4318` },
  };
  return {
    extensions: { health_check: { endpoint: `${sink}:13133` } },
    receivers: { otlp: { protocols } },
    exporters: { debug: { verbosity: "basic", sampling_initial: 1, sampling_thereafter: 1_000_000 } },
    service: {
      extensions: ["health_check"],
      telemetry: { metrics: { level: "none" }, logs: { level: "error" } },
      pipelines: { traces: pipeline, metrics: pipeline, logs: pipeline },
    },
  };
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
