/** All checks at once, each tried again until it passes or the time is up. */
import { setTimeout as sleep } from "node:timers/promises";
import type { Check } from "./checks";
import { LIMITS } from "./limits";
import { NotRun, type Outcome, type Result, skipped, Unanswered } from "./outcome";
import type { World } from "./world";

export interface RunArgs {
  world: World;
  checks: readonly Check[];
  /** How long is waited in all, in milliseconds. */
  timeoutMs: number;
  /** Ends it early; what is known by then is returned. */
  signal: AbortSignal;
  /** Told what is waited for. */
  say: (text: string) => void;
  /** Default: those of {@link LIMITS}. */
  limits?: Record<"intervalMs" | "firstWordMs" | "wordsMs", number>;
}

/** @returns A result for each check, in their order. */
export async function runChecks(args: RunArgs): Promise<Result[]> {
  const { world, checks, timeoutMs, signal, say, limits = LIMITS } = args;
  const over = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
  const latest = checks.map(({ name }): Result => ({ check: name, ...failure("was not asked in time", true) }));
  const isOpen = new Set(checks.keys());
  const waiting = () => [...isOpen].map((index) => latest[index]?.check ?? "").join(", ");
  let timer = setTimeout(function tell() {
    say(`waiting for ${waiting()} (for at most ${Math.round(timeoutMs / 1000)} s in all)`);
    timer = setTimeout(tell, limits.wordsMs);
  }, limits.firstWordMs);
  // An attempt that goes on when the time is up is left to itself: its questions end by their own limits.
  const ended = new Promise<void>((resolve) => {
    if (over.aborted) resolve();
    over.addEventListener("abort", () => resolve(), { once: true });
  });
  try {
    await Promise.all(
      checks.map(async ({ name, attempt }, index) => {
        while (!over.aborted) {
          const outcome = await Promise.race([outcomeOf(attempt, world), ended]);
          if (outcome === undefined) break;
          latest[index] = { check: name, ...outcome };
          if (outcome.state !== "failed") break;
          await sleep(limits.intervalMs, undefined, { signal: over }).catch(() => undefined);
        }
        if (latest[index]?.state !== "failed") isOpen.delete(index);
      }),
    );
  } finally {
    clearTimeout(timer);
  }
  return latest;
}

function failure(what: string, unasked: boolean, next?: string): Outcome {
  return { state: "failed", text: "an answer", faults: [{ what, next }], unasked };
}

async function outcomeOf(attempt: Check["attempt"], world: World): Promise<Outcome> {
  try {
    return await attempt(world);
  } catch (error) {
    if (error instanceof NotRun) return skipped(error.message);
    if (error instanceof Unanswered) {
      const { namespace } = world.settings.cluster;
      return failure(error.message, error.unasked, error.next ?? `kubectl -n ${namespace} get pods`);
    }
    // An answer of another form than it should have: what it holds is not for everybody to read.
    const [, at = ""] = /\n\s+at (?:async )?([\w.]+)/.exec((error as Error).stack ?? "") ?? [];
    return failure(`an answer was not understood (${(error as Error).name}${at && ` in ${at}`})`, false);
  }
}
