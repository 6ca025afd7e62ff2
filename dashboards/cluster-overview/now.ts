/** The row "Now": what is wrong, and how full the cluster is. */
import { BigValueTextMode, VizOrientation } from "@grafana/grafana-foundation-sdk/common";
import { PODS_NOT_RUNNING } from "../../names/workloads";
import type { Settings } from "../../settings";
import { gauge, type Panel, steps } from "../common";
import { stat } from "../tiles";
import { FIRING, SEVERITY_COLORS } from "../alerts";
import { cpus, cpuUsed, diskBytes, NODE_EXPORTER, STATE } from "./selectors";

type Thresholds = Settings["thresholds"];

/** As Alertmanager routes them: a severity that is none of ours, such as the `warning` of the chart's rules, is medium. */
const matchers = Object.keys(SEVERITY_COLORS).map((severity, _, all) => ({
  severity,
  matcher:
    severity === "medium"
      ? `severity!~"${all.filter((other) => other !== "medium").join("|")}"`
      : `severity="${severity}"`,
}));

export function firingAlerts(): Panel {
  const builder = stat({
    title: "Firing alerts",
    description:
      "Alerts that fire, by severity; a critical one wants somebody within the hour. No data means that Prometheus evaluates no rules.",
    width: 12,
    height: 4,
    unit: "short",
    queries: matchers.map(({ severity, matcher }) => ({
      // The Watchdog fires whenever rules are evaluated: without it, nothing is known of the others.
      expr: `count(ALERTS{${FIRING},${matcher}}) or 0 * count(ALERTS{alertname="Watchdog"})`,
      legend: severity,
    })),
  })
    .textMode(BigValueTextMode.ValueAndName)
    .orientation(VizOrientation.Vertical);
  Object.values(SEVERITY_COLORS).forEach((color, index) =>
    builder.overrideByQuery("ABCDE".charAt(index), [{ id: "thresholds", value: steps([1, color]).build() }]),
  );
  return builder;
}

export function nodesReady(): Panel {
  const ready = `max by (node) (kube_node_status_condition{${STATE},condition="Ready",status="true"})`;
  return stat({
    title: "Nodes",
    description: "Nodes by whether they are ready to run pods. One that is not ready for 3 minutes fires NodeDown.",
    width: 6,
    height: 4,
    unit: "short",
    queries: [
      { expr: `sum(${ready})`, legend: "ready" },
      { expr: `sum(${ready} != bool 1)`, legend: "not ready" },
      { expr: `count(${ready})`, legend: "total" },
    ],
  })
    .textMode(BigValueTextMode.ValueAndName)
    .orientation(VizOrientation.Vertical)
    .thresholds(steps())
    .overrideByQuery("B", [{ id: "thresholds", value: steps([1, "red"]).build() }]);
}

export function podsNotRunning(): Panel {
  return stat({
    title: "Pods not running",
    description:
      "Pods that are pending, failed or lost with their node, those of jobs aside. A few for a moment are a rollout; look at Workloads when it stays.",
    width: 3,
    height: 4,
    unit: "short",
    queries: [{ expr: `sum(${PODS_NOT_RUNNING})`, legend: "pods" }],
  }).thresholds(steps([1, "orange"]));
}

export function targetsDown(): Panel {
  return stat({
    title: "Targets down",
    description: "Targets that Prometheus cannot scrape: no rule sees what happens to them. Which, is at the bottom.",
    width: 3,
    height: 4,
    unit: "short",
    queries: [{ expr: "sum(up == bool 0)", legend: "targets" }],
  }).thresholds(steps([1, "red"]));
}

/** The whole cluster, and the node that is worst off: one full node is trouble, however empty the others are. */
function use(
  title: string,
  description: string,
  cluster: string,
  byNode: string,
  worst: string,
): ReturnType<typeof gauge> {
  return gauge({
    title,
    description,
    width: 4,
    unit: "percent",
    queries: [
      { expr: `100 * ${cluster}`, legend: "cluster" },
      { expr: `100 * max(${byNode})`, legend: worst },
    ],
  }).orientation(VizOrientation.Horizontal);
}

export function cpu({ cpuPercent }: Thresholds): Panel {
  return use(
    "CPU",
    `CPU in use, over 5 minutes. A node above ${cpuPercent}% for 15 minutes fires NodeCpuHigh.`,
    `sum(${cpuUsed("5m")}) / count(${cpus()})`,
    `sum by (node) (${cpuUsed("5m")}) / count by (node) (${cpus()})`,
    "busiest node",
  ).thresholds(steps([cpuPercent, "red"]));
}

export function memory({ memoryPercent }: Thresholds): Panel {
  const available = `node_memory_MemAvailable_bytes{${NODE_EXPORTER}}`;
  const total = `node_memory_MemTotal_bytes{${NODE_EXPORTER}}`;
  return use(
    "Memory",
    `Memory in use, caches aside. A node above ${memoryPercent}% for 15 minutes fires NodeMemoryHigh; pods are evicted next.`,
    `(1 - sum(${available}) / sum(${total}))`,
    `1 - ${available} / ${total}`,
    "fullest node",
  ).thresholds(steps([memoryPercent, "red"]));
}

export function disk({ diskPercent, diskCriticalPercent }: Thresholds): Panel {
  const byDisk = (metric: "avail" | "size") => `max by (node, device) (${diskBytes(metric)})`;
  return use(
    "Disk",
    `The nodes' own disks. One above ${diskPercent}% for 15 minutes fires NodeDiskFilling, above ${diskCriticalPercent}% it pages.`,
    `(1 - sum(${byDisk("avail")}) / sum(${byDisk("size")}))`,
    `1 - ${byDisk("avail")} / ${byDisk("size")}`,
    "fullest disk",
  ).thresholds(steps([diskPercent, "orange"], [diskCriticalPercent, "red"]));
}
