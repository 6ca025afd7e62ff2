/** Disks of the picked node: room, and how fast they answer. */
import type { Settings } from "../../settings";
import { diskBytes } from "../cluster-overview/selectors";
import { asLines, graph, type Panel, steps } from "../common";
import { stat } from "../tiles";
import { NODE, rateBy } from "./selectors";

type Thresholds = Settings["thresholds"];

/** The node's own: what is in memory cannot be tidied up, and what is on the network is not the node's. */
const OWN = `${NODE},mountpoint!="",fstype!~"tmpfs|ramfs|nfs.*|cifs|smb.*|ceph.*|glusterfs|fuse.*"`;

/** Loop devices, RAM disks and drives without a disk in them. */
const DEVICES = ',device!~"loop.*|ram.*|sr.*|fd.*"';

export function space({ diskPercent, diskCriticalPercent }: Thresholds): Panel {
  return room(
    "Space",
    `Use of each disk that can be written to. Above ${diskPercent}% for 15 minutes NodeDiskFilling fires, above ${diskCriticalPercent}% it pages: prune images, delete old logs, or enlarge it.`,
    `${diskBytes("avail", 'node="$node"')} / ${diskBytes("size", 'node="$node"')}`,
    [diskPercent, diskCriticalPercent],
  );
}

export function inodes({ diskPercent, diskCriticalPercent }: Thresholds): Panel {
  return room(
    "Inodes",
    `Inodes in use: without a free one no file can be made, however much space is left. At ${diskPercent}% and ${diskCriticalPercent}% NodeInodesFilling fires; look for a directory with millions of small files.`,
    `(node_filesystem_files_free{${OWN}} and node_filesystem_readonly{${OWN}} == 0) / (node_filesystem_files{${OWN}} > 0)`,
    [diskPercent, diskCriticalPercent],
  );
}

function room(title: string, description: string, free: string, [high, critical]: [number, number]): Panel {
  return graph({
    title,
    description,
    width: 9,
    unit: "percent",
    queries: [{ expr: `100 * max by (mountpoint) (1 - ${free})`, legend: "{{mountpoint}}" }],
  })
    .axisSoftMax(100)
    .thresholds(steps([high, "orange"], [critical, "red"]))
    .thresholdsStyle(asLines());
}

export function daysLeft({ capacity: { days, soonDays } }: Thresholds): Panel {
  return stat({
    title: "Days left",
    description: `Days until a disk of this node is full, as its peaks have grown over two periods; below ${days} it is a ticket, below ${soonDays} a more urgent one. Capacity has all of them.`,
    width: 6,
    unit: "d",
    queries: [
      {
        expr: 'last_over_time(resource:capacity_left:days{resource="node-disk",node="$node"}[2h])',
        legend: "{{device}}",
      },
    ],
    empty: "Nothing grows",
  })
    .decimals(0)
    .thresholds(daysAsStates(days, soonDays));
}

/** Few are bad: red below the lower number, orange below the higher one. */
function daysAsStates(days: number, soonDays: number) {
  const built = steps([soonDays, "orange"], [days, "green"]).build();
  const [first, ...others] = built.steps;
  return { build: () => ({ ...built, steps: first === undefined ? others : [{ ...first, color: "red" }, ...others] }) };
}

export function busy(): Panel {
  return graph({
    title: "Time busy",
    description:
      "The share of time in which each disk had something to do. At 100% a spinning disk can do no more; of an SSD, which does many things at once, only the latency beside this tells.",
    width: 6,
    unit: "percentunit",
    queries: [{ expr: rateBy("device", "node_disk_io_time_seconds_total", DEVICES), legend: "{{device}}" }],
  }).axisSoftMax(1);
}

export function latency(): Panel {
  const wait = (time: string, operations: string) =>
    `${rateBy("device", `node_disk_${time}_time_seconds_total`, DEVICES)} / (${rateBy("device", `node_disk_${operations}_completed_total`, DEVICES)} > 0)`;
  return graph({
    title: "Latency",
    description:
      "How long a read and a write take on average, waiting included (await). An SSD answers within a millisecond or two, a cloud's volume within ten; a step up with the same load is a disk that is throttled or fails.",
    width: 6,
    unit: "s",
    queries: [
      { expr: wait("read", "reads"), legend: "{{device}} read" },
      { expr: wait("write", "writes"), legend: "{{device}} write" },
    ],
  });
}

export function operations(): Panel {
  return above(
    "Operations",
    "Reads a second (above zero) and writes (below), of each disk. A cloud's volume has a limit of them: a flat top is that limit, and a larger volume or another class lifts it.",
    "iops",
    ["node_disk_reads_completed_total", "node_disk_writes_completed_total"],
  );
}

export function bytes(): Panel {
  return above(
    "Read and written",
    "Bytes a second read (above zero) and written (below), of each disk. Who writes, is on the page Workloads.",
    "Bps",
    ["node_disk_read_bytes_total", "node_disk_written_bytes_total"],
  );
}

function above(title: string, description: string, unit: string, [read, written]: [string, string]): Panel {
  return graph({
    title,
    description,
    width: 6,
    unit,
    queries: [
      { expr: rateBy("device", read, DEVICES), legend: "{{device}} read" },
      { expr: rateBy("device", written, DEVICES), legend: "{{device}} write" },
    ],
  }).overrideByQuery("B", [{ id: "custom.transform", value: "negative-Y" }]);
}
