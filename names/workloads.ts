/**
 * The series by which it is known what workloads use. They are recorded each minute, as a graph over the raw series of ten
 * thousand pods takes seconds. All have the labels `namespace`, `kind` (Deployment, StatefulSet, DaemonSet, CronJob, Pod …)
 * and `workload`, the name of what owns the pods.
 */

/** One for each pod, with the label `pod`: what owns it. */
export const POD_WORKLOAD = "pod:workload:info";

/** Pods that have not ended, and those of them that wait or are not ready, Jobs' aside. */
export const PODS = "workload:pods:count";
export const PODS_NOT_READY = "workload:pods_not_ready:count";

/** Pods that wait, have failed or are lost with their node, Jobs' aside. */
export const PODS_NOT_RUNNING = "workload:pods_not_running:count";

/** How many things are wrong with it: pods not ready, restarts, kills for memory, memory near a limit, CPU held back. */
export const WRONG = "workload:wrong:count";

/** From which share of its periods on, in per cent, a container held back by its CPU limit is wrong: that of the chart's CPUThrottlingHigh. */
export const THROTTLED_PERCENT = 25;

/** Cores in use, and those that containers request. */
export const CPU = "workload:container_cpu_used:rate5m";
export const CPU_REQUESTED = "workload:container_cpu_requested:sum";

/** The share of its periods in which a container was held back by its CPU limit, of the container that is held back most. */
export const THROTTLED = "workload:container_cpu_throttled:ratio_max";

/** Bytes in use (the working set, which the kubelet evicts by), and those that containers request. */
export const MEMORY = "workload:container_memory_working_set_bytes:sum";
export const MEMORY_REQUESTED = "workload:container_memory_requested_bytes:sum";

/** The share of its memory limit that a container uses, cached files not counted, of the container that is nearest to it. */
export const MEMORY_OF_LIMIT = "workload:container_memory_of_limit:ratio_max";

/** Restarts of containers within a quarter of an hour. */
export const RESTARTS = "workload:container_restarts:increase15m";

/** Containers that were killed at their memory limit within an hour. */
export const OOM_KILLED = "workload:containers_oom_killed:count";

/** Bytes a second by the network, of pods with a network of their own, and packets a second that were dropped or wrong. */
export const RECEIVED = "workload:network_receive_bytes:rate5m";
export const SENT = "workload:network_transmit_bytes:rate5m";
export const PACKETS_LOST = "workload:network_packets_lost:rate5m";

/** Bytes a second from and to disks. */
export const READ = "workload:container_fs_read_bytes:rate5m";
export const WRITTEN = "workload:container_fs_written_bytes:rate5m";
