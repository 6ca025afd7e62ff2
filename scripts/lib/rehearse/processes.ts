/** Processes of a rehearsal: all in groups of their own, so that each ends with what it started, and none outlives it. */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import * as fs from "node:fs";
import * as net from "node:net";
import { Miss } from "./steps";

export interface Ended {
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  env?: NodeJS.ProcessEnv;
  /** After so many seconds it is killed. Default: 900. */
  timeout?: number;
}

/** A process that is under way. */
export interface Running {
  readonly pid: number;
  /** The file that everything it writes goes to. */
  readonly log: string;
  /** Its exit code; 137 when a signal ended it. */
  readonly ended: Promise<number>;
  isRunning(): boolean;
  /** Kills it with all of its descendants, and waits for its end. */
  kill(): Promise<void>;
}

const running = new Set<number>();

/** Kills whatever is still running, at once. */
export function killAll(): void {
  for (const pid of running) killTree(pid);
  running.clear();
}

/** Starts a process that writes to a file. */
export function start(log: string, command: string, args: readonly string[], options: RunOptions = {}): Running {
  const file = fs.openSync(log, "a");
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ["ignore", file, file],
  });
  fs.closeSync(file);
  return watch(child, log);
}

function watch(child: ChildProcess, log: string): Running {
  const pid = child.pid ?? 0;
  let alive = pid !== 0;
  if (alive) running.add(pid);
  const ended = new Promise<number>((resolve) => {
    const end = (code: number) => {
      alive = false;
      running.delete(pid);
      resolve(code);
    };
    child.on("error", () => end(127));
    child.on("close", (code) => end(code ?? 137));
  });
  const kill = async () => {
    if (alive) killTree(pid);
    await ended;
  };
  return { pid, log, ended, isRunning: () => alive, kill };
}

/** Runs a process to its end. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.env,
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [stdout, stderr] = ["", ""];
  child.stdout.on("data", (data: Buffer) => (stdout += data.toString()));
  child.stderr.on("data", (data: Buffer) => (stderr += data.toString()));
  child.on("error", (error) => (stderr += error.message));
  const process = watch(child, "");
  const timer = setTimeout(() => void process.kill(), (options.timeout ?? 900) * 1000);
  const code = await process.ended;
  clearTimeout(timer);
  return { code, stdout, stderr };
}

/** A process and its descendants, which can be in groups of their own, are killed: the descendants first. */
function killTree(pid: number): void {
  for (const one of [...descendants(pid, processTable()), pid]) {
    for (const target of [-one, one]) {
      try {
        process.kill(target, "SIGKILL");
      } catch {
        // It has ended, or has no group.
      }
    }
  }
}

function processTable(): string {
  try {
    return execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  } catch {
    return "";
  }
}

/** All processes below one, by what `ps -A -o pid=,ppid=` prints; the deepest first. */
export function descendants(pid: number, table: string): number[] {
  const pairs = table.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  const below = (one: number): number[] =>
    pairs.flatMap(([child = 0, parent = 0]) => (parent === one && child !== one ? [...below(child), child] : []));
  return below(pid);
}

/** So many ports on loopback that nobody listens on. */
export async function freePorts(count: number): Promise<number[]> {
  // All at the same time, so that none is given twice.
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = net.createServer().listen(0, "127.0.0.1");
      await new Promise((resolve) => server.once("listening", resolve));
      return server;
    }),
  );
  const ports = servers.map((server) => (server.address() as net.AddressInfo).port);
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

export function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}

/**
 * Waits until something is so.
 * @throws {@link Miss} when it is not in time, or the process that should make it so has ended.
 */
export async function waitFor(
  what: string,
  test: () => Promise<boolean>,
  { seconds = 60, by }: { seconds?: number; by?: Running } = {},
): Promise<void> {
  const end = Date.now() + seconds * 1000;
  for (;;) {
    if (await test().catch(() => false)) return;
    if (by !== undefined && !by.isRunning()) throw new Miss(`${what}: the process has ended: ${lastWords(by.log)}`);
    if (Date.now() > end) throw new Miss(`${what}: not within ${seconds} s${by ? `: ${lastWords(by.log)}` : ""}`);
    await sleep(100);
  }
}

/** The end of what a process wrote. */
export function lastWords(log: string, lines = 3): string {
  const text = fs.existsSync(log) ? fs.readFileSync(log, "utf8") : "";
  return text.trim().split("\n").slice(-lines).join("\n").slice(-600);
}
