/** Health: whether the process lives, whether it can take requests, and how each dependency is. */
import type { Reply } from "./http/message.js";
import type { SystemMetrics } from "./metrics/system.js";

/** Milliseconds within which each answers, whatever its dependencies do. */
export const BUDGETS = { whole: 5000, live: 1000, ready: 5000 } as const;

/** A dependency that has not answered this long before the end of the budget counts as down: the answer has to be written. */
const MARGIN_MS = 500;

export interface Check {
  name: string;
  /** Whether requests cannot be answered without it. */
  isRequired: boolean;
  /** Resolves if it is well; is given up when the signal says so, whether it listens or not. */
  run: (signal: AbortSignal) => Promise<void>;
}

interface Result {
  status: "up" | "down";
  latency_ms: number;
  error?: string;
}

export class Health {
  isEnding = false;
  private underWay: Promise<Record<string, Result>> | undefined;

  constructor(
    private readonly checks: readonly Check[],
    private readonly metrics: SystemMetrics,
  ) {}

  /** From now on readiness fails, and no request is sent here any more; the process is still alive. */
  ending(): void {
    this.isEnding = true;
  }

  /** Every dependency with its status and latency. 503 if a required one is down, "degraded" if another is. */
  async whole(): Promise<Reply> {
    const checks = await this.results();
    const isDown = (isRequired: boolean) =>
      this.checks.some((one) => one.isRequired === isRequired && checks[one.name]?.status === "down");
    if (this.isEnding) return reply(503, "ending", checks);
    if (isDown(true)) return reply(503, "down", checks);
    return reply(200, isDown(false) ? "degraded" : "up", checks);
  }

  /**
   * That the event loop turns, which an answer shows. Nothing else: a dependency that is down is not mended by a restart, and
   * restarts of everything at once make it worse.
   */
  async live(): Promise<Reply> {
    await new Promise((resolve) => setImmediate(resolve));
    return reply(200, "up", {});
  }

  /** Whether requests can be answered here: the required dependencies. */
  async ready(): Promise<Reply> {
    if (this.isEnding) return reply(503, "ending", {});
    const all = await this.results();
    const required = this.checks.filter(({ isRequired }) => isRequired).map(({ name }) => name);
    const checks = Object.fromEntries(Object.entries(all).filter(([name]) => required.includes(name)));
    const isReady = Object.values(checks).every(({ status }) => status === "up");
    return reply(isReady ? 200 : 503, isReady ? "up" : "down", checks);
  }

  /** One round at a time: whoever asks meanwhile gets the same, so that nobody can flood the dependencies by asking. */
  private results(): Promise<Record<string, Result>> {
    this.underWay ??= this.round().finally(() => (this.underWay = undefined));
    return this.underWay;
  }

  private async round(): Promise<Record<string, Result>> {
    const entries = await Promise.all(this.checks.map(async (check) => [check.name, await this.one(check)] as const));
    return Object.fromEntries(entries);
  }

  private async one({ name, run }: Check): Promise<Result> {
    const begun = performance.now();
    const error = await failureOf(run);
    const milliseconds = performance.now() - begun;
    this.metrics.checked(name, error === undefined, milliseconds / 1000);
    const result = {
      status: error === undefined ? "up" : "down",
      latency_ms: Math.round(milliseconds * 10) / 10,
    } as const;
    return error === undefined ? result : { ...result, error };
  }
}

/** Why a check fails, by the error's name: its message may hold an address or a password, and health is read by anybody. */
async function failureOf(run: Check["run"]): Promise<string | undefined> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<"Timeout">((resolve) => {
    timer = setTimeout(() => {
      resolve("Timeout");
      controller.abort(new Error("the check took too long"));
    }, BUDGETS.ready - MARGIN_MS);
  });
  try {
    return await Promise.race([run(controller.signal).then(() => undefined), late]);
  } catch (error) {
    return error instanceof Error ? error.name : "Error";
  } finally {
    clearTimeout(timer);
  }
}

function reply(status: number, state: string, checks: Record<string, Result>): Reply {
  return { status, body: { status: state, checks } };
}
