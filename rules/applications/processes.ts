/** Processes of applications that are at their end: event loops, pools, queues before threads, CPU, memory. */
import { bytes } from "../../settings/units";
import type { Alert, Recording, RuleSettings } from "../rule";
import { inWords } from "../shown";
import { common, PROCESS, SERVICE } from "./common";
import { limited } from "./limits";
import { BY_SERVICE, RATE } from "./sources";

/** What an application is: it answers requests, works off jobs, is a bot, or is one of `apps`. */
const APPLICATION = "service:application:info";

const BY_PROCESS = "namespace, service, pod, container";

const LAG = "service_pod:event_loop_lag_seconds:max";
const POOLS = "service_pool:connections_used:ratio";
const QUEUES = "service_queue:tasks_queued:ratio";
const CPU = "service_container:process_cpu_seconds:rate5m";
const MEMORY = "service_container:process_resident_memory_bytes:max";
const LIMIT = 'kube_pod_container_resource_limits{job="kube-state-metrics",resource="memory"}';

/** The part of a container's memory limit at which a process is near it. */
const NEAR_PERCENT = 90;

/** @param others The recordings that bots and workers are known by. */
export function processRecordings({ apps, conventions }: RuleSettings, others: readonly string[]): Recording[] {
  const { eventLoopLag, pools, queues } = conventions.runtime;
  const known = [RATE, ...others].map((series) => `group by (${BY_SERVICE}) (${series})`);
  const named = [...new Set(apps.map(({ namespace }) => namespace))].map((namespace) => {
    const names = apps.filter((app) => app.namespace === namespace).map(({ name }) => name);
    const service = names.length === 1 ? `service="${names[0] ?? ""}"` : `service=~"${names.join("|")}"`;
    return `group by (${BY_SERVICE}) (up{${namespace === undefined ? "" : `namespace="${namespace}",`}${service}})`;
  });
  const sum = (name: string, series: string) => `sum by (namespace, service, pod, ${name}) (${series})`;
  const shares = (record: string, ours: string, all: { name: string; expr: string }[]): Recording[] =>
    all.length === 0
      ? []
      : [
          {
            record,
            expr: all
              .map(({ name, expr }) =>
                name === ours ? expr : `label_replace(${expr}, "${ours}", "$1", "${name}", "(.*)")`,
              )
              .map((expr) => `max by (namespace, service, pod, ${ours}) (${expr})`)
              .join(" or "),
          },
        ];
  return [
    { record: APPLICATION, expr: [...known, ...named].join(" or ") },
    ...(eventLoopLag.length === 0
      ? []
      : [{ record: LAG, expr: eventLoopLag.map((lag) => `max by (namespace, service, pod) (${lag})`).join(" or ") }]),
    ...shares(
      POOLS,
      "pool",
      pools.map(({ used, max, nameLabel: name }) => ({ name, expr: `${sum(name, used)} / (${sum(name, max)} > 0)` })),
    ),
    ...shares(
      QUEUES,
      "queue",
      queues.map(({ queued, remaining, nameLabel: name }) => ({
        name,
        expr: `${sum(name, queued)} / (${sum(name, queued)} + ${sum(name, remaining)} > 0)`,
      })),
    ),
    {
      record: CPU,
      expr: `max by (${BY_PROCESS}) (rate(process_cpu_seconds_total[5m])) and on (${BY_SERVICE}) ${APPLICATION}`,
    },
    {
      record: MEMORY,
      expr: `max by (${BY_PROCESS}) (process_resident_memory_bytes) and on (${BY_SERVICE}) ${APPLICATION}`,
    },
  ];
}

export function processAlerts(settings: RuleSettings): Alert[] {
  const { runtime } = settings.conventions;
  return [
    ...(runtime.eventLoopLag.length === 0 ? [] : [eventLoopLagging(settings)]),
    ...(runtime.pools.length === 0 ? [] : [poolExhausted(settings)]),
    ...(runtime.queues.length === 0 ? [] : [queueFilling(settings)]),
    cpuHigh(settings),
    memoryHigh(settings),
  ];
}

function eventLoopLagging({ thresholds }: RuleSettings): Alert {
  const { eventLoopLagMs, eventLoopLagFor } = thresholds.applications;
  return {
    ...common,
    alert: "ServiceEventLoopLagging",
    severity: "medium",
    expr: `${LAG} > ${eventLoopLagMs} / 1000`,
    for: eventLoopLagFor,
    keepFiringFor: "5m",
    subject: ["service", "pod"],
    summary: `The event loop of ${PROCESS} lags`,
    description: `
      One turn in a hundred of the event loop of ${PROCESS} has come {{ $value | humanizeDuration }} late or later, more than
      ${eventLoopLagMs} ms, for ${inWords(eventLoopLagFor)}: something computes too long at once, and every request waits for it.`,
  };
}

function poolExhausted({ thresholds }: RuleSettings): Alert {
  const { poolPercent, poolFor } = thresholds.applications;
  return {
    ...common,
    alert: "ServiceConnectionPoolExhausted",
    severity: "high",
    expr: `${POOLS} > ${poolPercent} / 100`,
    for: poolFor,
    keepFiringFor: "5m",
    subject: ["service", "pod", "pool"],
    summary: `Connection pool {{ $labels.pool }} of ${PROCESS} is nearly used up`,
    description: `
      {{ $value | humanizePercentage }} of the connections of pool {{ $labels.pool }} of ${PROCESS}, more than ${poolPercent}%,
      have been in use for ${inWords(poolFor)}. Requests that need another one wait, and fail when they have waited too long.`,
  };
}

function queueFilling({ thresholds }: RuleSettings): Alert {
  const { queuePercent, queueFor } = thresholds.applications;
  return {
    ...common,
    alert: "ServiceQueueFilling",
    severity: "medium",
    expr: `${QUEUES} > ${queuePercent} / 100`,
    for: queueFor,
    keepFiringFor: "5m",
    subject: ["service", "pod", "queue"],
    summary: `Queue {{ $labels.queue }} of ${PROCESS} is filling`,
    description: `
      The queue before the threads {{ $labels.queue }} of ${PROCESS} has been {{ $value | humanizePercentage }} full, more than
      ${queuePercent}%, for ${inWords(queueFor)}. When it is full, tasks are refused.`,
  };
}

function cpuHigh({ apps, thresholds }: RuleSettings): Alert {
  const { cpuCores, cpuFor } = thresholds.applications;
  return {
    ...common,
    alert: "ServiceCpuHigh",
    severity: "low",
    expr: limited(
      CPU,
      apps,
      (app) => app.thresholds?.cpuCores,
      cpuCores,
      (cores, limit) => `${cores} > ${limit}`,
    ),
    for: cpuFor,
    keepFiringFor: "5m",
    subject: ["service", "pod", "container"],
    summary: `${PROCESS} uses much CPU`,
    description: `
      A process of ${SERVICE} has used {{ $value | printf "%.2f" }} cores for ${inWords(cpuFor)}; more than ${cpuCores}, or the
      application's own limit, alerts. What computes in one thread, as Node and Python do, has one core and is nearly at its end.`,
  };
}

/** Its own limit in bytes, or what the container may have: whichever comes first. */
function memoryHigh({ apps, thresholds }: RuleSettings): Alert {
  const { memory, memoryFor } = thresholds.applications;
  const over = limited(
    MEMORY,
    apps,
    (app) => (app.thresholds?.memory === undefined ? undefined : bytes(app.thresholds.memory)),
    bytes(memory),
    (resident, limit) => `${resident} > ${limit}`,
  );
  return {
    ...common,
    alert: "ServiceMemoryHigh",
    severity: "medium",
    expr: `
      ${over}
      or ${MEMORY} > on (namespace, pod, container) group_left ()
        ${NEAR_PERCENT} / 100 * max by (namespace, pod, container) (${LIMIT})`,
    for: memoryFor,
    keepFiringFor: "5m",
    subject: ["service", "pod", "container"],
    summary: `${PROCESS} uses much memory`,
    description: `
      A process of ${SERVICE} has had {{ $value | humanize1024 }}B of memory for ${inWords(memoryFor)}; more than ${memory}, the
      application's own limit, or ${NEAR_PERCENT}% of what its container may have, alerts. At that limit it is killed.`,
  };
}
