/** When the rules about applications, bots and workers fire: limits, and how long they have to be exceeded. */
import { z } from "zod";
import { amount, count, duration, quantity, threshold } from "./types";

/** How long something has to last before it is told. */
const lasting = (fallback: string, what: string) =>
  duration().default(fallback).describe(`how long ${what} before it alerts`);

export const availabilityPercent = () => threshold();
export const cpuCores = amount;
export const serverErrorsPerSecond = amount;
export const memory = () => quantity();

/** Services that answer over HTTP, and processes of any kind. */
export const applications = z
  .strictObject({
    errorsFor: lasting("10m", "the share of failed requests is above `errorRatePercent`"),
    latencyFor: lasting("10m", "requests take longer than `latencyMs`"),
    availabilityPercent: availabilityPercent()
      .default(99.9)
      .describe("share of a service's requests over `availabilityWindow` that alerts below it, in percent"),
    availabilityWindow: duration()
      .default("1d")
      .describe("the time over which availability is counted: long beside the error rate's five minutes"),
    availabilityFor: lasting("15m", "availability is below `availabilityPercent`"),
    serverErrorsPerSecond: serverErrorsPerSecond()
      .default(0.1)
      .describe("failed requests (5xx) of a service by the second, whatever their share, that alert"),
    serverErrorsFor: lasting("10m", "failed requests come at `serverErrorsPerSecond`"),
    trafficGoneFor: lasting("10m", "a service that had requests all the time has had none"),
    eventLoopLagMs: count()
      .default(100)
      .describe("lag of a process's event loop, 99th percentile, in milliseconds, that alerts"),
    eventLoopLagFor: lasting("10m", "the event loop lags"),
    poolPercent: threshold().default(90).describe("use of a connection pool that alerts"),
    poolFor: lasting("10m", "a connection pool is used up to `poolPercent`"),
    queuePercent: threshold().default(80).describe("how full the queue before a process's threads is when it alerts"),
    queueFor: lasting("10m", "the queue before threads is full up to `queuePercent`"),
    cpuCores: cpuCores().default(0.8).describe("CPU cores that one process uses, averaged over 5 minutes, that alert"),
    cpuFor: lasting("15m", "a process uses `cpuCores`"),
    memory: memory()
      .default("1500M")
      .describe("resident memory of one process that alerts; 90 % of its container's limit does too"),
    memoryFor: lasting("15m", "a process's memory is above `memory`"),
    deploymentWindow: duration().default("30m").describe("the time after a rollout in which restarts are its own"),
    deploymentRestarts: count()
      .default(2)
      .describe("restarts of one pod of a rollout within `deploymentWindow` that alert"),
    deploymentFor: lasting("10m", "pods of a rollout have restarted"),
    notScrapedFor: lasting("10m", "an application with a port in `apps` has no pod that is scraped"),
    unhealthyFor: lasting("5m", "the health endpoint of an application, `apps[].health`, answers that it is not well"),
  })
  .prefault({})
  .describe("applications (docs/applications.md)");

/** Chat bots. */
export const bots = z
  .strictObject({
    disconnectedFor: lasting("5m", "a bot is without its connection"),
    commandErrorPercent: threshold()
      .default(5)
      .describe("share of a bot's commands that fail, over 15 minutes, that alerts"),
    commandErrorsFor: lasting("10m", "commands fail"),
    gatewayLatencyMs: count().default(500).describe("a bot's latency to its gateway, in milliseconds, that alerts"),
    gatewayLatencyFor: lasting("10m", "the gateway is slow"),
    reconnects: count()
      .default(5)
      .describe("connections of a bot that were made anew within `reconnectsWindow` that alert"),
    reconnectsWindow: duration().default("30m").describe("the time in which `reconnects` are counted"),
    guildsDropPercent: threshold()
      .default(10)
      .describe("share of the guilds of the last day's median that are gone when it alerts"),
    guildsDropLeast: count().default(5).describe("guilds that have to be gone, whatever their share"),
    guildsFor: lasting("15m", "guilds are gone"),
  })
  .prefault({})
  .describe("chat bots (docs/applications.md)");

/** Workers that take jobs from queues. */
export const workers = z
  .strictObject({
    queueLength: count().default(1000).describe("jobs that wait in one queue, and do not become fewer, that alert"),
    queueLengthFor: lasting("15m", "a queue is longer than `queueLength`"),
    oldestJob: duration().default("5m").describe("age of the oldest job that waits that alerts"),
    oldestJobFor: lasting("5m", "a job has waited longer than `oldestJob`"),
    jobErrorPercent: threshold().default(5).describe("share of a queue's jobs that fail, over 15 minutes, that alerts"),
    jobErrorsFor: lasting("10m", "jobs fail"),
    stalledFor: lasting("15m", "jobs wait and none has ended, after 15 minutes without one,"),
    deadLetters: count().default(1).describe("jobs that were given up within `deadLettersWindow` that alert"),
    deadLettersWindow: duration().default("1h").describe("the time in which `deadLetters` are counted"),
    deadLettersFor: lasting("10m", "jobs were given up"),
  })
  .prefault({})
  .describe("workers (docs/applications.md)");
