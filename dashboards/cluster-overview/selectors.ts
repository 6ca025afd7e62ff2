/** Which series the panels look at. */

export const NODE_EXPORTER = 'job="node-exporter"';
export const STATE = 'job="kube-state-metrics"';
export const PROMETHEUS = 'job="kube-prometheus-stack-prometheus"';
export const ALERTMANAGER = 'job="kube-prometheus-stack-alertmanager"';

/** The nodes and the namespaces that are picked at the top of the page. */
export const PICKED_NODES = 'node=~"$node"';
export const PICKED_NAMESPACES = 'namespace=~"$namespace"';

/** A node's own disks: what is in memory cannot be tidied up, and what is on the network is not the node's. */
const DISKS = `${NODE_EXPORTER},mountpoint!="",fstype!~"tmpfs|ramfs|nfs.*|cifs|smb.*|ceph.*|glusterfs|fuse.*"`;

/** Bytes of the disks that can be written to, a series for each mount point. */
export function diskBytes(metric: "avail" | "size", selector = ""): string {
  const labels = selector === "" ? DISKS : `${DISKS},${selector}`;
  return `(node_filesystem_${metric}_bytes{${labels}} and node_filesystem_readonly{${labels}} == 0)`;
}

/** CPU time that is used, as the rule NodeCpuHigh counts it: stolen time is used, time spent waiting for disks is not. */
export function cpuUsed(interval: string, selector = ""): string {
  return `rate(node_cpu_seconds_total{${NODE_EXPORTER},mode!~"idle|iowait"${selector && `,${selector}`}}[${interval}])`;
}

/** A series for each CPU. */
export function cpus(selector = ""): string {
  return `node_cpu_seconds_total{${NODE_EXPORTER},mode="idle"${selector && `,${selector}`}}`;
}
