/** A small cache in memory; in production it would be Redis, and everything around it the same. */
import type { Drills } from "./drills.js";
import type { SystemMetrics } from "./metrics/system.js";

const TTL_MS = 5000;
const MOST_ENTRIES = 1000;

export class Cache {
  private readonly entries = new Map<string, { value: unknown; until: number }>();

  constructor(
    private readonly metrics: SystemMetrics,
    private readonly drills: Drills,
    private readonly now: () => number = Date.now,
  ) {}

  /** What is there, else what is computed. A cache that fails costs time, and no request. */
  async through<T>(key: string, compute: () => Promise<T>): Promise<T> {
    const isUp = this.drills.stateOf("cache") === "up";
    const found = isUp ? this.entries.get(key) : undefined;
    if (found !== undefined && found.until > this.now()) {
      this.metrics.lookedUp("hit");
      return found.value as T;
    }
    this.metrics.lookedUp("miss");
    const value = await compute();
    if (isUp) this.keep(key, value);
    return value;
  }

  async check(signal: AbortSignal): Promise<void> {
    await this.drills.reach("cache", signal);
  }

  private keep(key: string, value: unknown): void {
    this.entries.delete(key);
    this.entries.set(key, { value, until: this.now() + TTL_MS });
    const [oldest] = this.entries.keys();
    if (this.entries.size > MOST_ENTRIES && oldest !== undefined) this.entries.delete(oldest);
  }
}
