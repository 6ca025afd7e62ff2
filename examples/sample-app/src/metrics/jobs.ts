/** A queue and the bot, by the names that the platform's conventions have for them (docs/applications.md). */
import { Counter, Gauge } from "prom-client";
import type { AppRegistry } from "./registry.js";

/** What a queue says of itself when it is scraped. */
export interface QueueState {
  waiting: number;
  oldestSeconds: number;
  dead: number;
}

export class WorkerMetrics {
  private readonly succeeded: Counter<"queue">;
  private readonly failed: Counter<"queue">;

  constructor(private readonly registers: AppRegistry[]) {
    const labelNames = ["queue"] as const;
    this.succeeded = new Counter({
      name: "worker_jobs_succeeded_total",
      help: "Jobs that ended well",
      labelNames,
      registers,
    });
    this.failed = new Counter({
      name: "worker_jobs_failed_total",
      help: "Attempts that failed",
      labelNames,
      registers,
    });
  }

  /** Gauges are read when they are asked for, so that they are true also while nothing happens. */
  watch(queue: string, state: () => QueueState): void {
    this.succeeded.inc({ queue }, 0);
    this.failed.inc({ queue }, 0);
    const gauge = (name: string, help: string, value: (of: QueueState) => number) =>
      new Gauge({
        name,
        help,
        labelNames: ["queue"],
        registers: this.registers,
        collect() {
          this.set({ queue }, value(state()));
        },
      });
    gauge("worker_queue_length", "Jobs that wait", ({ waiting }) => waiting);
    gauge("worker_oldest_job_age_seconds", "Age of the oldest job that waits", ({ oldestSeconds }) => oldestSeconds);
    gauge("worker_dead_letters", "Jobs that were given up", ({ dead }) => dead);
  }

  ended(queue: string, outcome: "success" | "failure"): void {
    (outcome === "success" ? this.succeeded : this.failed).inc({ queue });
  }
}

export const COMMANDS = ["price", "order", "other"] as const;
export type Command = (typeof COMMANDS)[number];

export class BotMetrics {
  private readonly connectedGauge: Gauge<"shard">;
  private readonly latencyGauge: Gauge<"shard">;
  private readonly guildsGauge: Gauge;
  private readonly commands: Counter<"command">;
  private readonly failures: Counter<"command">;
  private readonly reconnects: Counter;

  constructor(registers: AppRegistry[]) {
    const shard = ["shard"] as const;
    const command = ["command"] as const;
    this.connectedGauge = new Gauge({
      name: "discord_connected",
      help: "1 while connected",
      labelNames: shard,
      registers,
    });
    this.latencyGauge = new Gauge({
      name: "discord_latency",
      help: "Seconds to the gateway",
      labelNames: shard,
      registers,
    });
    this.guildsGauge = new Gauge({ name: "discord_stat_total_guilds", help: "Guilds that the bot is in", registers });
    this.commands = new Counter({
      name: "discord_event_on_command_total",
      help: "Commands",
      labelNames: command,
      registers,
    });
    this.failures = new Counter({
      name: "discord_command_failures_total",
      help: "Commands that failed",
      labelNames: command,
      registers,
    });
    this.reconnects = new Counter({ name: "discord_reconnects_total", help: "Connections made anew", registers });
    for (const one of COMMANDS) {
      this.commands.inc({ command: one }, 0);
      this.failures.inc({ command: one }, 0);
    }
    this.connected(false);
  }

  connected(isConnected: boolean): void {
    this.connectedGauge.set({ shard: "0" }, isConnected ? 1 : 0);
  }

  latency(seconds: number): void {
    this.latencyGauge.set({ shard: "0" }, seconds);
  }

  guilds(count: number): void {
    this.guildsGauge.set(count);
  }

  reconnected(): void {
    this.reconnects.inc();
  }

  handled(command: Command, outcome: "success" | "failure"): void {
    this.commands.inc({ command });
    if (outcome === "failure") this.failures.inc({ command });
  }
}
