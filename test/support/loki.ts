/** A real Loki and a real Promtail for tests, with a stack's own configuration on free ports and in a folder of the test's. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as yaml from "yaml";
import { lokiValues } from "../../components/loki";
import { lokiStackConfig } from "../../components/loki-stack";
import type { Engine } from "../../names/loki";
import { freePorts, type Running, startReady } from "../../scripts/lib/processes";
import type { ToolName } from "../../scripts/lib/tools";
import type { Settings } from "../../settings";

type Config = Record<string, unknown>;

/** The tool that is each engine's Loki. */
export const LOKI_TOOLS: Record<Engine, ToolName> = { loki: "loki", "loki-stack": "loki-2.9" };

/** A line as a query gives it back. */
export interface Found {
  labels: Record<string, string>;
  line: string;
  /** Nanoseconds since 1970. */
  time: string;
}

/** A Loki that runs. */
export interface RunningLoki {
  url: string;
  folder: string;
  /** Lines that a query finds in the last days, 20 by default, the oldest first: each hour of them takes its time. */
  query(logql: string, days?: number, tenant?: string): Promise<Found[]>;
  /** Sends lines as a collector does. */
  push(labels: Record<string, string>, lines: readonly (readonly [Date, string])[], tenant?: string): Promise<void>;
  /** Ends it, with all that is in memory written down. */
  stop(): Promise<void>;
}

/** An engine's configuration, as its chart makes it of the values, where that matters to one server on a disk. */
export function lokiConfig(engine: Engine, settings: Settings): Config {
  if (engine === "loki-stack") return lokiStackConfig(settings);
  const { loki } = lokiValues(settings) as { loki: Config };
  const { commonConfig, schemaConfig, rulerConfig, runtimeConfig, ...rest } = loki;
  const sections = Object.entries(rest).filter(([name]) => !["storage", "podLabels"].includes(name));
  return {
    ...Object.fromEntries(sections),
    common: {
      path_prefix: "/var/loki",
      storage: { filesystem: { chunks_directory: "/var/loki/chunks", rules_directory: "/var/loki/rules" } },
      ...(commonConfig as Config),
      // The chart's servers find each other; this one is alone.
      ring: { kvstore: { store: "inmemory" } },
    },
    schema_config: schemaConfig,
    ruler: rulerConfig,
    ...(runtimeConfig === undefined ? {} : { runtime_config: runtimeConfig }),
  };
}

/** The same with a ruler that evaluates each second, in place of each minute. @param ruler What else differs in it. */
export function evaluatedOften(config: Config, ruler: Config = {}): Config {
  return { ...config, ruler: { ...(config["ruler"] as Config), evaluation_interval: "1s", ...ruler } };
}

/** Puts rules where a Loki of this folder reads them: when it starts, and then each minute. */
export function mountRules(folder: string, files: Readonly<Record<string, unknown>>, tenant = "fake"): void {
  const rules = path.join(folder, "rules-mounted", tenant);
  fs.mkdirSync(rules, { recursive: true });
  for (const [stem, file] of Object.entries(files))
    fs.writeFileSync(path.join(rules, `${stem}.yaml`), yaml.stringify(file, { aliasDuplicateObjects: false }));
}

/** The file that Loki is started with. */
export const LOKI_FILE = "loki.yaml";

const LIMITS_FILE = "runtime-config.yaml";

/** Files of a configuration by their names: what differs by tenant is one of its own, as the chart makes it. */
export function lokiFiles({ runtime_config: limits, ...config }: Config, folder = "."): Record<string, string> {
  if (limits === undefined) return { [LOKI_FILE]: yaml.stringify(config) };
  const whole = { ...config, runtime_config: { file: path.join(folder, LIMITS_FILE) } };
  return { [LOKI_FILE]: yaml.stringify(whole), [LIMITS_FILE]: yaml.stringify(limits) };
}

/** Starts an engine's Loki in a folder; what an earlier one left there is its own. */
export async function startLoki(
  binary: string,
  config: Config,
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "loki-")),
): Promise<RunningLoki> {
  const [http = 0, grpc = 0] = await freePorts(2);
  const own: Config = { ...config, server: { http_listen_port: http, grpc_listen_port: grpc, log_level: "warn" } };
  for (const tenant of ["fake", "audit"]) fs.mkdirSync(path.join(folder, "rules-mounted", tenant), { recursive: true });
  for (const [name, text] of Object.entries(lokiFiles(own, folder)))
    fs.writeFileSync(path.join(folder, name), inFolder(text, folder));
  const file = path.join(folder, LOKI_FILE);
  const url = `http://127.0.0.1:${http}`;
  const { stop } = await startReady(binary, [`-config.file=${file}`], `${url}/ready`);
  return {
    url,
    folder,
    query: (logql, days, tenant) => query(url, logql, days, tenant),
    push: async (labels, lines, tenant) => {
      const values = lines.map(([time, line]) => [`${time.getTime()}000000`, line]);
      const response = await fetch(`${url}/loki/api/v1/push`, {
        method: "POST",
        headers: { "content-type": "application/json", ...tenantHeader(tenant) },
        body: JSON.stringify({ streams: [{ stream: labels, values }] }),
      });
      if (!response.ok) throw new Error(await response.text());
    },
    stop,
  };
}

/** The folders of the containers are folders of the test's. */
function inFolder(text: string, folder: string): string {
  return text
    .replaceAll("/data/loki", `${folder}/data`)
    .replaceAll("/var/loki", `${folder}/data`)
    .replaceAll(/directory: (\/etc\/loki)?\/rules\b/g, `directory: ${folder}/rules-mounted`)
    .replaceAll("/tmp/rules", `${folder}/rules-tmp`);
}

function tenantHeader(tenant: string | undefined): Record<string, string> {
  return tenant === undefined ? {} : { "X-Scope-OrgID": tenant };
}

async function query(url: string, logql: string, days = 20, tenant?: string): Promise<Found[]> {
  const start = (Date.now() - days * 86_400_000) * 1e6;
  const parameters = new URLSearchParams({ query: logql, start: String(start), limit: "1000", direction: "forward" });
  const headers = tenantHeader(tenant);
  const response = await fetch(`${url}/loki/api/v1/query_range?${parameters.toString()}`, { headers });
  if (!response.ok) throw new Error(await response.text());
  const { data } = (await response.json()) as {
    data: { result: { stream: Record<string, string>; values: [string, string][] }[] };
  };
  return data.result
    .flatMap(({ stream, values }) => values.map(([time, line]) => ({ labels: stream, line, time })))
    .sort((a, b) => (a.time < b.time ? -1 : 1));
}

/** Starts Promtail on one file as if it were a container's, with the labels that Kubernetes would give it. */
export async function startPromtail(
  binary: string,
  target: { url: string; stages: unknown; file: string; labels: Record<string, string> },
): Promise<Running> {
  const folder = path.dirname(target.file);
  const [port = 0] = await freePorts(1);
  const config = {
    server: { http_listen_port: port, grpc_listen_port: 0, log_level: "warn" },
    clients: [{ url: `${target.url}/loki/api/v1/push`, batchwait: "200ms" }],
    positions: { filename: path.join(folder, "positions.yaml") },
    scrape_configs: [
      {
        job_name: "pods",
        pipeline_stages: target.stages,
        static_configs: [{ targets: ["localhost"], labels: { ...target.labels, __path__: target.file } }],
      },
    ],
  };
  const file = path.join(folder, "promtail.yaml");
  fs.writeFileSync(file, yaml.stringify(config));
  return startReady(binary, [`-config.file=${file}`], `http://127.0.0.1:${port}/ready`);
}
