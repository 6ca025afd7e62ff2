/** What the kernel has only so much of, and the clock. */
import { asLines, graph, type Panel, steps } from "../common";
import { NODE } from "./selectors";

/** Where the chart's NodeHighNumberConntrackEntriesUsed alerts. */
const CONNTRACK_PERCENT = 75;

/** Where the chart's NodeFileDescriptorLimit alerts first. */
const FILES_PERCENT = 70;

/** Where the chart's NodeClockSkewDetected alerts, in seconds. */
const SKEW_SECONDS = 0.05;

export function conntrack(): Panel {
  return share(
    "Connections tracked",
    `Entries of the table of connections (conntrack) in use. Above ${CONNTRACK_PERCENT}% NodeHighNumberConntrackEntriesUsed fires; when it is full, new connections are dropped without a word: raise nf_conntrack_max, or find who opens so many.`,
    ["node_nf_conntrack_entries", "node_nf_conntrack_entries_limit"],
    CONNTRACK_PERCENT,
  );
}

export function files(): Panel {
  return share(
    "File descriptors",
    `Open files of all processes, of those that the kernel allows. Above ${FILES_PERCENT}% NodeFileDescriptorLimit fires: a process that leaks them takes the node with it.`,
    ["node_filefd_allocated", "node_filefd_maximum"],
    FILES_PERCENT,
  );
}

function share(title: string, description: string, [used, limit]: [string, string], percent: number): Panel {
  return graph({
    title,
    description,
    width: 8,
    unit: "percent",
    queries: [{ expr: `100 * max(${used}{${NODE}}) / max(${limit}{${NODE}})`, legend: "in use" }],
  })
    .axisSoftMax(100)
    .thresholds(steps([percent, "red"]))
    .thresholdsStyle(asLines());
}

export function clock(): Panel {
  return graph({
    title: "Clock",
    description: `How far the clock is from its source, and whether the kernel takes it for synchronised (1, right). Past ${SKEW_SECONDS * 1000} ms NodeClockSkewDetected fires: certificates, leases and the order of lines go wrong. Look at the node's NTP service.`,
    width: 8,
    unit: "s",
    queries: [
      { expr: `max(node_timex_offset_seconds{${NODE}})`, legend: "offset" },
      { expr: `min(node_timex_sync_status{${NODE}})`, legend: "synchronised" },
    ],
  }).overrideByQuery("B", [
    { id: "unit", value: "short" },
    { id: "decimals", value: 0 },
    { id: "max", value: 1 },
    { id: "custom.axisPlacement", value: "right" },
  ]);
}
