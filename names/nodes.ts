/** The series by which nodes are compared, each with the label `node`: recorded, as each CPU and interface has series of its own. */

/** CPU in use, as NodeCpuHigh counts it: stolen time is used, time spent waiting for disks is not. */
export const NODE_CPU = "node:cpu_used:ratio_rate5m";

/** Processes that run or wait over 5 minutes, for each CPU. */
export const NODE_LOAD = "node:load_per_cpu:last";

/** Memory in use, caches aside. */
export const NODE_MEMORY = "node:memory_used:ratio";

/** Use of the fullest of a node's own disks that can be written to. */
export const NODE_DISK = "node:disk_used:ratio_max";

/** The share of time in which the busiest disk had something to do. */
export const NODE_DISK_BUSY = "node:disk_busy:ratio_rate5m";

/** Bytes a second through a node's own interfaces, and packets a second that were wrong or dropped there. */
export const NODE_RECEIVED = "node:network_receive_bytes:rate5m";
export const NODE_SENT = "node:network_transmit_bytes:rate5m";
export const NODE_PACKETS_LOST = "node:network_packets_lost:rate5m";

/** Interfaces of pods and bridges, which repeat what goes through the node's own. */
export const VIRTUAL_INTERFACES =
  "lo|veth.*|cali.*|cilium.*|lxc.*|cni.*|docker.*|flannel.*|tunl.*|vxlan.*|br-.*|virbr.*|kube-ipvs.*|dummy.*|nodelocaldns";
