/** The collectors that a stack configures, as real processes with a real Jaeger and a real Prometheus around them. */
import { type ChildProcess, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { stringify } from "yaml";
import { findTool } from "../../scripts/lib/tools";

/** A part of a collector's configuration. */
type Config = Record<string, unknown>;

/** What stands in for the cluster's addresses: each process has a loopback address of its own, and so its usual ports. */
export interface Local {
  /** The address of this collector: what `MY_POD_IP` is in its pod. */
  address: string;
  /** The gateways' addresses, which agents find through the API server. */
  gateways: readonly string[];
  jaeger: string;
  prometheus: string;
  /** Where the queues are. */
  queue: string;
}

type Pipelines = Record<string, Record<string, string[]>>;

/** Puts one component in the place of another in every pipeline. */
function replace(pipelines: Pipelines, from: string, to: string): void {
  for (const pipeline of Object.values(pipelines))
    for (const [key, list] of Object.entries(pipeline)) pipeline[key] = list.map((id) => (id === from ? to : id));
}

/**
 * A configuration for the collector that the tests build, which has no `k8s_objects` with its lease: a second OTLP receiver is in
 * their place.
 */
export function builtConfig(config: Config, address: string): Config {
  const copy = structuredClone(config);
  const part = (name: string) => (copy[name] ?? {}) as Record<string, Config | undefined>;
  const service = copy["service"] as { extensions: string[]; pipelines: Pipelines };
  const receivers = part("receivers");
  if (receivers["k8s_objects"] !== undefined) {
    delete receivers["k8s_objects"];
    receivers["otlp/events"] = { protocols: { http: { endpoint: `${address}:4319` } } };
    replace(service.pipelines, "k8s_objects", "otlp/events");
  }
  delete part("extensions")["k8s_leader_elector"];
  service.extensions = service.extensions.filter((name) => name !== "k8s_leader_elector");
  return copy;
}

/**
 * A configuration as it runs outside of a cluster. Replaced, and therefore not tried, is what needs an API server or a
 * store that is not here: `k8s_attributes` (by attributes that are the same for everything), the resolver `k8s` of
 * `load_balancing` (by a list), the exporter `elasticsearch` (by
 * `debug`), what {@link builtConfig} replaces, and the addresses of Jaeger, Prometheus, the gateways and the queues' folder.
 */
export function localConfig(config: Config, local: Local): Config {
  const copy = builtConfig(config, local.address);
  const part = (name: string) => (copy[name] ?? {}) as Record<string, Config | undefined>;
  const service = copy["service"] as { pipelines: Pipelines };

  const processors = part("processors");
  if (processors["k8s_attributes"] !== undefined) {
    delete processors["k8s_attributes"];
    processors["resource/kubernetes"] = {
      attributes: [{ key: "k8s.namespace.name", value: "shop", action: "upsert" }],
    };
    replace(service.pipelines, "k8s_attributes", "resource/kubernetes");
  }
  const exporters = part("exporters");
  const balancing = exporters["load_balancing"];
  if (balancing !== undefined) {
    balancing["resolver"] = { static: { hostnames: local.gateways.map((gateway) => `${gateway}:4317`) } };
  }
  const logs = exporters["otlp_grpc/gateway"];
  if (logs !== undefined) logs["endpoint"] = `${local.gateways[0] ?? ""}:4317`;
  const jaeger = exporters["otlp_grpc/jaeger"];
  if (jaeger !== undefined) jaeger["endpoint"] = `${local.jaeger}:4317`;
  for (const [name, exporter] of Object.entries(exporters)) {
    if (name.startsWith("prometheus_remote_write/") && exporter !== undefined)
      exporter["endpoint"] = `http://${local.prometheus}:9090/api/v1/write`;
  }
  if (exporters["elasticsearch"] !== undefined) {
    delete exporters["elasticsearch"];
    exporters["debug/elasticsearch"] = {};
    replace(service.pipelines, "elasticsearch", "debug/elasticsearch");
  }
  const extensions = part("extensions");
  const storage = extensions["file_storage"] as { directory: string; compaction: { directory: string } };
  storage.directory = local.queue;
  storage.compaction.directory = local.queue;
  return copy;
}

/**
 * The path of a pinned tool, or the test is skipped and says why. A variable of the tool's name in capitals takes another:
 * `OTELCOL=/usr/bin/otelcol-contrib` tries the published distribution.
 */
export function programOrSkip(context: Mocha.Context, tool: "jaeger" | "otelcol" | "prometheus"): string {
  const own = process.env[tool.toUpperCase()];
  if (own !== undefined) return own;
  const found = findTool(tool);
  if (found !== undefined) return found;
  console.log(`    skipped: ${tool} is not there; \`npm run tools -- ${tool}\` says why`);
  return context.skip();
}

/** A process that a test starts, in a folder that all of a test's share. */
export interface Running {
  readonly pid: number;
  log(): string;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Processes, their files and their addresses; everything goes with `end`. */
export class Scene {
  readonly folder = fs.mkdtempSync(path.join(os.tmpdir(), "traces-"));
  // 127.0.0.0/8 is the machine's own on Linux. Two tests at a time do not meet: the process' number is in the addresses.
  private readonly network = `127.${100 + (process.pid % 100)}.${Math.floor(process.pid / 100) % 250}`;
  private readonly processes = new Set<ChildProcess>();

  address(host: number): string {
    return `${this.network}.${host}`;
  }

  write(name: string, content: unknown): string {
    const file = path.join(this.folder, name);
    fs.writeFileSync(file, stringify(content));
    return file;
  }

  /** Starts a program and waits until a URL answers with 200. */
  async start(program: string, args: string[], ready: string, env: Record<string, string> = {}): Promise<Running> {
    const child = spawn(program, args, { stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, ...env } });
    this.processes.add(child);
    let log = "";
    for (const stream of [child.stdout, child.stderr])
      stream.on("data", (data: Buffer) => (log = `${log}${data.toString()}`.slice(-20_000)));
    const gone = new Promise<void>((resolve) => child.once("close", () => resolve()));
    const running: Running = {
      pid: child.pid ?? 0,
      log: () => log,
      stop: async (signal = "SIGTERM") => {
        child.kill(signal);
        await gone;
        this.processes.delete(child);
      },
    };
    await eventually(`${path.basename(program)} answers at ${ready}`, async () => {
      if (child.exitCode !== null) throw new Error(`${program} has ended:\n${log}`);
      return (await fetch(ready)).ok;
    });
    return running;
  }

  async end(): Promise<void> {
    await Promise.all(
      [...this.processes].map(async (child) => {
        const gone = new Promise((resolve) => child.once("close", resolve));
        child.kill("SIGKILL");
        if (child.exitCode === null) await gone;
      }),
    );
    fs.rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Waits until something is so, and says what was waited for if it is not after 30 seconds. */
export async function eventually(what: string, check: () => Promise<boolean>, seconds = 30): Promise<void> {
  const end = Date.now() + seconds * 1000;
  let last: unknown;
  while (Date.now() < end) {
    try {
      if (await check()) return;
      last = undefined;
    } catch (error) {
      last = error;
      if ((error as Error).message.includes("has ended")) throw error;
    }
    await sleep(250);
  }
  throw new Error(`not within ${seconds} s: ${what}${last instanceof Error ? ` (${last.message})` : ""}`);
}
