/** What each workload uses, and how it is: its pods put together, for pages that show all workloads side by side. */
import * as names from "../names/workloads";
import { BY_CONTAINER, STATE } from "./kubernetes";
import type { Recording, RuleGroup, RuleSettings } from "./rule";

/** What the kubelets say of cgroups; without the name of a container it is the sum of a pod. */
const CADVISOR = 'job="kubelet",metrics_path="/metrics/cadvisor"';
const CONTAINERS = `${CADVISOR},container!=""`;

const BY_POD = "(namespace, pod)";

export function workloadUsage({ thresholds }: RuleSettings): RuleGroup[] {
  return [
    {
      name: "workload-usage",
      interval: "1m",
      // The owners come first: the others are joined with them. What is wrong is read from those before it.
      rules: [
        owners(),
        ...pods(),
        ...cpu(),
        ...memory(),
        restarts(),
        oomKilled(),
        ...network(),
        ...disks(),
        wrong(thresholds),
      ],
    },
  ];
}

/** Puts together what there is one of for each pod. */
const ofWorkloads = (operation: "sum" | "max", ofPods: string) =>
  `${operation} by (namespace, kind, workload) (
    (${ofPods}) * on ${BY_POD} group_left (kind, workload) ${names.POD_WORKLOAD}
  )`;

/** Pods that have ended: few, so that leaving them out costs less than looking for all others. */
const ENDED = `max by ${BY_POD} (kube_pod_status_phase{${STATE},phase=~"Failed|Succeeded"} == 1)`;

/**
 * What a pod belongs to: the Deployment of its ReplicaSet, the CronJob of its Job, or whatever has made it by itself. A
 * ReplicaSet or a Job that nothing has made is its own, and so is such a pod; of one with two owners nobody knows whose it is,
 * and a join with both would be an error, and the end of every recording here.
 */
function owners(): Recording {
  const owner = (series: string, by: string, more = "") =>
    `max by (namespace, ${by}, owner_kind, owner_name) (${series}{${STATE},owner_is_controller="true"${more}})`;
  const ownerOfIts = (kind: string, label: string, series: string) => `
    max by (namespace, pod, ${label}) (
      label_replace(
        kube_pod_owner{${STATE},owner_is_controller="true",owner_kind="${kind}"}, "${label}", "$1", "owner_name", "(.+)"
      )
    )
    * on (namespace, ${label}) group_left (owner_kind, owner_name) (
      ${owner(series, label)} unless on (namespace, ${label}) count by (namespace, ${label}) (${owner(series, label)}) > 1
    )`;
  const named = (expr: string) =>
    `label_replace(label_replace(${expr}, "kind", "$1", "owner_kind", "(.+)"), "workload", "$1", "owner_name", "(.+)")`;
  return {
    record: names.POD_WORKLOAD,
    expr: `
      max by (namespace, pod, kind, workload) (
        ${named(ownerOfIts("ReplicaSet", "replicaset", "kube_replicaset_owner"))}
        or on ${BY_POD} ${named(ownerOfIts("Job", "job_name", "kube_job_owner"))}
        or on ${BY_POD} ${named(owner("kube_pod_owner", "pod"))}
        or on ${BY_POD} label_replace(
          label_replace(max by ${BY_POD} (kube_pod_info{${STATE}}), "kind", "Pod", "", ""), "workload", "$1", "pod", "(.+)"
        )
      )`,
  };
}

function pods(): Recording[] {
  // What is so of few of them is looked for before anything is put together.
  const phase = `max by ${BY_POD} (kube_pod_status_phase{${STATE},phase=~"Pending|Unknown"} == 1)`;
  const notRunning = `max by ${BY_POD} (kube_pod_status_phase{${STATE},phase=~"Failed|Pending|Unknown"} == 1)`;
  const unready = `max by ${BY_POD} (kube_pod_status_ready{${STATE},condition="true"} == 0)`;
  const count = (pods: string) => `count by (namespace, kind, workload) (${pods})`;
  return [
    { record: names.PODS, expr: count(`${names.POD_WORKLOAD} unless on ${BY_POD} ${ENDED}`) },
    {
      record: names.PODS_NOT_READY,
      // A Job's pods are not there to be ready.
      expr: `
        ${count(`
          ${names.POD_WORKLOAD}{kind!~"Job|CronJob"}
          and on ${BY_POD} (${phase} or ${unready} unless ${ENDED})
        `)}
        or 0 * ${names.PODS}`,
    },
    {
      record: names.PODS_NOT_RUNNING,
      // One that has failed is not among the pods that there are, and is told all the same.
      expr: `
        ${count(`${names.POD_WORKLOAD}{kind!~"Job|CronJob"} and on ${BY_POD} ${notRunning}`)}
        or 0 * ${names.PODS}`,
    },
  ];
}

/** How many things are wrong with a workload, each of which has a column on the page Workloads. */
function wrong({ podRestarts, containerMemoryPercent }: RuleSettings["thresholds"]): Recording {
  const all = [
    `${names.PODS_NOT_READY} > bool 0`,
    `${names.RESTARTS} >= bool ${podRestarts}`,
    `${names.OOM_KILLED} > bool 0`,
    `${names.MEMORY_OF_LIMIT} > bool ${containerMemoryPercent / 100}`,
    `${names.THROTTLED} > bool ${names.THROTTLED_PERCENT / 100}`,
  ].map((condition, index) => `label_replace(${condition}, "of", "${index}", "", "")`);
  return { record: names.WRONG, expr: `sum by (namespace, kind, workload) (${all.join("\nor ")})` };
}

/** What containers request, of the pods that hold it: those that have ended do not. */
function requested(resource: "cpu" | "memory"): string {
  return ofWorkloads(
    "sum",
    `sum by ${BY_POD} (
      max by ${BY_CONTAINER} (kube_pod_container_resource_requests{${STATE},resource="${resource}"})
    )
    unless ${ENDED}`,
  );
}

function cpu(): Recording[] {
  const periods = (which: string) => `rate(container_cpu_cfs_${which}periods_total{${CONTAINERS}}[5m])`;
  return [
    {
      record: names.CPU,
      expr: ofWorkloads("sum", `sum by ${BY_POD} (rate(container_cpu_usage_seconds_total{${CONTAINERS}}[5m]))`),
    },
    { record: names.CPU_REQUESTED, expr: requested("cpu") },
    // Only containers with a limit have periods.
    {
      record: names.THROTTLED,
      expr: ofWorkloads("max", `max by ${BY_POD} (${periods("throttled_")} / (${periods("")} > 0))`),
    },
  ];
}

function memory(): Recording[] {
  return [
    {
      record: names.MEMORY,
      expr: ofWorkloads("sum", `sum by ${BY_POD} (container_memory_working_set_bytes{${CONTAINERS}})`),
    },
    { record: names.MEMORY_REQUESTED, expr: requested("memory") },
    // As ContainerMemoryHigh counts.
    {
      record: names.MEMORY_OF_LIMIT,
      expr: ofWorkloads(
        "max",
        `max by ${BY_POD} (
          max by ${BY_CONTAINER} (container_memory_rss{${CONTAINERS}})
          / max by ${BY_CONTAINER} (kube_pod_container_resource_limits{${STATE},resource="memory"} > 0)
        )`,
      ),
    },
  ];
}

function restarts(): Recording {
  return {
    record: names.RESTARTS,
    expr: ofWorkloads(
      "sum",
      `sum by ${BY_POD} (
        max by ${BY_CONTAINER} (increase(kube_pod_container_status_restarts_total{${STATE}}[15m]))
      )`,
    ),
  };
}

/** By the time of the kill: a Job's container is not started again, and the kernel's own count goes with the container. */
function oomKilled(): Recording {
  const reason = (state: string) =>
    `max by ${BY_CONTAINER} (kube_pod_container_status_${state}_reason{${STATE},reason="OOMKilled"}) == 1`;
  const within = (time: string) => `time() - ${time} < 3600`;
  const last = within(`max by ${BY_CONTAINER} (kube_pod_container_status_last_terminated_timestamp{${STATE}})`);
  const ended = within(`max by ${BY_POD} (kube_pod_completion_time{${STATE}})`);
  return {
    record: names.OOM_KILLED,
    expr: ofWorkloads(
      "sum",
      `count by ${BY_POD} (
        ${reason("last_terminated")} and (${last})
        or ${reason("terminated")} and on ${BY_POD} (${ended})
      )`,
    ),
  };
}

/** Without the pods on their node's network: what goes through it is the node's. */
function network(): Recording[] {
  const rate = (counter: string) =>
    `sum by ${BY_POD} (rate(container_network_${counter}_total{${CADVISOR},pod!=""}[5m]))`;
  const own = (rates: string) =>
    ofWorkloads("sum", `${rates} unless on ${BY_POD} kube_pod_info{${STATE},host_network="true"}`);
  const lost = ["receive_packets_dropped", "receive_errors", "transmit_packets_dropped", "transmit_errors"];
  return [
    { record: names.RECEIVED, expr: own(rate("receive_bytes")) },
    { record: names.SENT, expr: own(rate("transmit_bytes")) },
    { record: names.PACKETS_LOST, expr: own(`(${lost.map(rate).join("\n+ ")})`) },
  ];
}

function disks(): Recording[] {
  const rate = (counter: string) => `sum by ${BY_POD} (rate(container_fs_${counter}_bytes_total{${CONTAINERS}}[5m]))`;
  return [
    { record: names.READ, expr: ofWorkloads("sum", rate("reads")) },
    { record: names.WRITTEN, expr: ofWorkloads("sum", rate("writes")) },
  ];
}
