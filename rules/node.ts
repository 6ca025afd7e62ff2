/** Nodes: whether they are there, and whether their CPU, memory and disks will do. */
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

export const EXPORTER = 'job="node-exporter"';
const KUBELET = 'job="kubelet"';
const STATE = 'job="kube-state-metrics"';

/** The node's own disks: what is in memory cannot be tidied up, and what is on the network is not the node's. */
export const DISK = `${EXPORTER},mountpoint!="",fstype!~"tmpfs|ramfs|nfs.*|cifs|smb.*|ceph.*|glusterfs|fuse.*"`;

/** One series for each disk: bind mounts show the same one at several mount points. */
export const BY_DISK = "by (node, instance, device)";

/** How far ahead a disk's growth is looked at. */
const HORIZON_HOURS = 24;

/** How long before `diskPercent` a disk's growth is looked at: below that, it is a new node that pulls its images. */
const HEAD_START_PERCENT = 15;

/**
 * How long a node that is back is left to settle: 5 minutes for its pods to start, and 10 for the longest
 * `keep_firing_for` of what NodeDown mutes.
 */
const SETTLED_MINUTES = 15;

const common = { ...PLATFORM, component: "node" };

export function node({ thresholds }: RuleSettings): RuleGroup[] {
  const { diskPercent, diskCriticalPercent } = thresholds;
  return [
    {
      name: "node",
      rules: [
        nodeDown("critical"),
        nodeDown("info"),
        cpuHigh(thresholds.cpuPercent),
        memoryHigh(thresholds.memoryPercent),
        diskFilling("high", diskPercent, "15m"),
        diskFilling("critical", diskCriticalPercent, "5m"),
        diskWillFill(diskPercent - HEAD_START_PERCENT),
        inodesFilling("high", diskPercent, "15m"),
        inodesFilling("critical", diskCriticalPercent, "5m"),
      ],
    },
  ];
}

/**
 * A node that is down mutes every alert with its name, so it fires before those do. One of them pages; a cordoned node is
 * one that somebody works on, or that an upgrade is replacing, and pages nobody. The other is there for the muting alone:
 * cordoned or not, and on while what ran on the node comes back and its alerts end.
 *
 * Its own kube-state-metrics may have gone down with the node; until the next one runs, what the node no longer answers
 * has to do. Both exporters must be silent, and both known: a shard of Prometheus that scrapes only one has no say.
 */
function nodeDown(severity: "critical" | "info"): Alert {
  const cordoned = `max by (node) (kube_node_spec_unschedulable{${STATE}}) == 1`;
  return {
    ...common,
    alert: "NodeDown",
    severity,
    expr: `
      (
        max by (node) (kube_node_status_condition{${STATE},condition="Ready",status="true"}) == 0
        or
        (
          max by (node) (up{${KUBELET}}) + max by (node) (up{${EXPORTER}}) == 0
          unless on () max(up{${STATE}}) == 1
        )
      )
      ${severity === "critical" ? `unless on (node) ${cordoned}` : ""}`,
    for: "3m",
    ...(severity === "critical"
      ? {
          // What flaps is one page.
          keepFiringFor: "3m",
          summary: "Node {{ $labels.node }} is down",
          description: `
            Node {{ $labels.node }} has not been Ready for 3 minutes. Its pods are started elsewhere 5 minutes after it
            went; those with a volume that only this node can mount stay down until it is back or deleted. Alerts about
            what runs on it are muted.`,
        }
      : {
          keepFiringFor: `${SETTLED_MINUTES}m`,
          summary: "Alerts about what runs on node {{ $labels.node }} are muted",
          description: `
            Node {{ $labels.node }} has not been Ready for 3 minutes, or has come back within the last ${SETTLED_MINUTES}: alerts
            about what runs on it are muted until its pods have started. If it is cordoned nobody was paged, as it is
            being worked on, or replaced; if nobody is at it, uncordon or delete it.`,
        }),
  };
}

function cpuHigh(percent: number): Alert {
  return {
    ...common,
    alert: "NodeCpuHigh",
    severity: "medium",
    // Time stolen by the hypervisor counts as used, time spent waiting for disks does not.
    expr: `
      sum by (node, instance) (rate(node_cpu_seconds_total{${EXPORTER},mode!~"idle|iowait"}[5m]))
      / count by (node, instance) (node_cpu_seconds_total{${EXPORTER},mode="idle"})
      > ${percent} / 100`,
    for: "15m",
    keepFiringFor: "10m",
    summary: "CPU of node {{ $labels.node }} is busy",
    description: `
      Node {{ $labels.node }} has used {{ $value | humanizePercentage }} of its CPU, more than ${percent}%, for 15
      minutes. Pods get little beyond what they request: they answer late, and probes begin to fail.`,
  };
}

function memoryHigh(percent: number): Alert {
  return {
    ...common,
    alert: "NodeMemoryHigh",
    severity: "high",
    expr: `
      1 - max by (node, instance) (node_memory_MemAvailable_bytes{${EXPORTER}})
      / max by (node, instance) (node_memory_MemTotal_bytes{${EXPORTER}})
      > ${percent} / 100`,
    for: "15m",
    keepFiringFor: "10m",
    summary: "Memory of node {{ $labels.node }} is nearly used up",
    description: `
      Node {{ $labels.node }} has used {{ $value | humanizePercentage }} of its memory, more than ${percent}%, for 15
      minutes. When it runs out, the kubelet evicts pods and the kernel kills processes, whoever caused it.`,
  };
}

/**
 * The share of something on a disk that is used, of disks that can be written to. One that could within the last day is
 * not meant to be read only: the kernel has made it so, for an error of the disk or of what was full.
 * @param alert The alert that goes on, however long the disk stays read-only, once it has fired.
 */
function usedShare(free: string, total: string, alert: Pick<Alert, "alert" | "severity">): string {
  return `
    1 - min ${BY_DISK} (${free}{${DISK}} / ${total}{${DISK}})
    and (
      min ${BY_DISK} (min_over_time(node_filesystem_readonly{${DISK}}[1d])) == 0
      or
      max ${BY_DISK} (ALERTS{alertname="${alert.alert}",severity="${alert.severity}",alertstate="firing"})
    )`;
}

/** Under one name at both severities: the critical one mutes the other. */
function diskFilling(severity: "high" | "critical", percent: number, lasting: string): Alert {
  const alert = { alert: "NodeDiskFilling", severity };
  return {
    ...common,
    ...alert,
    expr: `(${usedShare("node_filesystem_avail_bytes", "node_filesystem_size_bytes", alert)}) > ${percent} / 100`,
    for: lasting,
    keepFiringFor: "5m",
    summary: "Disk {{ $labels.device }} of node {{ $labels.node }} is nearly full",
    description: `
      {{ $value | humanizePercentage }} of disk {{ $labels.device }} on node {{ $labels.node }} is used, more than
      ${percent}%. At the kubelet's limit it deletes images, then evicts pods; on a full disk everything on the node that
      writes fails.`,
  };
}

function inodesFilling(severity: "high" | "critical", percent: number, lasting: string): Alert {
  const alert = { alert: "NodeInodesFilling", severity };
  return {
    ...common,
    ...alert,
    expr: `(${usedShare("node_filesystem_files_free", "node_filesystem_files", alert)}) > ${percent} / 100`,
    for: lasting,
    keepFiringFor: "5m",
    summary: "Disk {{ $labels.device }} of node {{ $labels.node }} is running out of inodes",
    description: `
      {{ $value | humanizePercentage }} of the inodes of disk {{ $labels.device }} on node {{ $labels.node }} are used,
      more than ${percent}%. Without a free inode no file can be made, however much space is left.`,
  };
}

function diskWillFill(floorPercent: number): Alert {
  const alert = { alert: "NodeDiskWillFill", severity: "high" } as const;
  return {
    ...common,
    ...alert,
    // predict_linear would say whether; this says when, in seconds.
    expr: `
      min ${BY_DISK} (
        node_filesystem_avail_bytes{${DISK}} / -(deriv(node_filesystem_avail_bytes{${DISK}}[6h]) < 0)
      ) < ${HORIZON_HOURS} * 3600
      and (${usedShare("node_filesystem_avail_bytes", "node_filesystem_size_bytes", alert)}) > ${floorPercent} / 100`,
    for: "1h",
    keepFiringFor: "30m",
    summary: "Disk {{ $labels.device }} of node {{ $labels.node }} will be full within a day",
    description: `
      As it has grown over the last 6 hours, disk {{ $labels.device }} on node {{ $labels.node }} is full in
      {{ $value | humanizeDuration }}.`,
  };
}
