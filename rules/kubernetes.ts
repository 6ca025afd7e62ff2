/** What runs on Kubernetes: pods that do not come up, containers that are killed, workloads that are away. */
import { WORKLOADS_UID } from "../names/dashboards";
import { flapping } from "./flapping";
import { kubernetesVolumes } from "./kubernetes-volumes";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

export const STATE = 'job="kube-state-metrics"';

export const BY_CONTAINER = "(namespace, pod, container)";

const common = { ...PLATFORM, component: "kubernetes", dashboard: WORKLOADS_UID };

/** How long a container must have been ready to count as recovered. */
const RECOVERED = "5m";

export function kubernetes({ thresholds }: RuleSettings): RuleGroup[] {
  return [
    {
      name: "kubernetes-pods",
      rules: [podCrashLooping(thresholds.podRestarts), podNotReady(), containerOomKilled()],
    },
    kubernetesVolumes(thresholds),
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

/** How long a crash that comes back is waited for; a container that runs longer is held back by the kubelet no more. */
const SLOW_CRASHES_MINUTES = 15;

/**
 * Often restarted, or held back by the kubelet: at five minutes' back-off a container no longer makes many restarts. A
 * start that took a few attempts has recovered by the time this would fire.
 *
 * One that runs for ten minutes has its back-off forgotten (Kubernetes' "Container restart policy"), and is ready until it
 * crashes again: it is known by restarts in three such times in a row.
 */
function podCrashLooping(restarts: number): Alert {
  const total = `kube_pod_container_status_restarts_total{${STATE}}`;
  const before = (times: number) =>
    `max by ${BY_CONTAINER} (${total}${times === 0 ? "" : ` offset ${times * SLOW_CRASHES_MINUTES}m`})`;
  const slowly = [0, 1, 2].map((times) => `${before(times)} - ${before(times + 1)} > 0`).join("\nand ");
  return {
    ...common,
    alert: "PodCrashLooping",
    severity: "high",
    expr: withNode(`
      max by ${BY_CONTAINER} (${total}) >= ${restarts}
      and (
        (
          max by ${BY_CONTAINER} (increase(${total}[15m])) >= ${restarts}
          or
          max by ${BY_CONTAINER} (
            max_over_time(kube_pod_container_status_waiting_reason{${STATE},reason="CrashLoopBackOff"}[15m])
          ) == 1
        )
        unless min by ${BY_CONTAINER} (min_over_time(kube_pod_container_status_ready{${STATE}}[${RECOVERED}])) == 1
        or
        (${before(0)} - ${before(3)} >= ${restarts} and ${slowly})
      )`),
    for: "10m",
    keepFiringFor: "5m",
    summary: "Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} keeps crashing",
    description: `
      Container {{ $labels.container }} of pod {{ $labels.namespace }}/{{ $labels.pod }} does not stay up: it has been
      restarted {{ $value }} times, and not been ready for ${RECOVERED} at a stretch, or crashed again and again over
      ${3 * SLOW_CRASHES_MINUTES} minutes. The pod serves nothing while it is down.`,
  };
}

function podNotReady(): Alert {
  const phase = (matcher: string) => `max by (namespace, pod) (kube_pod_status_phase{${STATE},phase${matcher}}) == 1`;
  const ready = `kube_pod_status_ready{${STATE},condition="true"}`;
  return {
    ...common,
    alert: "PodNotReady",
    severity: "medium",
    // A pod that waits for a node has no Ready condition yet, and one whose scheduling is gated waits as somebody wants it
    // to. Jobs are not there to be ready, and of pods that crash PodCrashLooping speaks.
    expr: withNode(`
      (
        ${phase('=~"Pending|Unknown"')}
        or
        (max by (namespace, pod) (${ready}) == 0 or ${flapping(ready, "(namespace, pod)", "max")})
        and ${phase('="Running"')}
      )
      unless max by (namespace, pod) (kube_pod_owner{${STATE},owner_kind="Job"}) == 1
      unless max by (namespace, pod) (kube_pod_status_reason{${STATE},reason="SchedulingGated"}) == 1
      unless ${CRASH_LOOPING_PODS}`),
    for: "15m",
    keepFiringFor: "5m",
    summary: "Pod {{ $labels.namespace }}/{{ $labels.pod }} is not ready",
    description: `
      Pod {{ $labels.namespace }}/{{ $labels.pod }} has been pending or not ready for 15 minutes, or ready only now and
      then: it gets no traffic, and a rollout that waits for it does not go on.`,
  };
}

/** By the time of the kill, not by counting restarts: a Job's container is not started again, and a counter that begins at 1 has not grown. */
function containerOomKilled(): Alert {
  const killed = (state: string) =>
    `max by ${BY_CONTAINER} (kube_pod_container_status_${state}_reason{${STATE},reason="OOMKilled"}) == 1`;
  const newly = "< 15 * 60";
  return {
    ...common,
    alert: "ContainerOomKilled",
    severity: "medium",
    expr: withNode(`
      time() - max by ${BY_CONTAINER} (kube_pod_container_status_last_terminated_timestamp{${STATE}}) ${newly}
      and ${killed("last_terminated")}
      or
      0 * (${killed("terminated")})
      + on (namespace, pod) group_left () (
        time() - max by (namespace, pod) (kube_pod_completion_time{${STATE}}) ${newly}
      )`),
    // It has happened: waiting would tell nothing more.
    for: "0s",
    summary: "Container {{ $labels.container }} of {{ $labels.namespace }}/{{ $labels.pod }} ran out of memory",
    description: `
      Container {{ $labels.container }} of pod {{ $labels.namespace }}/{{ $labels.pod }} was killed at its memory limit
      {{ $value | humanizeDuration }} ago. What it was doing is lost, and it will happen again at the same load.`,
  };
}
