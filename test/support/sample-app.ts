/** The example application as a process, as `npm start` runs it. */
import * as fs from "node:fs";
import { createRequire } from "node:module";
import * as path from "node:path";
import { parse } from "yaml";
import { deploymentSpec } from "../../examples/sample-app/deploy/manifests";
import { ROOT } from "../../scripts/lib/stack";
import { freePorts, run, type Running, startReady } from "../../scripts/lib/processes";
import type { Settings } from "../../settings";
import { settingsOf } from "./settings";

export const SAMPLE_APP = path.join(ROOT, "examples/sample-app");

/** Skips a test where the example's packages are not installed, which `npm ci` of the project does. */
export function sampleOrSkip(context: Mocha.Context): void {
  try {
    createRequire(path.join(SAMPLE_APP, "package.json")).resolve("@opentelemetry/exporter-trace-otlp-proto");
  } catch {
    if (context.test) context.test.title += " (skipped: the example's packages are not there; npm ci brings them)";
    context.skip();
  }
}

/** Settings of a stack that watches it: those of the snippet beside its manifests, and others. */
export function sampleSettings(more: Record<string, unknown> = {}): Settings {
  const text = fs.readFileSync(path.join(SAMPLE_APP, "deploy/observability.yaml"), "utf8");
  const { config } = parse(text) as { config: Record<string, unknown> };
  const own = Object.entries(config).map(([key, value]) => [key.replace(/^observability:/, ""), value] as const);
  return settingsOf({ ...Object.fromEntries(own), ...more });
}

/** The pod of its Deployment, as far as others have to agree with it. */
export interface SamplePod {
  labels: Record<string, string>;
  selector: object;
  container: { name: string; ports: { name: string; containerPort: number }[]; env: { name: string; value: string }[] };
}

export function samplePod(): SamplePod {
  const spec = deploymentSpec({ namespace: "shop", image: "test" });
  const { metadata, spec: pod } = spec.template as unknown as {
    metadata: { labels: Record<string, string> };
    spec: { containers: [SamplePod["container"]] };
  };
  return { labels: metadata.labels, selector: spec.selector, container: pod.containers[0] };
}

export interface RunningSample {
  url: string;
  address: string;
  process: Running;
}

/** Starts it, in an environment that has nothing but what is given, with its lines in a file if one is named. */
export async function startSample(env: Record<string, string>, log?: string, port?: number): Promise<RunningSample> {
  const [free = 0] = port === undefined ? await freePorts(1) : [port];
  const address = `127.0.0.1:${free}`;
  const process_ = await startReady(
    process.execPath,
    ["--import", "tsx", "src/main.ts"],
    `http://${address}/health/ready`,
    {
      cwd: SAMPLE_APP,
      env: { PATH: process.env["PATH"], PORT: String(free), ...env },
      ...(log === undefined ? {} : { log }),
    },
  );
  return { url: `http://${address}`, address, process: process_ };
}

/** The example's load generator, to its end. */
export async function load(url: string, options: Record<string, number>): Promise<void> {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const { code, stdout, stderr } = await run(
    process.execPath,
    ["--import", "tsx", "load/main.ts", "--url", url, ...args],
    { cwd: SAMPLE_APP },
  );
  if (code !== 0) throw new Error(`the load generator ended with ${code}: ${stdout}${stderr}`);
}

/** A request with a body, if there is one. */
export async function ask(url: string, body?: unknown, headers: Record<string, string> = {}): Promise<number> {
  const request = body === undefined ? { method: "GET" } : { method: "POST", body: JSON.stringify(body) };
  const answer = await fetch(url, { ...request, headers });
  await answer.arrayBuffer();
  return answer.status;
}
