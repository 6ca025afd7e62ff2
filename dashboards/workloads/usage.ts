/** What workloads use of what they may, those with the most of it. */
import * as names from "../../names/workloads";
import type { Settings } from "../../settings";
import { asLines, graph, many, type Panel, SHOWN, steps } from "../common";
import { most, NAMED, PICKED } from "./selectors";

type Thresholds = Settings["thresholds"];

/** The sum of what is picked. */
const all = (series: string) => `sum(${series}{${PICKED}})`;

export function cpu(): Panel {
  return used(
    "CPU",
    `Cores that the ${SHOWN} busiest workloads use, and what all that are picked use and request (dashed). Use above the requests lives on what others leave: raise the requests before a node fills up.`,
    "short",
    [names.CPU, names.CPU_REQUESTED],
  );
}

export function memory(): Panel {
  return used(
    "Memory",
    `Memory of the ${SHOWN} largest workloads, and what all that are picked use and request (dashed). Pods above their requests are the first to be evicted; a line that only rises is a leak.`,
    "bytes",
    [names.MEMORY, names.MEMORY_REQUESTED],
  );
}

function used(title: string, description: string, unit: string, [series, requested]: [string, string]): Panel {
  const dashed = (color: string) => [
    { id: "custom.lineStyle", value: { fill: "dash", dash: [10, 10] } },
    { id: "custom.fillOpacity", value: 0 },
    { id: "color", value: { mode: "fixed", fixedColor: color } },
  ];
  return many({
    title,
    description,
    width: 12,
    unit,
    queries: [
      { expr: most(series), legend: NAMED },
      { expr: all(series), legend: "used by all" },
      { expr: all(requested), legend: "requested by all" },
    ],
  })
    .overrideByQuery("B", dashed("blue"))
    .overrideByQuery("C", dashed("text"));
}

/** A share of the most that is allowed. */
function share(title: string, description: string, series: string, percent: number, color: string): Panel {
  return many({
    title,
    description,
    width: 12,
    unit: "percentunit",
    queries: [{ expr: most(series), legend: NAMED }],
    empty: "No container has such a limit",
  })
    .axisSoftMax(1)
    .thresholds(steps([percent / 100, color]))
    .thresholdsStyle(asLines());
}

export function throttled(): Panel {
  return share(
    "Held back by the CPU limit",
    `The share of the time in which the container that is held back most had used up its limit, of the ${SHOWN} worst. Above the line (${names.THROTTLED_PERCENT}%, CPUThrottlingHigh) requests wait although the node is idle: raise the limit, or take it away.`,
    names.THROTTLED,
    names.THROTTLED_PERCENT,
    "orange",
  );
}

export function memoryOfLimit({ containerMemoryPercent }: Thresholds): Panel {
  return share(
    "Memory of its limit",
    `The share of its limit that the fullest container uses, cached files not counted, of the ${SHOWN} worst. Above the line, ${containerMemoryPercent}%, for 15 minutes ContainerMemoryHigh fires: at 100% it is killed. Raise the limit, or find what grows.`,
    names.MEMORY_OF_LIMIT,
    containerMemoryPercent,
    "red",
  );
}

export function restarts({ podRestarts }: Thresholds): Panel {
  return graph({
    title: "Restarts",
    description: `Restarts within a quarter of an hour, of the workloads with the most. From ${podRestarts} on (the line) PodCrashLooping fires. Together with a rollout (blue mark), roll back.`,
    width: 8,
    unit: "short",
    queries: [{ expr: `(${most(names.RESTARTS)}) > 0`, legend: NAMED }],
    empty: "No container restarted",
  })
    .decimals(0)
    .thresholds(steps([podRestarts, "red"]))
    .thresholdsStyle(asLines());
}

export function disks(): Panel {
  return above(
    "Disk",
    `Bytes a second read (above zero) and written (below), of the ${SHOWN} workloads with most of each. Who fills a slow disk, is here; how slow it is, is on Node utilisation.`,
    [names.READ, names.WRITTEN],
    ["read", "write"],
  );
}

export function network(): Panel {
  return above(
    "Network",
    `Bytes a second in (above zero) and out (below), of the ${SHOWN} workloads with most of each, those on their node's network aside. Network has the packets that are lost.`,
    [names.RECEIVED, names.SENT],
    ["in", "out"],
  );
}

function above(title: string, description: string, series: [string, string], words: [string, string]): Panel {
  return many({
    title,
    description,
    width: 8,
    unit: "Bps",
    queries: [
      { expr: most(series[0]), legend: `${NAMED} ${words[0]}` },
      { expr: most(series[1]), legend: `${NAMED} ${words[1]}` },
    ],
  }).overrideByQuery("B", [{ id: "custom.transform", value: "negative-Y" }]);
}
