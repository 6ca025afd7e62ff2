/** Memory of the picked node: what it is used for, and whether it is moved out to disk. */
import type { Settings } from "../../settings";
import { graph, type Panel } from "../common";
import { stacked } from "../stacked";
import { NODE, rate } from "./selectors";

const bytes = (what: string) => `max(node_memory_${what}_bytes{${NODE}})`;

export function used({ memoryPercent }: Settings["thresholds"]): Panel {
  const cached = `${bytes("Cached")} + ${bytes("Buffers")} + ${bytes("SReclaimable")}`;
  return graph({
    title: "Memory",
    description: `What memory is used for: the kernel gives caches back when it has to. The dashed line is ${memoryPercent}% without them; "not available" above it for 15 minutes fires NodeMemoryHigh, and the kubelet begins to evict pods: move the largest.`,
    width: 12,
    unit: "bytes",
    queries: [
      { expr: `${bytes("MemTotal")} - ${bytes("MemFree")} - (${cached})`, legend: "used" },
      { expr: cached, legend: "cached" },
      { expr: bytes("MemFree"), legend: "free" },
      { expr: `${bytes("MemTotal")} - ${bytes("MemAvailable")}`, legend: "not available" },
      { expr: `${memoryPercent / 100} * ${bytes("MemTotal")}`, legend: `${memoryPercent}% of all` },
    ],
  })
    .fillOpacity(30)
    .stacking(stacked())
    .overrideByQuery("D", line("text"))
    .overrideByQuery("E", [...line("red"), { id: "custom.lineStyle", value: { fill: "dash", dash: [10, 10] } }]);
}

/** A line that is not among what is put on top of one another. */
function line(color: string): { id: string; value: unknown }[] {
  return [
    { id: "custom.stacking", value: { group: "A", mode: "none" } },
    { id: "custom.fillOpacity", value: 0 },
    { id: "color", value: { mode: "fixed", fixedColor: color } },
  ];
}

export function swap(): Panel {
  return graph({
    title: "Swap in use",
    description:
      "Memory that was moved out to disk. Kubernetes' nodes usually have none; where there is some, it may be full without harm as long as nothing moves (next panel).",
    width: 8,
    unit: "bytes",
    queries: [{ expr: `${bytes("SwapTotal")} - ${bytes("SwapFree")}`, legend: "swap" }],
    empty: "The node has no swap",
  });
}

export function swapping(): Panel {
  return graph({
    title: "Swapping",
    description:
      "Pages a second that come back from disk (above zero) and go out to it (below). Both at once for minutes is a node that thrashes: everything on it crawls. Stop or move the largest pod.",
    width: 8,
    unit: "ops",
    queries: [
      { expr: `sum(${rate("node_vmstat_pswpin")})`, legend: "in" },
      { expr: `sum(${rate("node_vmstat_pswpout")})`, legend: "out" },
    ],
  }).overrideByQuery("B", [{ id: "custom.transform", value: "negative-Y" }]);
}

export function faults(): Panel {
  return graph({
    title: "Major page faults",
    description:
      "Pages a second that a process needed and that had to be read from disk first: programs that start, or a cache that is too small. With hundreds for long, give the node or its largest pods more memory.",
    width: 8,
    unit: "ops",
    queries: [{ expr: `sum(${rate("node_vmstat_pgmajfault")})`, legend: "major faults" }],
  });
}
