/** The end of processes with all that they started, also where the process that started them cannot see to it any more. */
import { execFileSync, spawn } from "node:child_process";
import type { Writable } from "node:stream";

const running = new Set<number>();

/**
 * The guard: a shell of its own session, which an interrupt at the keyboard does not reach. Each line is the list of what runs.
 * The input ends with the process that writes it, by whatever signal that ends; then all of the last list is killed.
 */
const GUARD = 'while read -r line; do pids=$line; done; for pid in $pids; do kill -9 "-$pid"; done';
let guard: Writable | undefined;

/** Puts a process, which leads a group of its own, under the guard. */
export function guarded(pid: number): void {
  running.add(pid);
  tellGuard();
}

/** Takes a process that has ended from under the guard, and kills what is left of its group: its number can be another's soon. */
export function released(pid: number): void {
  kill(-pid);
  running.delete(pid);
  tellGuard();
}

function tellGuard(): void {
  if (guard === undefined) {
    const shell = spawn("sh", ["-c", GUARD], { detached: true, stdio: ["pipe", "ignore", "ignore"] });
    shell.unref();
    // Neither keeps this process from ending. Without a shell there is no guard, and everything else as it is.
    (shell.stdin as unknown as { unref(): void }).unref();
    shell.on("error", () => undefined);
    guard = shell.stdin.on("error", () => undefined);
  }
  guard.write(`${[...running].join(" ")}\n`);
}

export function isGuarded(pid: number): boolean {
  return running.has(pid);
}

/** Kills whatever is under the guard, at once. */
export function killAll(): void {
  for (const pid of running) killTree(pid);
}

/**
 * Kills a process and its descendants, which can be in groups of their own: a parent before its children, since one that sees its
 * child end can go on with its next step, or end as if all were well.
 */
export function killTree(pid: number): void {
  for (const one of [pid, ...descendants(pid, processTable())]) {
    kill(-one);
    kill(one);
  }
}

/** Kills a process, or the group of a negative number. */
function kill(target: number): void {
  try {
    process.kill(target, "SIGKILL");
  } catch {
    // It has ended, or has no group.
  }
}

function processTable(): string {
  try {
    return execFileSync("ps", ["-A", "-o", "pid=,ppid="], { encoding: "utf8" });
  } catch {
    return "";
  }
}

/** All processes below one, by what `ps -A -o pid=,ppid=` prints; a parent before its children. */
export function descendants(pid: number, table: string): number[] {
  const pairs = table.split("\n").map((line) => line.trim().split(/\s+/).map(Number));
  const below = (one: number): number[] =>
    pairs.flatMap(([child = 0, parent = 0]) => (parent === one && child !== one ? [child, ...below(child)] : []));
  return below(pid);
}
