/** Faults on request, for drills and dashboards: all of them bounded, and none unless the configuration has drills. */
import { setTimeout as sleep } from "node:timers/promises";
import { HttpError } from "./http/message.js";

/** What can be made to fail. */
export const DEPENDENCIES = ["database", "cache", "downstream", "gateway"] as const;
export type Dependency = (typeof DEPENDENCIES)[number];

/** `down` refuses at once, `hang` does not answer. */
export const STATES = ["up", "down", "hang"] as const;
export type State = (typeof STATES)[number];

/** The longest that a request can be made to take. */
export const MOST_SLOW_MS = 5000;

/** What was asked to fail, fails. */
export class DrillError extends Error {
  override name = "DrillError";
}

export class Drills {
  private readonly states = new Map<Dependency, State>();

  constructor(readonly isOn: boolean) {}

  set(dependency: Dependency, state: State): void {
    if (this.isOn) this.states.set(dependency, state);
  }

  stateOf(dependency: Dependency): State {
    return this.states.get(dependency) ?? "up";
  }

  /** What a call to a dependency begins with. */
  async reach(dependency: Dependency, signal: AbortSignal): Promise<void> {
    const state = this.stateOf(dependency);
    if (state === "down") throw new DrillError(`${dependency} is down, as a drill`);
    if (state === "hang") await new Promise((_, reject) => onAbort(signal, reject));
  }

  /** What a request asks for itself: `?slow=500&fail=1`. */
  async ofRequest(query: URLSearchParams): Promise<void> {
    if (!this.isOn) return;
    const slow = query.get("slow");
    if (slow !== null) {
      if (!/^\d{1,5}$/.test(slow) || Number(slow) > MOST_SLOW_MS) {
        throw new HttpError(400, `slow is not a number of milliseconds up to ${MOST_SLOW_MS}`);
      }
      await sleep(Number(slow));
    }
    if (query.get("fail") === "1") throw new DrillError("the request was asked to fail");
  }
}

function onAbort(signal: AbortSignal, reject: (reason: Error) => void): void {
  const fail = () => reject(signal.reason instanceof Error ? signal.reason : new Error("aborted"));
  if (signal.aborted) fail();
  else signal.addEventListener("abort", fail, { once: true });
}
