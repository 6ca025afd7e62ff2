/** The rows on top: all nodes, and how the picked one is. */
import { BigValueTextMode, VizOrientation } from "@grafana/grafana-foundation-sdk/common";
import { NODE_UID } from "../../names/dashboards";
import * as nodes from "../../names/nodes";
import type { Settings } from "../../settings";
import { FIRING, leading } from "../alerts";
import { comparison } from "../columns";
import { type Panel, type State, steps } from "../common";
import { diskStates } from "../states";
import { stat } from "../tiles";
import { pageLink } from "../links";
import { NODE } from "./selectors";

type Thresholds = Settings["thresholds"];

const STATE = 'job="kube-state-metrics"';

/** A node that is not ready is on top of all that are full. */
const NOT_READY = 2;

const ready = (more = "") =>
  `max by (node) (kube_node_status_condition{${STATE},condition="Ready",status="true"${more}})`;

/** What of a node is nearest to where it alerts, as a share of that. */
function nearest({ cpuPercent, memoryPercent, diskPercent }: Thresholds): string {
  const shares = Object.entries({
    cpu: `${nodes.NODE_CPU} / ${cpuPercent / 100}`,
    memory: `${nodes.NODE_MEMORY} / ${memoryPercent / 100}`,
    disk: `${nodes.NODE_DISK} / ${diskPercent / 100}`,
    readiness: `${NOT_READY} * (${ready()} == bool 0)`,
  }).map(([of, share]) => `label_replace(${share}, "of", "${of}", "", "")`);
  return `max by (node) (${shares.join(" or ")})`;
}

export function everyNode(thresholds: Thresholds): Panel {
  const { cpuPercent, memoryPercent, diskPercent } = thresholds;
  const share = (
    title: string,
    series: string,
    percent: number,
    more: readonly State[] = [[percent / 100, "red"]],
  ) => ({
    title,
    expr: `max by (node) (${series})`,
    unit: "percentunit",
    decimals: 0,
    states: more,
  });
  const plain = (title: string, expr: string, unit: string, decimals?: number) => ({
    title,
    expr,
    unit,
    ...(decimals === undefined ? {} : { decimals }),
  });
  return comparison({
    title: "Nodes",
    description: `Every node, the worst on top: "Of its limit" is the CPU, memory or disk that is nearest to where it alerts (${cpuPercent}%, ${memoryPercent}%, ${diskPercent}%), and ${NOT_READY * 100}% for one that is not ready. From 100% on act: move or shrink what runs there. A name picks the node for what is below.`,
    width: 24,
    height: 8,
    labels: { node: "Node" },
    columns: [
      {
        title: "Of its limit",
        expr: nearest(thresholds),
        unit: "percentunit",
        decimals: 0,
        states: [
          [0.9, "orange"],
          [1, "red"],
        ],
      },
      { ...plain("Alerts", `count by (node) (ALERTS{${FIRING},node!=""})`, "short", 0), states: [[1, "orange"]] },
      share("CPU", nodes.NODE_CPU, cpuPercent),
      { ...plain("Load per CPU", `max by (node) (${nodes.NODE_LOAD})`, "short", 2), states: [[1, "orange"]] },
      share("Memory", nodes.NODE_MEMORY, memoryPercent),
      share("Fullest disk", nodes.NODE_DISK, diskPercent, diskStates(thresholds)),
      plain("Busiest disk", `max by (node) (${nodes.NODE_DISK_BUSY})`, "percentunit", 0),
      plain("In", `max by (node) (${nodes.NODE_RECEIVED})`, "Bps"),
      plain("Out", `max by (node) (${nodes.NODE_SENT})`, "Bps"),
      plain("Packets lost", `max by (node) (${nodes.NODE_PACKETS_LOST})`, "suffix: /s", 1),
    ],
    worst: "Of its limit",
    links: { Node: [pageLink("This node", NODE_UID, { node: "${__value.text}" })] },
    empty: "No node is known",
  });
}

export function state({ cpuPercent, memoryPercent, diskPercent }: Thresholds): Panel {
  const picked = (series: string) => `max(${series}{node="$node"})`;
  const percent = (value: number) => [
    { id: "unit", value: "percentunit" },
    { id: "decimals", value: 0 },
    { id: "thresholds", value: steps([value / 100, "red"]).build() },
  ];
  return stat({
    title: "Now",
    description: `Whether the node is ready (1), the parts of it that are in use, and how long it has been up. Red is where it alerts; a node that is not ready for 3 minutes fires NodeDown.`,
    width: 12,
    height: 4,
    unit: "short",
    queries: [
      { expr: ready(',node="$node"'), legend: "ready" },
      { expr: picked(nodes.NODE_CPU), legend: "CPU" },
      { expr: picked(nodes.NODE_MEMORY), legend: "memory" },
      { expr: picked(nodes.NODE_DISK), legend: "fullest disk" },
      { expr: `time() - max(node_boot_time_seconds{${NODE}})`, legend: "up for" },
    ],
    empty: "Nothing is known of it",
  })
    .textMode(BigValueTextMode.ValueAndName)
    .orientation(VizOrientation.Vertical)
    .thresholds(steps())
    .overrideByQuery("A", [
      {
        id: "mappings",
        value: [
          { type: "value", options: { "0": { text: "no", color: "red" }, "1": { text: "yes", color: "green" } } },
        ],
      },
    ])
    .overrideByQuery("B", percent(cpuPercent))
    .overrideByQuery("C", percent(memoryPercent))
    .overrideByQuery("D", percent(diskPercent))
    .overrideByQuery("E", [{ id: "unit", value: "s" }]);
}

export function alerts(settings: Settings): Panel {
  return leading(settings, `${FIRING},node="$node"`, {
    title: "What fires on this node",
    description:
      "Alerts about the node and about what runs on it, the newest first. A name leads to its runbook: begin with the oldest, the others often follow from it.",
    width: 12,
    height: 4,
    empty: "No alert is firing",
  });
}
