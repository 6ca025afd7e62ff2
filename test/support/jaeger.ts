/** A real Jaeger, with the configuration that a stack gives it. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { jaegerConfig, uiConfig } from "../../components/jaeger/config";
import { samplingStrategies } from "../../components/jaeger/sampling";
import { JAEGER_PORTS } from "../../names/jaeger";
import { freePorts, run, startReady } from "../../scripts/lib/processes";
import type { Settings } from "../../settings";

/** Jaeger's folders in the container, each of them in the test's own folder instead. */
const FOLDERS = ["/badger", "/etc/elasticsearch/ca", "/etc/elasticsearch/user", "/etc/jaeger", "/etc/sampling"];

/** The files that a pod would have mounted, in a new folder. */
export interface Mounted {
  folder: string;
  /** Where the file of a path in the container is. */
  at(path: string): string;
  remove(): void;
}

/** What a Jaeger with these settings has mounted; the password is `secret`. */
export function mounted(settings: Settings): Mounted {
  const folder = mkdtempSync(join(tmpdir(), "jaeger-"));
  const at = (path: string) => join(folder, path);
  for (const path of FOLDERS) mkdirSync(at(path), { recursive: true });
  writeFileSync(at("/etc/jaeger/ui-config.json"), JSON.stringify(uiConfig(settings)));
  writeFileSync(at("/etc/sampling/strategies.json"), JSON.stringify(samplingStrategies(settings.tracing.sampling)));
  writeFileSync(at("/etc/elasticsearch/user/password"), "secret");
  return { folder, at, remove: () => rmSync(folder, { recursive: true, force: true }) };
}

export interface Running {
  /** The address of one of its ports, by the port that it would have in the container. */
  url(port: number): string;
  /** Its log so far. */
  log(): string;
  /** Ends it at once, or with SIGTERM as Kubernetes does, which takes some seconds. */
  stop(signal?: "SIGKILL" | "SIGTERM"): Promise<void>;
}

/**
 * The stack's configuration with the loopback for every address, a free port for every port, and the mounted files.
 * @param replaced What else stands in the place of what, e.g. of Elasticsearch's address.
 */
async function localConfig(settings: Settings, files: Mounted, replaced: Record<string, string>) {
  const text = stringify(jaegerConfig(settings), { lineWidth: 0 });
  const found = [...text.matchAll(/0\.0\.0\.0:(\d+)|port: (\d+)/g)].map(([, listen, port]) => listen ?? port ?? "");
  const free = await freePorts(found.length);
  const ports = new Map(found.map((port, index) => [port, free[index] ?? Number.NaN]));
  const local = text
    .replace(/0\.0\.0\.0:(\d+)/g, (_, port: string) => `127.0.0.1:${ports.get(port)}`)
    .replace(/host: 0\.0\.0\.0/g, "host: 127.0.0.1")
    .replace(/port: (\d+)/g, (_, port: string) => `port: ${ports.get(port)}`)
    .replace(new RegExp(`(?<=[ "])(${FOLDERS.join("|")})(?=[/"\n])`, "g"), (path) => files.at(path));
  const config = Object.entries(replaced).reduce((changed, [from, to]) => changed.replaceAll(from, to), local);
  const file = files.at("/etc/jaeger/user-config.yaml");
  writeFileSync(file, config);
  return { file, ports };
}

/** What `jaeger validate` says of the stack's configuration; nothing, if it is right. */
export async function validate(jaeger: string, settings: Settings, replaced: Record<string, string> = {}) {
  const files = mounted(settings);
  try {
    const { file } = await localConfig(settings, files, replaced);
    const { code, stderr } = await run(jaeger, ["validate", "--config", file]);
    return code === 0 ? "" : stderr;
  } finally {
    files.remove();
  }
}

/**
 * Starts Jaeger and waits until it says that it is well, for 20 seconds at most.
 * @param replaced What stands in the place of what, e.g. of Elasticsearch's address.
 */
export async function start(
  jaeger: string,
  settings: Settings,
  files: Mounted,
  replaced: Record<string, string> = {},
): Promise<Running> {
  const { file, ports } = await localConfig(settings, files, replaced);
  const url = (port: number) => `http://127.0.0.1:${ports.get(String(port))}`;
  const status = `${url(JAEGER_PORTS.health)}/status`;
  const { log, stop } = await startReady(jaeger, ["--config", file], status, { seconds: 20 });
  return { url, log, stop: (signal = "SIGKILL") => stop(signal) };
}
