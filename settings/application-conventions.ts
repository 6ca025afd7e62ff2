/** How processes, bots and workers name what they expose. The defaults are those of docs/applications.md. */
import { z } from "zod";
import { list, words } from "./bounds";
import { labelName } from "./maintenance";

/** A metric, with matchers where one metric holds several things: `bullmq_job_count{state="waiting"}`. */
const SELECTOR = /^[a-zA-Z_:][a-zA-Z0-9_:]*(\{[^{}[\]]+\})?$/;

const selector = () =>
  words().regex(SELECTOR, { error: 'is not a metric, with or without matchers (for example jobs{state="waiting"})' });
const selectors = (fallback: string[], what: string) => list(selector()).default(fallback).describe(what);

/** What says that a process is at its end. */
export const runtime = z
  .strictObject({
    eventLoopLag: selectors(
      ["nodejs_eventloop_lag_p99_seconds", "nodejs_eventloop_delay_p99_seconds"],
      "gauges of the event loop's lag, 99th percentile, in seconds. Default: prom-client's and OpenTelemetry's",
    ),
    pools: list(
      z.strictObject({
        used: selector().describe("a gauge of connections that are used"),
        max: selector().describe("a gauge of connections that there can be"),
        nameLabel: labelName().describe("the label that holds the pool's name"),
      }),
    )
      .default([
        {
          used: 'db_client_connection_count{db_client_connection_state="used"}',
          max: "db_client_connection_max",
          nameLabel: "db_client_connection_pool_name",
        },
        { used: "hikaricp_connections_active", max: "hikaricp_connections_max", nameLabel: "pool" },
      ])
      .describe("connection pools. Default: OpenTelemetry's and HikariCP's"),
    queues: list(
      z.strictObject({
        queued: selector().describe("a gauge of tasks that wait for a thread"),
        remaining: selector().describe("a gauge of tasks that the queue still takes"),
        nameLabel: labelName().describe("the label that holds the queue's name"),
      }),
    )
      .default([{ queued: "executor_queued_tasks", remaining: "executor_queue_remaining_tasks", nameLabel: "name" }])
      .describe("queues before threads. Default: Micrometer's"),
  })
  .prefault({})
  .describe("saturation of processes");

/** Chat bots. */
export const bot = z
  .strictObject({
    connected: selectors(["discord_connected"], "gauges that are 1 while a bot, or a shard of it, is connected"),
    latency: selectors(["discord_latency"], "gauges of the latency to the gateway"),
    latencyUnit: z
      .enum(["s", "ms"])
      .default("s")
      .describe("what `latency` is in: discord.py's is in seconds, discord.js' `ws.ping` in milliseconds"),
    commands: selectors(
      ["discord_event_on_interaction_total", "discord_event_on_command_total"],
      "counters of commands, which are added",
    ),
    failures: selectors(["discord_command_failures_total"], "counters of commands that failed, which are added"),
    reconnects: selectors(
      ["discord_reconnects_total"],
      "counters of connections made anew, which are added. Where there is none, `connected` is looked at",
    ),
    guilds: selectors(["discord_stat_total_guilds"], "gauges of the guilds that a process of the bot is in"),
    shardLabel: labelName().default("shard").describe("the label that holds the shard of `connected` and `latency`"),
  })
  .prefault({})
  .describe("chat bots. Default: discord-ext-prometheus', and names for what it does not count");

/** Workers that take jobs from queues. */
export const worker = z
  .strictObject({
    sources: list(
      z.strictObject({
        queueLabel: labelName().describe("the label that holds the queue's name"),
        waiting: selector().optional().describe("a gauge of jobs that wait"),
        oldestSeconds: selector().optional().describe("a gauge of the age of the oldest job that waits, in seconds"),
        succeeded: selector().optional().describe("a counter of jobs that ended well"),
        failed: selector().optional().describe("a counter of jobs that failed"),
        dead: selector().optional().describe("a gauge of jobs that were given up"),
      }),
    )
      .default([
        {
          queueLabel: "queue",
          waiting: 'bullmq_job_count{state="waiting"}',
          succeeded: "bullmq_job_completed_total",
          failed: "bullmq_job_failed_total",
          dead: 'bullmq_job_count{state="failed"}',
        },
        {
          queueLabel: "queue_name",
          waiting: "celery_queue_length",
          succeeded: "celery_task_succeeded_total",
          failed: "celery_task_failed_total",
        },
        {
          queueLabel: "queue",
          waiting: "sidekiq_jobs_waiting_count",
          oldestSeconds: "sidekiq_queue_latency",
          succeeded: "sidekiq_jobs_success_total",
          failed: "sidekiq_jobs_failed_total",
          dead: "sidekiq_jobs_dead_count",
        },
        {
          queueLabel: "queue",
          waiting: "worker_queue_length",
          oldestSeconds: "worker_oldest_job_age_seconds",
          succeeded: "worker_jobs_succeeded_total",
          failed: "worker_jobs_failed_total",
          dead: "worker_dead_letters",
        },
      ])
      .describe(
        "metrics of jobs, of each kind of worker. Gauges are the queue's, of which every process tells the same; counters are each process' own. Default: BullMQ's, Celery's, Sidekiq's, and names of one's own",
      ),
  })
  .prefault({})
  .describe("workers");
