/** The containers of the picked pod, by their raw series. */
import type { Settings } from "../../settings";
import { comparison } from "../columns";
import { graph, type Panel } from "../common";
import { logsLink } from "../links";
import { CADVISOR, NAMESPACES, STATE } from "./selectors";

const POD = `${NAMESPACES},pod="$pod"`;
const CONTAINERS = `${CADVISOR},container!="",${POD}`;

const limits = (what: "requests" | "limits", resource: "cpu" | "memory") =>
  `max by (container) (kube_pod_container_resource_${what}{${STATE},resource="${resource}",${POD}})`;
const rate = (counter: string) => `sum by (container) (rate(${counter}{${CONTAINERS}}[$__rate_interval]))`;

const DASHED = [
  { id: "custom.lineStyle", value: { fill: "dash", dash: [10, 10] } },
  { id: "custom.fillOpacity", value: 0 },
];

export function state(settings: Settings): Panel {
  const by = "(namespace, container)";
  const of = (series: string, more = "") => `max by ${by} (kube_pod_container_${series}{${STATE},${POD}${more}})`;
  return comparison({
    title: "Containers",
    description:
      "The containers of the pod that is picked at the top: restarts in its life, whether each is ready (1), and how long ago it last ended. A name leads to its lines: those before the last end say why.",
    width: 24,
    height: 6,
    labels: { namespace: "Namespace", container: "Container" },
    columns: [
      { title: "Restarts", expr: of("status_restarts_total"), unit: "short", decimals: 0, states: [[1, "orange"]] },
      { title: "Ready", expr: of("status_ready"), unit: "short", decimals: 0 },
      { title: "Ended before", expr: `time() - ${of("status_last_terminated_timestamp")}`, unit: "s" },
      {
        title: "Killed for memory",
        expr: of("status_last_terminated_reason", ',reason="OOMKilled"'),
        unit: "short",
        decimals: 0,
        states: [[1, "red"]],
      },
    ],
    worst: "Restarts",
    links: { Container: logsLink(settings, { namespace: "${__data.fields.Namespace}", text: "" }) },
    empty: "No pod is picked",
  });
}

export function cpu(): Panel {
  return graph({
    title: "CPU of each container",
    description:
      "Cores in use, with each container's request and limit (dashed). At the limit it is held back; above the request it lives on what others leave.",
    width: 8,
    unit: "short",
    queries: [
      { expr: rate("container_cpu_usage_seconds_total"), legend: "{{container}}" },
      { expr: limits("requests", "cpu"), legend: "{{container}} request" },
      { expr: limits("limits", "cpu"), legend: "{{container}} limit" },
    ],
    empty: "No pod is picked",
  })
    .overrideByQuery("B", DASHED)
    .overrideByQuery("C", DASHED);
}

export function throttled(): Panel {
  return graph({
    title: "Held back",
    description:
      "The share of the time in which a container had used up its CPU limit. Requests wait although the node is idle: raise the limit, or take it away.",
    width: 8,
    unit: "percentunit",
    queries: [
      {
        expr: `${rate("container_cpu_cfs_throttled_periods_total")} / (${rate("container_cpu_cfs_periods_total")} > 0)`,
        legend: "{{container}}",
      },
    ],
    empty: "No container has a CPU limit",
  }).axisSoftMax(1);
}

export function memory(): Panel {
  return graph({
    title: "Memory of each container",
    description:
      "The working set, which the kubelet evicts by, with each container's request and limit (dashed). What only grows is a leak; at the limit it is killed.",
    width: 8,
    unit: "bytes",
    queries: [
      { expr: `sum by (container) (container_memory_working_set_bytes{${CONTAINERS}})`, legend: "{{container}}" },
      { expr: limits("requests", "memory"), legend: "{{container}} request" },
      { expr: limits("limits", "memory"), legend: "{{container}} limit" },
    ],
    empty: "No pod is picked",
  })
    .overrideByQuery("B", DASHED)
    .overrideByQuery("C", DASHED);
}

export function disks(): Panel {
  return graph({
    title: "Disk of each container",
    description:
      "Bytes a second read (above zero) and written (below). Much of both at once is often a cache that is too small.",
    width: 12,
    unit: "Bps",
    queries: [
      { expr: rate("container_fs_reads_bytes_total"), legend: "{{container}} read" },
      { expr: rate("container_fs_writes_bytes_total"), legend: "{{container}} write" },
    ],
    empty: "Nothing is read or written",
  }).overrideByQuery("B", [{ id: "custom.transform", value: "negative-Y" }]);
}

export function network(): Panel {
  const bytes = (direction: string) =>
    `sum(rate(container_network_${direction}_bytes_total{${CADVISOR},${POD}}[$__rate_interval]))`;
  return graph({
    title: "Network of the pod",
    description:
      "Bytes a second in (above zero) and out (below). Of a pod on its node's network it is all that the node sends and receives.",
    width: 12,
    unit: "Bps",
    queries: [
      { expr: bytes("receive"), legend: "in" },
      { expr: bytes("transmit"), legend: "out" },
    ],
    empty: "No pod is picked",
  }).overrideByQuery("B", [{ id: "custom.transform", value: "negative-Y" }]);
}
