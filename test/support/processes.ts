/** Ending a process that a test started. */
import type { ChildProcess } from "node:child_process";

/** Ends a process, by SIGTERM unless told otherwise, and waits until it is gone. */
export async function ended(child: ChildProcess, signal: NodeJS.Signals = "SIGTERM"): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill(signal);
  await gone;
}
