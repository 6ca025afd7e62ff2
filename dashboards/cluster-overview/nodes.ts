/** The rows about each of the nodes that are picked. */
import { NODE_UID } from "../../names/dashboards";
import { NODE_CPU, NODE_DISK, NODE_LOAD, NODE_MEMORY, NODE_RECEIVED, NODE_SENT } from "../../names/nodes";
import type { Settings } from "../../settings";
import { asLines, graph, highest, many, mostOf, type Panel, SHOWN, steps } from "../common";
import { pageLink } from "../links";
import { diskBytes, PICKED_NODES } from "./selectors";

type Thresholds = Settings["thresholds"];

const TO_NODE = [{ id: "links", value: [pageLink("This node", NODE_UID, { node: "${__field.labels.node}" })] }];

/** The nodes with the most of what is recorded of each: its CPUs and interfaces have series of their own, by the thousand. */
function most(series: string): string {
  const of = (picked: string) => `max by (node) (${picked})`;
  return mostOf(of(`${series}{${PICKED_NODES}}`), "node", of(highest(`${series}{${PICKED_NODES}}`)));
}

export function cpu({ cpuPercent }: Thresholds): Panel {
  return share(
    "CPU by node",
    `CPU in use, of the ${SHOWN} busiest nodes. Above the line, ${cpuPercent}%, for 15 minutes NodeCpuHigh fires: pods get little beyond their requests.`,
    NODE_CPU,
    cpuPercent,
  );
}

export function memory({ memoryPercent }: Thresholds): Panel {
  return share(
    "Memory by node",
    `Memory in use, caches aside, of the ${SHOWN} fullest nodes. Above the line, ${memoryPercent}%, for 15 minutes NodeMemoryHigh fires: the kubelet begins to evict pods.`,
    NODE_MEMORY,
    memoryPercent,
  );
}

function share(title: string, description: string, series: string, percent: number): Panel {
  return many({
    title,
    description,
    width: 8,
    unit: "percent",
    queries: [{ expr: `100 * ${most(series)}`, legend: "{{node}}" }],
  })
    .axisSoftMax(100)
    .overrideByQuery("A", TO_NODE)
    .thresholds(steps([percent, "red"]))
    .thresholdsStyle(asLines());
}

export function disk({ diskPercent, diskCriticalPercent }: Thresholds): Panel {
  const used = `1 - ${diskBytes("avail", PICKED_NODES)} / ${diskBytes("size", PICKED_NODES)}`;
  const fullest = `max by (node) (${highest(`${NODE_DISK}{${PICKED_NODES}}`)})`;
  return graph({
    title: "Disk by mount point",
    description: `Use of the disks that can be written to, of the ${SHOWN} nodes with the fullest. Above ${diskPercent}% for 15 minutes NodeDiskFilling fires, above ${diskCriticalPercent}% it pages.`,
    width: 8,
    unit: "percent",
    queries: [
      {
        expr: `100 * (${mostOf(`max by (node, mountpoint) (${used})`, "node", fullest)})`,
        legend: "{{node}} {{mountpoint}}",
      },
    ],
  })
    .axisSoftMax(100)
    .thresholds(steps([diskPercent, "orange"], [diskCriticalPercent, "red"]))
    .thresholdsStyle(asLines());
}

export function network(): Panel {
  return many({
    title: "Network by node",
    description: `Bytes in (above zero) and out (below) through the nodes' own interfaces, of the ${SHOWN} with most of each. Look here when a node is slow while its CPU is idle.`,
    width: 12,
    unit: "Bps",
    queries: [
      { expr: most(NODE_RECEIVED), legend: "{{node}} in" },
      { expr: most(NODE_SENT), legend: "{{node}} out" },
    ],
  })
    .overrideByQuery("A", TO_NODE)
    .overrideByQuery("B", [{ id: "custom.transform", value: "negative-Y" }, ...TO_NODE]);
}

export function load(): Panel {
  return many({
    title: "Load per CPU",
    description: `Processes that run or wait, over 5 minutes, for each CPU, of the ${SHOWN} nodes with most. Above the line they queue; high while the CPU is idle, they wait for disks.`,
    width: 12,
    unit: "short",
    queries: [{ expr: most(NODE_LOAD), legend: "{{node}}" }],
  })
    .decimals(2)
    .overrideByQuery("A", TO_NODE)
    .thresholds(steps([1, "orange"]))
    .thresholdsStyle(asLines());
}
