/** What runs on Kubernetes: pods that do not come up, containers that are killed, volumes that fill. */
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

export const STATE = 'job="kube-state-metrics"';
/** The kubelet's own metrics; its other endpoints repeat some of them. */
const KUBELET = 'job="kubelet",metrics_path="/metrics"';

export const BY_CONTAINER = "(namespace, pod, container)";
const BY_CLAIM = "(namespace, persistentvolumeclaim)";

const common = { ...PLATFORM, component: "kubernetes" };

/** How long a container must have been ready to count as recovered. */
const RECOVERED = "5m";

export function kubernetes({ thresholds }: RuleSettings): RuleGroup[] {
  const { diskPercent, diskCriticalPercent, podRestarts } = thresholds;
  return [
    {
      name: "kubernetes-pods",
      rules: [podCrashLooping(podRestarts), podNotReady(), containerOomKilled()],
    },
    {
      name: "kubernetes-volumes",
      rules: [
        volumeFilling("high", diskPercent, "15m"),
        volumeFilling("critical", diskCriticalPercent, "5m"),
        volumeInodesFilling("high", diskPercent, "15m"),
        volumeInodesFilling("critical", diskCriticalPercent, "5m"),
      ],
    },
  ];
}

/** Pods with a container that the kubelet holds back because it keeps failing. */
export const CRASH_LOOPING_PODS = `
  max by (namespace, pod) (
    max_over_time(kube_pod_container_status_waiting_reason{${STATE},reason="CrashLoopBackOff"}[15m])
  ) == 1`;

/**
 * The node of each scheduled pod. One series for each pod, or an error would stop the whole rule; and none for a pod that
 * several kube-state-metrics see on different nodes: picking one would pick another at the next evaluation, and make a
 * new alert of it.
 * @param lookback Also where a pod was last seen within so long.
 */
export function podNodes(lookback?: string): string {
  const info = `kube_pod_info{${STATE},node!=""}`;
  const one = (series: string) => {
    const nodes = `max by (namespace, pod, node) (${series})`;
    return `(${nodes} unless on (namespace, pod) (count by (namespace, pod) (${nodes}) > 1))`;
  };
  return lookback === undefined
    ? one(info)
    : `(${one(info)} or on (namespace, pod) ${one(`last_over_time(${info}[${lookback}])`)})`;
}

/** Adds the label `node` of the pod, so that NodeDown mutes it; what has no pod, or one without a node, stays as it is. */
export function withNode(expr: string, nodes = podNodes()): string {
  return `
    (${expr}) * on (namespace, pod) group_left (node) ${nodes}
    or on (namespace, pod) (${expr})`;
}

/**
 * Often restarted, or held back by the kubelet: at five minutes' back-off a container no longer makes many restarts. A
 * start that took a few attempts has recovered by the time this would fire.
 */
function podCrashLooping(restarts: number): Alert {
  const total = `kube_pod_container_status_restarts_total{${STATE}}`;
  return {
    ...common,
    alert: "PodCrashLooping",
    severity: "high",
    expr: withNode(`
      max by ${BY_CONTAINER} (${total}) >= ${restarts}
      and (
        max by ${BY_CONTAINER} (increase(${total}[15m])) >= ${restarts}
        or
        max by ${BY_CONTAINER} (
          max_over_time(kube_pod_container_status_waiting_reason{${STATE},reason="CrashLoopBackOff"}[15m])
        ) == 1
      )
      unless min by ${BY_CONTAINER} (min_over_time(kube_pod_container_status_ready{${STATE}}[${RECOVERED}])) == 1`),
    for: "10m",
    keepFiringFor: "5m",
    summary: "Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} keeps crashing",
    description: `
      Container {{ $labels.container }} of pod {{ $labels.namespace }}/{{ $labels.pod }} does not stay up: it has been
      restarted {{ $value }} times, and not been ready for ${RECOVERED} at a stretch. The pod serves nothing meanwhile.`,
  };
}

function podNotReady(): Alert {
  const phase = (matcher: string) => `max by (namespace, pod) (kube_pod_status_phase{${STATE},phase${matcher}}) == 1`;
  return {
    ...common,
    alert: "PodNotReady",
    severity: "medium",
    // A pod that waits for a node has no Ready condition yet. Jobs are not there to be ready, and of pods that crash
    // PodCrashLooping speaks.
    expr: withNode(`
      (
        ${phase('=~"Pending|Unknown"')}
        or
        max by (namespace, pod) (kube_pod_status_ready{${STATE},condition="true"}) == 0
        and ${phase('="Running"')}
      )
      unless max by (namespace, pod) (kube_pod_owner{${STATE},owner_kind="Job"}) == 1
      unless ${CRASH_LOOPING_PODS}`),
    for: "15m",
    keepFiringFor: "5m",
    summary: "Pod {{ $labels.namespace }}/{{ $labels.pod }} is not ready",
    description: `
      Pod {{ $labels.namespace }}/{{ $labels.pod }} has been pending or not ready for 15 minutes: it gets no traffic, and
      a rollout that waits for it does not go on.`,
  };
}

function containerOomKilled(): Alert {
  return {
    ...common,
    alert: "ContainerOomKilled",
    severity: "medium",
    expr: withNode(`
      max by ${BY_CONTAINER} (increase(kube_pod_container_status_restarts_total{${STATE}}[15m])) > 0
      and
      max by ${BY_CONTAINER} (
        kube_pod_container_status_last_terminated_reason{${STATE},reason="OOMKilled"}
      ) == 1`),
    // It has happened: waiting would tell nothing more.
    for: "0s",
    summary: "Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} ran out of memory",
    description: `
      Container {{ $labels.container }} of pod {{ $labels.namespace }}/{{ $labels.pod }} was killed at its memory limit
      and started again (restarts in 15 minutes: {{ $value | printf "%.0f" }}). What it was doing is lost, and it will
      happen again at the same load.`,
  };
}

/** The share of something on a volume that is used. Nobody can make room on one that is only read. */
function usedShare(free: string, total: string): string {
  return `
    1 - min by ${BY_CLAIM} (${free}{${KUBELET}} / ${total}{${KUBELET}})
    unless max by ${BY_CLAIM} (
      kube_persistentvolumeclaim_access_mode{${STATE},access_mode="ReadOnlyMany"}
    ) == 1`;
}

function volumeFilling(severity: "high" | "critical", percent: number, lasting: string): Alert {
  return {
    ...common,
    alert: "PersistentVolumeFilling",
    severity,
    expr: `(${usedShare("kubelet_volume_stats_available_bytes", "kubelet_volume_stats_capacity_bytes")}) > ${percent} / 100`,
    for: lasting,
    keepFiringFor: "5m",
    summary: "Volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is nearly full",
    description: `
      {{ $value | humanizePercentage }} of volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is used,
      more than ${percent}%. When it is full, whatever writes to it stops working, and often does not start again.`,
  };
}

function volumeInodesFilling(severity: "high" | "critical", percent: number, lasting: string): Alert {
  return {
    ...common,
    alert: "PersistentVolumeInodesFilling",
    severity,
    expr: `(${usedShare("kubelet_volume_stats_inodes_free", "kubelet_volume_stats_inodes")}) > ${percent} / 100`,
    for: lasting,
    keepFiringFor: "5m",
    summary: "Volume {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} is running out of inodes",
    description: `
      {{ $value | humanizePercentage }} of the inodes of volume
      {{ $labels.namespace }}/{{ $labels.persistentvolumeclaim }} are used, more than ${percent}%. Without a free inode
      no file can be made, however much space is left.`,
  };
}
