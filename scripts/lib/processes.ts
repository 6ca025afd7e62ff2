/**
 * Processes that scripts and tests start: on free ports, with their log kept, waited for until they are ready, and ended with all
 * that they started. None outlives the process that started it, whatever ends that.
 */
import type { ChildProcess } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { execa, type ResultPromise } from "execa";
import getPort from "get-port";
import pWaitFor, { TimeoutError } from "p-wait-for";
import { guarded, isGuarded, killTree, released } from "./process-tree";

export { sleep };

export interface Ended {
  /** The exit code; 127 if it could not be started, 137 when a signal ended it. */
  code: number;
  stdout: string;
  stderr: string;
}

export interface RunOptions {
  cwd?: string;
  /** The whole environment. Default: that of this process. */
  env?: NodeJS.ProcessEnv;
  /** Seconds after which it is killed. Default: 900. */
  timeout?: number;
}

export interface StartOptions extends Omit<RunOptions, "timeout"> {
  /** The file to which everything it writes is appended. Default: a temporary one. */
  log?: string;
  /** Seconds that it has to end by itself when it is stopped, before it is killed. Default: 20. */
  grace?: number;
}

/** A process that is under way. */
export interface Running {
  /** Undefined if it could not be started. */
  readonly pid: number | undefined;
  /** The program's name. */
  readonly name: string;
  /** Its exit code, as in {@link Ended}. */
  readonly ended: Promise<number>;
  isRunning: () => boolean;
  /** The end of what it wrote, 20,000 characters at most. */
  log: () => string;
  /** Ends it with all of its descendants, by SIGTERM unless told otherwise and after the grace by SIGKILL; waits for its end. */
  stop: (signal?: NodeJS.Signals) => Promise<void>;
}

/** A condition was not met in time, or the process that should bring it about has ended. */
export class NotReady extends Error {}

/** Starts a process; {@link waitFor} says when it is ready. */
export function start(program: string, args: readonly string[], options: StartOptions = {}): Running {
  const name = path.basename(program);
  const log = options.log ?? temporaryLog(name);
  const file = fs.openSync(log, "a");
  // A file, not a pipe: nobody has to read it, and a descendant that holds it open keeps nobody waiting.
  // It takes any descriptor; its types know those to 9.
  const to = file as 9;
  const child = execa(program, args, { ...surroundings(options), stdio: ["ignore", to, to] });
  fs.closeSync(file);
  const isRunning = guard(child);
  const ended = child.then(({ exitCode, originalMessage, isTerminated }) => {
    if (exitCode === undefined && !isTerminated) fs.appendFileSync(log, originalMessage ?? "");
    return codeOf(exitCode, isTerminated);
  });
  const stop = async (signal: NodeJS.Signals = "SIGTERM") => {
    if (signal !== "SIGKILL" && isRunning()) {
      child.kill(signal);
      await Promise.race([ended, sleep((options.grace ?? 20) * 1000, undefined, { ref: false })]);
    }
    if (child.pid !== undefined && isRunning()) killTree(child.pid);
    await ended;
  };
  return { pid: child.pid, name, ended, isRunning, log: () => end(log), stop };
}

/** Starts a process and waits until a URL answers, or a condition is met; one that does not get there is ended. */
export async function startReady(
  program: string,
  args: readonly string[],
  ready: string | (() => Promise<boolean>),
  options: StartOptions & { seconds?: number } = {},
): Promise<Running> {
  const process = start(program, args, options);
  const test = typeof ready === "string" ? async () => (await fetch(ready)).ok : ready;
  const { seconds = 60 } = options;
  try {
    await waitFor(`${process.name} is ready`, test, { seconds, by: process });
    return process;
  } catch (error) {
    await process.stop("SIGKILL");
    throw error;
  }
}

/** Runs a process to its end. */
export async function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Ended> {
  const child = execa(program, args, { ...surroundings(options), stdin: "ignore", maxBuffer: 2 ** 28 });
  const isRunning = guard(child);
  const time = { isOver: false };
  const kill = () => {
    if (child.pid === undefined || !isRunning()) return;
    time.isOver = true;
    killTree(child.pid);
  };
  const timer = setTimeout(kill, (options.timeout ?? 900) * 1000);
  const { exitCode, isTerminated, stdout, stderr, originalMessage } = await child;
  clearTimeout(timer);
  const unstarted = exitCode === undefined && !isTerminated;
  // Whatever it says of itself at its end: it was not done in time.
  const code = time.isOver ? 137 : codeOf(exitCode, isTerminated);
  return { code, stdout, stderr: unstarted ? (originalMessage ?? "") : stderr };
}

/**
 * Waits until a condition is met; one that throws is not met yet.
 * @param by The process that should bring it about.
 * @param said What is known of why it is not met.
 * @throws {@link NotReady} when it is not in time, or the process has ended: with its exit code and its last words.
 */
export async function waitFor(
  what: string,
  test: () => Promise<boolean> | boolean,
  { seconds = 60, by, said }: { seconds?: number; by?: Running | undefined; said?: () => string } = {},
): Promise<void> {
  let failure = "";
  const condition = async () => {
    try {
      failure = "";
      if (await test()) return true;
    } catch (error) {
      failure = error instanceof Error ? error.message : String(error);
    }
    if (by === undefined || by.isRunning()) return false;
    throw new NotReady(`${what}: ${by.name} has ended with ${await by.ended}: ${lastWords(by.log())}`);
  };
  await pWaitFor(condition, { interval: 100, timeout: seconds * 1000 }).catch((error: unknown) => {
    if (!(error instanceof TimeoutError)) throw error;
    const why = [failure, said?.() ?? "", by === undefined ? "" : lastWords(by.log())].filter((text) => text !== "");
    throw new NotReady([`${what}: not within ${seconds} s`, ...why].join(": "));
  });
}

/** So many ports that nobody listens on; none is given again within 15 s. */
export function freePorts(count: number): Promise<number[]> {
  return Promise.all(Array.from({ length: count }, () => getPort()));
}

/** What all have: a group of their own, by which the whole of it is ended. */
function surroundings({ cwd, env }: RunOptions) {
  return {
    ...(cwd === undefined ? {} : { cwd }),
    ...(env === undefined ? {} : { env, extendEnv: false }),
    // The guard does what execa's own clean-up does, and more.
    ...({ detached: true, cleanup: false, reject: false, stripFinalNewline: false } as const),
  };
}

/** @returns Whether it still runs. */
function guard(child: ChildProcess | ResultPromise): () => boolean {
  const { pid } = child;
  if (pid === undefined) return () => false;
  guarded(pid);
  child.once("exit", () => released(pid));
  return () => isGuarded(pid);
}

function codeOf(exitCode: number | undefined, isTerminated: boolean): number {
  return exitCode ?? (isTerminated ? 137 : 127);
}

let logFolder: string | undefined;
let logs = 0;

/** A file that goes with this process. */
function temporaryLog(name: string): string {
  if (logFolder === undefined) {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "observability-logs-"));
    process.once("exit", () => fs.rmSync(folder, { recursive: true, force: true }));
    logFolder = folder;
  }
  return path.join(logFolder, `${++logs}-${name}.log`);
}

/** The end of a file. */
function end(file: string): string {
  return fs.existsSync(file) ? fs.readFileSync(file, "utf8").slice(-20_000) : "";
}

/** The last lines of a log. */
function lastWords(text: string): string {
  return text.trim().split("\n").slice(-10).join("\n").slice(-2000);
}
