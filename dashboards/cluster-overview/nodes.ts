/** The row "Nodes": each of the nodes that are picked. */
import type { Settings } from "../../settings";
import { asLines, graph, type Panel, steps } from "../common";
import { cpus, cpuUsed, diskBytes, NODE_EXPORTER, PICKED_NODES } from "./selectors";

type Thresholds = Settings["thresholds"];

const SELECTED = `${NODE_EXPORTER},${PICKED_NODES}`;

/** Interfaces of pods and bridges repeat what goes through the node's own. */
const VIRTUAL =
  "lo|veth.*|cali.*|cilium.*|lxc.*|cni.*|docker.*|flannel.*|tunl.*|vxlan.*|br-.*|virbr.*|kube-ipvs.*|dummy.*|nodelocaldns";

export function cpu({ cpuPercent }: Thresholds): Panel {
  return graph({
    title: "CPU by node",
    description: `CPU in use. Above the line, ${cpuPercent}%, for 15 minutes NodeCpuHigh fires: pods get little beyond their requests.`,
    width: 12,
    unit: "percent",
    queries: [
      {
        expr: `
          100 * sum by (node) (${cpuUsed("$__rate_interval", PICKED_NODES)})
          / count by (node) (${cpus(PICKED_NODES)})`,
        legend: "{{node}}",
      },
    ],
  })
    .axisSoftMax(100)
    .thresholds(steps([cpuPercent, "red"]))
    .thresholdsStyle(asLines());
}

export function memory({ memoryPercent }: Thresholds): Panel {
  return graph({
    title: "Memory by node",
    description: `Memory in use, caches aside. Above the line, ${memoryPercent}%, for 15 minutes NodeMemoryHigh fires: the kubelet begins to evict pods.`,
    width: 12,
    unit: "percent",
    queries: [
      {
        expr: `
          100 * (1 - max by (node) (node_memory_MemAvailable_bytes{${SELECTED}})
          / max by (node) (node_memory_MemTotal_bytes{${SELECTED}}))`,
        legend: "{{node}}",
      },
    ],
  })
    .axisSoftMax(100)
    .thresholds(steps([memoryPercent, "red"]))
    .thresholdsStyle(asLines());
}

export function disk({ diskPercent, diskCriticalPercent }: Thresholds): Panel {
  return graph({
    title: "Disk by mount point",
    description: `Use of the disks that can be written to. Above ${diskPercent}% for 15 minutes NodeDiskFilling fires, above ${diskCriticalPercent}% it pages.`,
    width: 8,
    unit: "percent",
    queries: [
      {
        expr: `
          100 * max by (node, mountpoint) (
            1 - ${diskBytes("avail", PICKED_NODES)} / ${diskBytes("size", PICKED_NODES)}
          )`,
        legend: "{{node}} {{mountpoint}}",
      },
    ],
  })
    .axisSoftMax(100)
    .thresholds(steps([diskPercent, "orange"], [diskCriticalPercent, "red"]))
    .thresholdsStyle(asLines());
}

export function network(): Panel {
  const bytes = (direction: "receive" | "transmit") =>
    `sum by (node) (rate(node_network_${direction}_bytes_total{${SELECTED},device!~"${VIRTUAL}"}[$__rate_interval]))`;
  return graph({
    title: "Network by node",
    description:
      "Bytes in (above zero) and out (below) through the nodes' own interfaces. Look here when a node is slow while its CPU is idle.",
    width: 8,
    unit: "Bps",
    queries: [
      { expr: bytes("receive"), legend: "{{node}} in" },
      { expr: bytes("transmit"), legend: "{{node}} out" },
    ],
  }).overrideByQuery("B", [{ id: "custom.transform", value: "negative-Y" }]);
}

export function load(): Panel {
  return graph({
    title: "Load per CPU",
    description:
      "Processes that run or wait, over 5 minutes, for each CPU. Above the line they queue; high while the CPU is idle, they wait for disks.",
    width: 8,
    unit: "short",
    queries: [
      {
        expr: `max by (node) (node_load5{${SELECTED}}) / count by (node) (${cpus(PICKED_NODES)})`,
        legend: "{{node}}",
      },
    ],
  })
    .decimals(2)
    .thresholds(steps([1, "orange"]))
    .thresholdsStyle(asLines());
}
