/**
 * Everything that the application exposes, in three groups and what its queue, its bot and its pages say. No other file knows a metric's
 * name. Every label has a few values that are known beforehand: routes by their templates, methods and reasons from a list.
 */
import { BusinessMetrics } from "./business.js";
import { BotMetrics, WorkerMetrics } from "./jobs.js";
import { PerformanceMetrics } from "./performance.js";
import { createRegistry } from "./registry.js";
import { SystemMetrics } from "./system.js";
import { WebVitalMetrics } from "./web-vitals.js";

export class ApplicationMetrics {
  private readonly registry = createRegistry();
  readonly performance = new PerformanceMetrics([this.registry]);
  readonly business = new BusinessMetrics([this.registry]);
  readonly system: SystemMetrics;
  readonly worker = new WorkerMetrics([this.registry]);
  readonly bot = new BotMetrics([this.registry]);
  readonly vitals = new WebVitalMetrics([this.registry]);

  constructor(version: string) {
    this.system = new SystemMetrics([this.registry], version);
  }

  get contentType(): string {
    return this.registry.contentType;
  }

  text(): Promise<string> {
    return this.registry.metrics();
  }
}
