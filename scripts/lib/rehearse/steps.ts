/** Steps of a rehearsal, one after the other: each gets a verdict, and what builds on one that failed is skipped. */
import { NotReady } from "../processes";
import { UserError } from "../stack";
import type { Row, Verdict } from "./report";

/** What was looked at is not as it should be: the step failed, the rehearsal goes on. */
export class StepFailed extends Error {}

/** Something that a rehearsal needs is not there, and it ends; the message names it and says how to get it. */
export class Missing extends UserError {
  override readonly exitCode = 2;
}

/** How a step ended, where that is not a plain pass. */
export interface Ending {
  verdict: Exclude<Verdict, "failed">;
  detail: string;
}

export interface Step {
  /** The number of the step in the documentation. */
  step: number;
  /** Also its name for what builds on it. */
  what: string;
  /** Steps, by name, without whose pass this one makes no sense. */
  needs?: readonly string[];
  /** What it saw, for the table. Throws {@link StepFailed} for what is wrong. */
  run: () => Promise<string | Ending>;
}

export function skipped(reason: string): Ending {
  return { verdict: "skipped", detail: reason };
}

export function notSimulated(reason: string): Ending {
  return { verdict: "not simulated", detail: reason };
}

/** Throws a {@link StepFailed} that lists what is wrong, if anything is. */
export function expectNone(wrong: readonly string[], most = 5): void {
  if (wrong.length === 0) return;
  const more = wrong.length > most ? `; and ${wrong.length - most} more` : "";
  throw new StepFailed(wrong.slice(0, most).join("; ") + more);
}

/**
 * Runs steps in their order.
 * @param progress Told of each step when it begins and when it has ended.
 * @throws {@link Missing}, which ends the rehearsal.
 */
export async function runSteps(steps: readonly Step[], progress: (line: string) => void): Promise<Row[]> {
  const rows: Row[] = [];
  const passed = new Set<string>();
  for (const { step, what, needs = [], run } of steps) {
    const lacking = needs.find((name) => !passed.has(name));
    const start = performance.now();
    let ending: { verdict: Verdict; detail: string };
    if (lacking !== undefined) {
      ending = skipped(`without "${lacking}"`);
    } else {
      progress(`${step}. ${what} …`);
      ending = await outcome(run);
    }
    const seconds = Number(((performance.now() - start) / 1000).toFixed(1));
    if (ending.verdict === "passed") passed.add(what);
    rows.push({ step, what, seconds, ...ending });
    progress(`${step}. ${what}: ${ending.verdict} (${seconds.toFixed(1)} s)${ending.detail && ` ${ending.detail}`}`);
  }
  return rows;
}

async function outcome(run: Step["run"]): Promise<{ verdict: Verdict; detail: string }> {
  try {
    const result = await run();
    return typeof result === "string" ? { verdict: "passed", detail: result } : result;
  } catch (error) {
    if (error instanceof Missing) throw error;
    if (error instanceof StepFailed || error instanceof NotReady) return { verdict: "failed", detail: error.message };
    // What nobody foresaw is a failure too, and the next steps can still tell something.
    return { verdict: "failed", detail: error instanceof Error ? (error.stack ?? error.message) : String(error) };
  }
}
