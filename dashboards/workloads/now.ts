/** The rows on top: what is wrong now, and all workloads side by side. */
import { APPLICATION_UID, WORKLOADS_UID } from "../../names/dashboards";
import * as names from "../../names/workloads";
import type { Settings } from "../../settings";
import { comparison } from "../columns";
import type { Panel } from "../common";
import { shouldBeNone } from "../tiles";
import { logsLink, pageLink } from "../links";
import { NAMESPACES, PICKED, STATE } from "./selectors";

/** So many workloads are in the table: who looks for one of the others picks it. */
const LISTED = 100;

/** A number that should be nothing. */
const count = (title: string, description: string, expr: string, color: "orange" | "red") =>
  shouldBeNone(title, description, `sum(${expr})`, color);

export function notReady(): Panel {
  return count(
    "Pods not ready",
    "Pods that are pending, lost with their node, or run without being ready, Jobs' aside. After 15 minutes PodNotReady fires; the table below says whose.",
    `${names.PODS_NOT_READY}{${PICKED}}`,
    "orange",
  );
}

export function crashing({ podRestarts }: Settings["thresholds"]): Panel {
  return count(
    "Crash looping",
    `Workloads whose containers restarted ${podRestarts} times or more within 15 minutes, for which PodCrashLooping fires. Look at the lines before the last restart.`,
    `${names.RESTARTS}{${PICKED}} >= bool ${podRestarts}`,
    "red",
  );
}

export function killed(): Panel {
  return count(
    "Killed for memory",
    "Containers that were killed at their memory limit within an hour (ContainerOomKilled). Raise the limit, or find what leaks.",
    `${names.OOM_KILLED}{${PICKED}}`,
    "red",
  );
}

export function evicted(): Panel {
  return count(
    "Evicted",
    "Pods that a kubelet evicted, as their node ran out of memory or disk, and that are still listed. Look at their nodes, then delete them.",
    `max by (namespace, pod) (kube_pod_status_reason{${STATE},${NAMESPACES},reason="Evicted"})`,
    "orange",
  );
}

export function failedJobs(): Panel {
  return count(
    "Jobs failed",
    "Jobs that have ended without success and are still there (KubeJobFailed). Read their lines, run them again or delete them.",
    `max by (namespace, job_name) (kube_job_failed{${STATE},${NAMESPACES},condition="true"})`,
    "orange",
  );
}

export function atLimit(): Panel {
  const replicas = (what: string) =>
    `max by (namespace, horizontalpodautoscaler) (kube_horizontalpodautoscaler_${what}_replicas{${STATE},${NAMESPACES}})`;
  return count(
    "Autoscalers at their limit",
    "Autoscalers that have as many replicas as they may (KubeHpaMaxedOut). More load will not be met: raise maxReplicas, or make each replica cheaper.",
    `${replicas("status_current")} >= bool ${replicas("spec_max")}`,
    "orange",
  );
}

export function everyWorkload(settings: Settings): Panel {
  const { podRestarts, containerMemoryPercent } = settings.thresholds;
  const by = "(namespace, kind, workload)";
  // What has none of them is told apart by its use of CPU.
  const first = `topk(${LISTED}, max by ${by} (${names.WRONG}{${PICKED}}) * 1e6 + on ${by} max by ${by} (${names.CPU}{${PICKED}}))`;
  const of = (series: string) => `max by ${by} (${series}{${PICKED}}) and on ${by} ${first}`;
  const ratio = (used: string, of: string) =>
    `max by ${by} (${used}{${PICKED}}) / max by ${by} (${of}{${PICKED}} > 0) and on ${by} ${first}`;
  const workload = { namespace: "${__data.fields.Namespace}", workload: "${__value.text}" };
  return comparison({
    title: "Workloads",
    description: `The ${LISTED} workloads with most wrong, then those with most CPU. "Wrong" counts what is coloured in its row: pods not ready, ${podRestarts} restarts in 15 minutes, containers killed for memory within the hour, memory above ${containerMemoryPercent}% of a limit, more than ${names.THROTTLED_PERCENT}% of the time held back by the CPU limit. A name picks it, or leads to its lines and its application.`,
    width: 24,
    height: 11,
    labels: { namespace: "Namespace", workload: "Workload", kind: "Kind" },
    columns: [
      {
        title: "Wrong",
        width: 80,
        expr: of(names.WRONG),
        unit: "short",
        decimals: 0,
        states: [
          [1, "orange"],
          [2, "red"],
        ],
      },
      { title: "Pods", width: 80, expr: of(names.PODS), unit: "short", decimals: 0 },
      {
        title: "Not ready",
        width: 100,
        expr: of(names.PODS_NOT_READY),
        unit: "short",
        decimals: 0,
        states: [[1, "orange"]],
      },
      {
        title: "Restarts, 15 min",
        width: 130,
        expr: of(names.RESTARTS),
        unit: "short",
        decimals: 0,
        states: [[podRestarts, "red"]],
      },
      {
        title: "Killed, 1 h",
        width: 100,
        expr: of(names.OOM_KILLED),
        unit: "short",
        decimals: 0,
        states: [[1, "red"]],
      },
      { title: "CPU", width: 90, expr: of(names.CPU), unit: "short", decimals: 2 },
      {
        title: "CPU of requested",
        width: 150,
        expr: ratio(names.CPU, names.CPU_REQUESTED),
        unit: "percentunit",
        decimals: 0,
      },
      {
        title: "Held back",
        width: 100,
        expr: of(names.THROTTLED),
        unit: "percentunit",
        decimals: 0,
        states: [[names.THROTTLED_PERCENT / 100, "orange"]],
      },
      { title: "Memory", width: 110, expr: of(names.MEMORY), unit: "bytes" },
      {
        title: "Memory of limit",
        width: 140,
        expr: of(names.MEMORY_OF_LIMIT),
        unit: "percentunit",
        decimals: 0,
        states: [[containerMemoryPercent / 100, "red"]],
      },
    ],
    worst: "Wrong",
    links: {
      Workload: [
        pageLink("This workload", WORKLOADS_UID, workload),
        ...logsLink(settings, { namespace: workload.namespace, service: workload.workload }),
        pageLink("Application health", APPLICATION_UID, { namespace: workload.namespace, service: workload.workload }),
      ],
    },
    empty: "Nothing runs here",
  });
}
