import { spawnSync } from "node:child_process";
import { accessSync, constants, existsSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, dirname, join, resolve } from "node:path";
import { build, copyManifests } from "../../tools/build";
import { assetOf, download, type Downloads } from "../../tools/download";
import { readPin, toolNames, type Pin, type ToolName } from "../../tools/pins";
import { releases } from "../../tools/releases";

export { toolNames, type ToolName };

/**
 * The tools that tests need, by the command that runs those tests: `npm test`, `npm run test:logs`, `npm run test:traces`,
 * `npm run test:dashboards`.
 * `npm test` needs only what is built within minutes. Every other tool is for rendering manifests and for rehearsing.
 */
export const testTools = {
  test: ["promtool", "amtool", "alertmanager", "actionlint", "alloy-syntax"],
  logs: [
    ...["loki", "loki-2.9", "promtail", "alloy", "otelcol", "helm"],
    ...["prometheus", "alertmanager", "telegraf", "etcd", "kube-apiserver"],
  ],
  dashboards: ["prometheus", "loki"],
  traces: ["prometheus", "promtool", "alertmanager", "jaeger", "otelcol", "telegraf", "blackbox-exporter"],
} as const satisfies Record<string, readonly ToolName[]>;

/** What looking for a tool depends on; a parameter so that a test can give its own. */
export interface Surroundings {
  /** Read for PATH, XDG_CACHE_HOME and HOME, and handed on to Go. */
  env: NodeJS.ProcessEnv;
  /** The folder with each tool's `<folder>/go.mod` and `go.sum`. */
  modules: string;
  /** Without it, nothing is downloaded but Go's modules. */
  downloads?: Downloads;
}

const here: Surroundings = {
  env: process.env,
  modules: resolve(__dirname, "../../tools"),
  downloads: { releases, fetch },
};

/** A tool that is not there and cannot be had. The message says why, and its cure. */
export class ToolMissing extends Error {
  override readonly name = "ToolMissing";

  constructor({ name, version }: Pin, reason: string, cure: string, options?: ErrorOptions) {
    const command = (testTools.test as readonly string[]).includes(name) ? "npm run tools" : `npm run tools -- ${name}`;
    const way = `${cure} and run \`${command}\`, or put ${name} ${version} on PATH`;
    super(`${name} ${version} is missing: ${reason}.\n  To fix it, ${way}.`, options);
  }
}

/** The number of the pinned release, e.g. 3.15.0. */
export function pinnedVersion(name: ToolName, { modules }: Surroundings = here): string {
  return readPin(name, modules).version;
}

/** The path of a tool that is there, in the cache or on PATH at the pinned version; builds nothing. */
export function findTool(name: ToolName, around: Surroundings = here): string | undefined {
  return find(readPin(name, around.modules), around);
}

// Test files ask for the same tool at the same time; one download or build serves them all.
const underWay = new Map<string, Promise<string>>();

/** The path of a tool, downloaded or built from its pinned Go module if it is not there; rejects with `ToolMissing`. */
export async function ensureTool(
  name: ToolName,
  log: (line: string) => void = () => undefined,
  around: Surroundings = here,
): Promise<string> {
  const pin = readPin(name, around.modules);
  const found = find(pin, around);
  if (found !== undefined) return found;
  const target = cachedPath(pin, around.env);
  return once(target, () => obtain(pin, target, log, around));
}

/** The folder of kwok's own Stage objects, `kustomize/stage` of its Go module, in the cache; rejects with `ToolMissing`. */
export async function kwokStages(around: Surroundings = here): Promise<string> {
  const pin = readPin("kwok", around.modules);
  const target = join(dirname(cachedPath(pin, around.env)), "stage");
  if (existsSync(target)) return target;
  return once(target, async () => {
    const absent = `its Stage objects are not in ${cacheFolder(around.env)}`;
    const go = which("go", around.env);
    if (go === undefined) throw new ToolMissing(pin, `${absent}, and there is no Go to fetch them with`, install(pin));
    try {
      await copyManifests(pin, "kustomize/stage", target, { ...around, go });
    } catch (cause) {
      // A folder does not replace another: then another process was faster.
      if (existsSync(target)) return target;
      throw new ToolMissing(pin, `${absent}, and fetching them failed: ${lastWords(cause)}`, allow(pin), { cause });
    }
    return target;
  });
}

function once(target: string, make: () => Promise<string>): Promise<string> {
  const making = underWay.get(target) ?? make().finally(() => underWay.delete(target));
  underWay.set(target, making);
  return making;
}

const install = ({ goVersion }: Pin): string => `install Go ${goVersion} or newer (https://go.dev/doc/install)`;
const allow = ({ goVersion }: Pin): string =>
  `see that Go is ${goVersion} or newer (\`go version\`) and may fetch modules (\`go env GOPROXY\`)`;

async function obtain(pin: Pin, target: string, log: (line: string) => void, around: Surroundings): Promise<string> {
  const { name, version } = pin;
  const other = which(name, around.env);
  const onPath = other === undefined ? "not on PATH" : `${other} is ${reportedVersion(pin, other, around.env)}`;
  let absent = `it is not in ${cacheFolder(around.env)}, ${onPath}`;
  const inspect = (program: string): void => {
    const reported = reportedVersion(pin, program, around.env);
    if (reported !== version) throw new Error(`what came of it is ${reported}`);
  };
  const start = Date.now();
  const done = (): string => {
    log(`${name} ${version}: done in ${Math.round((Date.now() - start) / 1000)} s`);
    return target;
  };

  const { downloads } = around;
  const asset = downloads && assetOf(pin, downloads);
  if (downloads !== undefined && asset !== undefined) {
    log(`${name} ${version}: downloading its release …`);
    try {
      await download(asset, target, downloads, around.env, inspect);
      return done();
    } catch (cause) {
      const failed = `downloading it failed: ${lastWords(cause)}`;
      log(`${name} ${version}: ${failed}`);
      absent = `${absent}, ${failed}`;
    }
  }

  const go = which("go", around.env);
  if (go === undefined) throw new ToolMissing(pin, `${absent}, and there is no Go to build it with`, install(pin));
  log(`${name} ${version}: building from its Go module (${pin.duration}, once) …`);
  try {
    await build(pin, target, { ...around, go }, inspect);
  } catch (cause) {
    throw new ToolMissing(pin, `${absent}, and building it failed: ${lastWords(cause)}`, allow(pin), { cause });
  }
  return done();
}

function find(pin: Pin, { env }: Surroundings): string | undefined {
  const cached = cachedPath(pin, env);
  if (isExecutable(cached)) return cached;
  const onPath = which(pin.name, env);
  return onPath !== undefined && reportedVersion(pin, onPath, env) === pin.version ? onPath : undefined;
}

/** Where tools are kept. */
export function cacheFolder(env: NodeJS.ProcessEnv): string {
  // An empty variable counts as unset, and so does a relative one: the XDG specification says so.
  const base = env.XDG_CACHE_HOME?.startsWith("/") ? env.XDG_CACHE_HOME : join(env.HOME ?? homedir(), ".cache");
  return join(base, "observability-tools");
}

function cachedPath(pin: Pin, env: NodeJS.ProcessEnv): string {
  return join(cacheFolder(env), pin.key, pin.name);
}

function which(command: string, env: NodeJS.ProcessEnv): string | undefined {
  const folders = (env.PATH ?? "").split(delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => resolve(folder, command)).find(isExecutable);
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

/** What the program says its version is: 3.15.0 from "promtool, version 3.15.0 (branch: …", 1.7.12 from "1.7.12\n…". */
function reportedVersion(pin: Pin, program: string, env: NodeJS.ProcessEnv): string {
  const { stdout, stderr } = spawnSync(program, pin.versionArguments, { encoding: "utf8", env, timeout: 10_000 });
  // With its suffix: neither a release candidate nor a distribution's patched build is the pinned release.
  const version = /\bv?(\d+\.\d+\.\d+(?:[-+~][\w.+~-]+)?)/.exec(`${stdout}\n${stderr}`)?.[1];
  return version ?? "of no known version";
}

/** The end of what a failed command wrote, without Go's progress; for any other failure, its innermost message. */
export function lastWords(error: unknown): string {
  const { stderr, message, cause } = error as Error & { stderr?: string };
  // fetch only says that it failed; its cause says why.
  if (cause instanceof Error) return lastWords(cause);
  const lines = (stderr ?? "").split("\n").filter((line) => line.trim() !== "" && !line.startsWith("go: downloading "));
  return lines.length > 0 ? lines.slice(-5).join("\n    ") : message.trim();
}
