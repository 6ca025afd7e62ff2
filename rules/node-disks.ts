/** Nodes' disks: whether their space and their inodes will do. */
import { NODE_UID } from "../names/dashboards";
import { type Alert, PLATFORM, type Recording, type RuleGroup, type RuleSettings } from "./rule";

export const EXPORTER = 'job="node-exporter"';

/** The node's own disks: what is in memory cannot be tidied up, and what is on the network is not the node's. */
export const DISK = `${EXPORTER},mountpoint!="",fstype!~"tmpfs|ramfs|nfs.*|cifs|smb.*|ceph.*|glusterfs|fuse.*"`;

/** One series for each disk: bind mounts show the same one at several mount points. */
export const BY_DISK = "by (node, instance, device)";

/** How far ahead a disk's growth is looked at. */
const HORIZON_HOURS = 24;

/** How long before `diskPercent` a disk's growth is looked at: below that, it is a new node that pulls its images. */
const HEAD_START_PERCENT = 15;

/** When a disk could last be written to. */
export const WRITABLE = "device:node_filesystem_writable:timestamp_seconds";

/** For how many days that is kept of a disk which has become read-only. */
export const WRITABLE_DAYS = 7;

const common = { ...PLATFORM, component: "node", dashboard: NODE_UID };

type Thresholds = RuleSettings["thresholds"];

export function nodeDisks({ diskPercent, diskCriticalPercent }: Thresholds): Alert[] {
  return [
    diskFilling("high", diskPercent, "15m"),
    diskFilling("critical", diskCriticalPercent, "5m"),
    inodesFilling("high", diskPercent, "15m"),
    inodesFilling("critical", diskCriticalPercent, "5m"),
  ];
}

/**
 * What looks back for hours or days, at every file system of every node: every two minutes, so that lookback (5 minutes)
 * bridges a late one. Reading the samples of a day at each evaluation is what a cluster of a thousand nodes cannot do.
 */
export function nodeDiskGrowth({ diskPercent }: Thresholds): RuleGroup {
  return {
    name: "node-disk-history",
    interval: "2m",
    rules: [writable(), diskWillFill(diskPercent - HEAD_START_PERCENT)],
  };
}

/** The last value goes on while it is read-only, and across a day in which Prometheus or the exporter was away. */
function writable(): Recording {
  return {
    record: WRITABLE,
    expr: `
      0 * (min ${BY_DISK} (node_filesystem_readonly{${DISK}}) == 0) + time()
      or last_over_time(${WRITABLE}[1d]) > time() - ${WRITABLE_DAYS} * 86400`,
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
      min ${BY_DISK} (node_filesystem_readonly{${DISK}}) == 0
      or ${WRITABLE} > time() - 86400
      or max ${BY_DISK} (ALERTS{alertname="${alert.alert}",severity="${alert.severity}",alertstate="firing"})
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
