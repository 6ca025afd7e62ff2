/** What nodes and containers do: one node is busy, the disk of another fills up. */
import { BUSY_NODE, FILLING_NODE, type Node, type Pod, podNamed } from "./cluster";
import { busyness } from "./noise";
import { type Asked, constant, counter, daily, level, ramp, seldom, type Shapes } from "./shapes";
import { GIB } from "./sizes";

function nodeOf({ cluster, labels }: Asked): Node {
  const found = cluster.nodes.find(({ name }) => name === labels["node"]) ?? cluster.nodes[0];
  if (found === undefined) throw new Error("a cluster has nodes");
  return found;
}

function podOf({ cluster, labels }: Asked): Pod | undefined {
  return podNamed(cluster, labels);
}

/** Parts of a processor's time, idle time aside. */
const MODES: Readonly<Record<string, number>> = {
  user: 0.6,
  system: 0.25,
  iowait: 0.05,
  softirq: 0.05,
  steal: 0.02,
  irq: 0.02,
  nice: 0.01,
};

/** The part of a node's processors that is used, before the day changes it. */
function busy(asked: Asked): number {
  return nodeOf(asked).name === BUSY_NODE ? 0.68 : 0.22 + 0.1 * asked.seed;
}

function filesystem(asked: Asked) {
  const { disk, name } = nodeOf(asked);
  const { mountpoint = "" } = asked.labels;
  const size = mountpoint === "/" ? disk / 2 : disk;
  const used = mountpoint === "/" ? 0.42 : 0.55;
  return name === FILLING_NODE && mountpoint !== "/"
    ? { size, avail: ramp(asked, size * 0.3, size * 0.035, 6 * 3600) }
    : { size, avail: ramp(asked, size * (1 - used), size * (1 - used - 0.06), 30 * 86_400) };
}

export const NODE_SHAPES: Shapes = [
  [
    /^node_cpu_seconds_total$/,
    (asked) => {
      const { mode = "", node = "" } = asked.labels;
      // The modes of a processor are one clock: what is not used is idle.
      const own = { ...asked, seed: Number(asked.labels["cpu"]) / 10 + node.length / 100 };
      const used = busy({ ...own, seed: 0.3 });
      const all = counter(own, used);
      if (mode !== "idle") return (at) => all(at) * (MODES[mode] ?? 0);
      return (at) => at - (asked.end - 40 * 86_400) - all(at);
    },
  ],
  [/^node_load(1|5|15)$/, (asked) => daily(asked, busy(asked) * nodeOf(asked).cpus * 1.3)],
  [/^node_memory_MemTotal_bytes$/, (asked) => constant(nodeOf(asked).memory)],
  [
    /^node_memory_MemAvailable_bytes$/,
    (asked) => level(asked, nodeOf(asked).memory * (nodeOf(asked).name === BUSY_NODE ? 0.18 : 0.45)),
  ],
  [/^node_memory_(MemFree)_bytes$/, (asked) => level(asked, nodeOf(asked).memory * 0.1)],
  [/^node_memory_(Cached|Buffers|Slab|SReclaimable)_bytes$/, (asked) => level(asked, nodeOf(asked).memory * 0.08)],
  [/^node_memory_SwapTotal_bytes$/, () => constant(2 * GIB)],
  [/^node_memory_SwapFree_bytes$/, (asked) => level(asked, 1.8 * GIB)],
  [/^node_filesystem_size_bytes$/, (asked) => constant(filesystem(asked).size)],
  [/^node_filesystem_(avail|free)_bytes$/, (asked) => filesystem(asked).avail],
  [/^node_filesystem_files$/, () => constant(6_553_600)],
  [/^node_filesystem_files_free$/, (asked) => level(asked, 5_800_000)],
  [/^node_filesystem_(readonly|device_error)$/, () => constant(0)],
  [/^node_network_(receive|transmit)_bytes_total$/, (asked) => counter(asked, 2e6 * (0.5 + asked.seed))],
  [/^node_network_(receive|transmit)_packets_total$/, (asked) => counter(asked, 3000 * (0.5 + asked.seed))],
  [
    /^node_network_(receive|transmit)_(drop|errs)_total$/,
    (asked) => seldom(asked, nodeOf(asked).name === BUSY_NODE ? 90 : 8),
  ],
  [/^node_disk_io_time_seconds_total$/, (asked) => counter(asked, 0.1 + 0.3 * asked.seed)],
  [/^node_disk_(reads|writes)_completed_total$/, (asked) => counter(asked, 40 + 120 * asked.seed)],
  [/^node_disk_(read|write|io)_time\w*_seconds_total$/, (asked) => counter(asked, 0.1 + 0.2 * asked.seed)],
  [/^node_disk_(read|written)_bytes_total$/, (asked) => counter(asked, 2e6 * (0.2 + asked.seed))],
  [/^node_(context_switches|intr)_total$/, (asked) => counter(asked, 8000 * (0.5 + asked.seed))],
  [/^node_netstat_\w+$|^node_vmstat_psw\w+$/, (asked) => counter(asked, /Retrans|psw/.test(asked.metric) ? 0.4 : 400)],
  [/^node_vmstat_pgmajfault$/, (asked) => counter(asked, 0.5)],
  [/^node_pressure_\w+_seconds_total$/, (asked) => counter(asked, 0.02 + 0.05 * asked.seed)],
  [/^node_vmstat_oom_kill$/, (asked) => seldom(asked, nodeOf(asked).name === BUSY_NODE ? 0.5 : 0)],
  [/^node_scrape_collector_success$|^node_uname_info$/, () => constant(1)],
  [/^node_boot_time_seconds$/, ({ end }) => constant(end - 60 * 86_400)],
  [
    /^node_nf_conntrack_entries(_limit)?$/,
    (asked) => (asked.metric.endsWith("limit") ? constant(262_144) : daily(asked, 60_000)),
  ],
  [
    /^node_filefd_(allocated|maximum)$/,
    (asked) => (asked.metric.endsWith("maximum") ? constant(1e6) : level(asked, 20_000)),
  ],
  [
    /^node_timex_(offset_seconds|sync_status)$/,
    (asked) => (asked.metric.endsWith("status") ? constant(1) : level(asked, 4e-4)),
  ],
];

export const CONTAINER_SHAPES: Shapes = [
  [/^container_cpu_usage_seconds_total$/, (asked) => counter(asked, (podOf(asked)?.workload.cpu ?? 0.1) * 0.8)],
  [
    /^container_cpu_cfs_(throttled_)?periods_total$/,
    (asked) =>
      counter(asked, asked.metric.includes("throttled") ? (podOf(asked)?.workload.name === "catalog" ? 3.5 : 0.1) : 10),
  ],
  [
    /^container_memory_(working_set_bytes|rss)$/,
    (asked) => {
      const mean = podOf(asked)?.workload.memory ?? 1e8;
      return (at) => mean * (0.75 + 0.1 * busyness(asked.seed, at));
    },
  ],
  [/^container_fs_usage_bytes$/, (asked) => level(asked, 2e8)],
  [/^container_fs_(reads|writes)_bytes_total$/, (asked) => counter(asked, 2e5 * asked.seed)],
  [/^container_fs_(reads|writes)_total$/, (asked) => counter(asked, 20 * asked.seed)],
  [/^container_network_(receive|transmit)_bytes_total$/, (asked) => counter(asked, 3e5 * (0.1 + asked.seed))],
  [/^container_network_(receive|transmit)_packets_total$/, (asked) => counter(asked, 400 * (0.1 + asked.seed))],
  [
    /^container_network_\w+_(packets_dropped|errors)_total$/,
    (asked) => seldom(asked, podOf(asked)?.workload.name === "catalog" ? 30 : 0),
  ],
  [/^container_oom_events_total$/, (asked) => seldom(asked, podOf(asked)?.state === "crashing" ? 4 : 0)],
  [/^kubelet_volume_stats_capacity_bytes$/, (asked) => constant(volume(asked))],
  [/^kubelet_volume_stats_used_bytes$/, (asked) => used(asked)],
  [/^kubelet_volume_stats_available_bytes$/, (asked) => (at) => volume(asked) - used(asked)(at)],
  [/^kubelet_volume_stats_inodes$/, () => constant(2e6)],
  [/^kubelet_volume_stats_inodes_used$/, (asked) => level(asked, 1e5)],
  [/^kubelet_volume_stats_inodes_free$/, (asked) => level(asked, 1.8e6)],
];

function volume({ cluster, labels }: Asked): number {
  return cluster.pods.find(({ claim }) => claim === labels["persistentvolumeclaim"])?.workload.volume ?? 10 * GIB;
}

/** One volume is nearly full: that of the database of orders. */
function used(asked: Asked) {
  const all = volume(asked);
  const part = asked.labels["persistentvolumeclaim"] === "data-orders-0" ? 0.87 : 0.3 + 0.3 * asked.seed;
  return ramp(asked, all * (part - 0.15), all * part, 30 * 86_400);
}
