/** CPU of the picked node: what it does, what waits for it, and how often it changes between things. */
import type { Settings } from "../../settings";
import { asLines, graph, type Panel, steps } from "../common";
import { stacked } from "../stacked";
import { NODE, rate } from "./selectors";

/** A series for each CPU. */
const CPUS = `count(node_cpu_seconds_total{${NODE},mode="idle"})`;

export function byMode({ cpuPercent }: Settings["thresholds"]): Panel {
  return graph({
    title: "CPU by mode",
    description: `What the CPU does, idle time aside. Above the line, ${cpuPercent}%, for 15 minutes NodeCpuHigh fires. Much system is the kernel (network, many small files), much iowait a slow disk, steal a host that gives too little: ask for another.`,
    width: 12,
    unit: "percent",
    queries: [
      {
        expr: `100 * sum by (mode) (${rate("node_cpu_seconds_total", ',mode!="idle"')}) / on () group_left () ${CPUS}`,
        legend: "{{mode}}",
      },
    ],
  })
    .axisSoftMax(100)
    .fillOpacity(30)
    .stacking(stacked())
    .thresholds(steps([cpuPercent, "red"]))
    .thresholdsStyle(asLines());
}

export function load(): Panel {
  return graph({
    title: "Load per CPU",
    description:
      "Processes that run or wait, over 5 minutes, for each CPU. Above the line they queue: with a busy CPU move pods away, with an idle one look at the disks.",
    width: 8,
    unit: "short",
    queries: [{ expr: `max(node_load5{${NODE}}) / ${CPUS}`, legend: "load" }],
  })
    .decimals(2)
    .thresholds(steps([1, "orange"]))
    .thresholdsStyle(asLines());
}

export function pressure(): Panel {
  const waiting = (of: "cpu" | "io" | "memory") => ({
    expr: `100 * max(${rate(`node_pressure_${of}_waiting_seconds_total`)})`,
    legend: of === "io" ? "disks" : of === "cpu" ? "CPU" : "memory",
  });
  return graph({
    title: "Pressure",
    description:
      "The share of time in which something waited for CPU, disks or memory, as the kernel counts it (PSI). It shows what load and use hide: above a tenth for long, pods are slow for want of that.",
    width: 8,
    unit: "percent",
    queries: [waiting("cpu"), waiting("io"), waiting("memory")],
    empty: "This kernel does not count it",
  });
}

export function switches(): Panel {
  return graph({
    title: "Context switches and interrupts",
    description:
      "How often a second the CPUs change from one process to another, and are interrupted. A step up without more work is a busy loop, lock contention, or a device that fails: look for the pod that began then.",
    width: 8,
    unit: "ops",
    queries: [
      { expr: `sum(${rate("node_context_switches_total")})`, legend: "context switches" },
      { expr: `sum(${rate("node_intr_total")})`, legend: "interrupts" },
    ],
  });
}
