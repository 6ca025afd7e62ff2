/** What the application stands on: which release runs, whether what it needs is there, how its cache does. */
import { Counter, Gauge } from "prom-client";
import type { AppRegistry } from "./registry.js";

export class SystemMetrics {
  private readonly dependency: Gauge<"dependency">;
  private readonly latency: Gauge<"dependency">;
  private readonly cache: Counter<"result">;

  constructor(registers: AppRegistry[], version: string) {
    new Gauge({
      name: "sample_app_build_info",
      help: "1, with the release that runs",
      labelNames: ["version"],
      registers,
    }).set({ version }, 1);
    this.dependency = new Gauge({
      name: "sample_app_dependency_up",
      help: "Whether a dependency answered the last time that health was asked for",
      labelNames: ["dependency"],
      registers,
    });
    this.latency = new Gauge({
      name: "sample_app_dependency_latency_seconds",
      help: "How long a dependency took then",
      labelNames: ["dependency"],
      registers,
    });
    this.cache = new Counter({
      name: "sample_app_cache_requests_total",
      help: "Look-ups in the cache",
      labelNames: ["result"],
      registers,
    });
    for (const result of ["hit", "miss"]) this.cache.inc({ result }, 0);
  }

  checked(dependency: string, isUp: boolean, seconds: number): void {
    this.dependency.set({ dependency }, isUp ? 1 : 0);
    this.latency.set({ dependency }, seconds);
  }

  lookedUp(result: "hit" | "miss"): void {
    this.cache.inc({ result });
  }
}
