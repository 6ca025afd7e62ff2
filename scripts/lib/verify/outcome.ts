/** What came of a check: passed, failed with what is wrong, or skipped with its reason. */

/** One thing that is wrong. */
export interface Fault {
  what: string;
  /** Since when it is so, where the answer says it: an ISO 8601 time. */
  since?: string | undefined;
  /** The command that shows more. */
  next?: string | undefined;
}

export interface Outcome {
  state: "passed" | "failed" | "skipped";
  /** What was seen, or why nothing was asked; of a failure, what is waited for. */
  text: string;
  faults: readonly Fault[];
  /** Of a failure: nothing could be asked, so that it says nothing of the platform. */
  unasked?: boolean;
}

/** An outcome with the check's name. */
export interface Result extends Outcome {
  check: string;
}

export function passed(text: string): Outcome {
  return { state: "passed", text, faults: [] };
}

export function skipped(reason: string): Outcome {
  return { state: "skipped", text: reason, faults: [] };
}

/**
 * Passed if nothing is wrong.
 * @param awaited What is waited for while something is wrong, as in "waiting for …".
 */
export function judged(faults: readonly Fault[], awaited: string, text: string): Outcome {
  return faults.length === 0 ? passed(text) : { state: "failed", text: awaited, faults };
}

/** What cannot be asked for a reason that lies in the way there: a fault of its check, tried again. */
export class Unanswered extends Error {
  /** @param unasked Whether it is the cluster itself that cannot be asked. */
  constructor(
    message: string,
    readonly unasked = false,
    readonly next?: string,
  ) {
    super(message);
  }
}

/** Nothing answers because nothing is run: the check is skipped. */
export class NotRun extends Error {}
