/** The programs that a rehearsal runs, and how one that is not there is named. */
import * as fs from "node:fs";
import * as path from "node:path";
import { findPulumi } from "../previews";
import { ROOT } from "../stack";
import { ensureTool, ToolMissing, type ToolName } from "../tools";
import { run, type Running, start } from "../processes";
import { Missing } from "./steps";

/** What a simulated cluster is made of. */
const CLUSTER = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
  "kwok",
  "prometheus-operator",
] as const;

/** What the deployed configurations are read with, and the release beside ours is made with. */
const READERS = ["promtool", "amtool", "helm"] as const;

export type RehearsalTool = (typeof CLUSTER)[number] | (typeof READERS)[number];
export type Tools = Readonly<Record<RehearsalTool, string>>;

/**
 * All tools, built where they are not there yet; the cluster's only when it is ours.
 * @throws {@link Missing}
 */
export async function ensureTools(simulated: boolean, log: (line: string) => void): Promise<Tools> {
  const tools: Record<string, string> = {};
  // One after the other: a Go build takes every core there is.
  for (const name of [...READERS, ...(simulated ? CLUSTER : [])]) {
    tools[name] = await ensureTool(name as ToolName, log).catch((error: unknown) => {
      throw error instanceof ToolMissing ? new Missing(error.message) : error;
    });
  }
  return tools as Tools;
}

/** A Pulumi CLI with the plugins that the program needs. */
export interface PulumiCli {
  program: string;
  version: string;
  /** Folders that go on PATH before all others. */
  path: string[];
  /** Whether the random provider is our own stand-in. */
  standIn: boolean;
  /** Whether the command provider is there, by which updates are verified. */
  hasCommand: boolean;
  /** The plugins that Pulumi takes from PATH, at whatever version they are. */
  onPath: string[];
}

/**
 * The Pulumi CLI of PATH, else that which the npm package downloads, and its plugins.
 * @param folder Where a stand-in for a plugin can be put.
 * @throws {@link Missing}
 */
export async function ensurePulumi(folder: string, log: (line: string) => void): Promise<PulumiCli> {
  if (findPulumi() === undefined) {
    log("there is no Pulumi CLI on PATH: the npm package downloads it …");
    await run("npx", ["pulumi", "version"], { cwd: ROOT, timeout: 600 });
  }
  const program = findPulumi();
  if (program === undefined) {
    const way = "install it (https://www.pulumi.com/docs/install), or let `npx pulumi version` download it";
    throw new Missing(
      `the Pulumi CLI is missing: it is not on PATH, and it could not be downloaded.\n  To fix it, ${way}.`,
    );
  }
  const env = { ...process.env, PATH: `${path.dirname(program)}${path.delimiter}${process.env["PATH"] ?? ""}` };
  const version = (await run(program, ["version"], { env })).stdout.trim().replace(/^v/, "");

  const onPath = ["command", "kubernetes", "random"].filter((name) => isOnPath(env, `pulumi-resource-${name}`));
  const has = async (name: string) => onPath.includes(name) || hasPlugin(program, env, name);
  const standIn = !(await has("random"));
  const hasCommand = await has("command");
  if (!(await has("kubernetes"))) {
    const install = `pulumi plugin install resource kubernetes ${pluginVersion("kubernetes")}`;
    throw new Missing(
      "Pulumi's plugin for Kubernetes is missing, and could not be installed.\n" +
        `  To fix it, run \`${install}\` where there is a network, with \`--file\` and its archive where there is none, ` +
        "or put pulumi-resource-kubernetes on PATH.",
    );
  }
  const bin = path.join(folder, "bin");
  fs.mkdirSync(bin);
  // `npm run recover` calls the CLI by npx; here it is to be this one.
  script(path.join(bin, "npx"), `[ "$1" = pulumi ] || exit 127; shift; exec ${quote(program)} "$@"`);
  if (standIn) {
    const provider = path.join(__dirname, "random-provider.ts");
    const register = require.resolve("ts-node/register", { paths: [ROOT] });
    script(
      path.join(bin, "pulumi-resource-random"),
      `TS_NODE_PROJECT=${quote(path.join(ROOT, "tsconfig.json"))} exec ${quote(process.execPath)} --require ${quote(register)} ${quote(provider)} "$@"`,
    );
  }
  return { program, version, path: [bin, path.dirname(program)], standIn, hasCommand, onPath };
}

/** Whether a program is on PATH, where Pulumi looks for plugins before all others. */
function isOnPath(env: NodeJS.ProcessEnv, program: string): boolean {
  return (env["PATH"] ?? "").split(path.delimiter).some((folder) => fs.existsSync(path.join(folder, program)));
}

async function hasPlugin(program: string, env: NodeJS.ProcessEnv, name: string): Promise<boolean> {
  const version = pluginVersion(name);
  const there = async () => {
    const { stdout } = await run(program, ["plugin", "ls", "--json"], { env });
    const plugins = JSON.parse(stdout || "[]") as { name: string; version?: string }[];
    return plugins.some((plugin) => plugin.name === name && plugin.version === version);
  };
  if (await there()) return true;
  await run(program, ["plugin", "install", "resource", name, version], { env, timeout: 180 });
  return there();
}

/** The version of a plugin: that of its npm package. */
function pluginVersion(name: string): string {
  const { dependencies } = JSON.parse(fs.readFileSync(path.join(ROOT, "package.json"), "utf8")) as {
    dependencies: Record<string, string>;
  };
  return dependencies[`@pulumi/${name}`] ?? "";
}

function script(file: string, text: string): void {
  fs.writeFileSync(file, `#!/bin/sh\n${text}\n`, { mode: 0o755 });
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/** The operator beside the cluster: a simulated pod of it does nothing. */
export function startOperator(
  program: string,
  { kubeconfig, log, port, version }: { kubeconfig: string; log: string; port: number; version: string },
): Running {
  const reloader = `quay.io/prometheus-operator/prometheus-config-reloader:${version}`;
  const flags = [
    `--web.listen-address=127.0.0.1:${port}`,
    "--localhost=127.0.0.1",
    "--kubelet-endpoints=false",
    `--prometheus-config-reloader=${reloader}`,
  ];
  return start(program, flags, { log, env: { ...process.env, KUBECONFIG: kubeconfig } });
}
