/** What kube-state-metrics says of the cluster's objects. */
import { type Pod, podNamed, replicaSet } from "./cluster";
import { AGE, type Asked, constant, seldom, type Shape, type Shapes, then } from "./shapes";
import type { Workload } from "./workloads";

function podOf({ cluster, labels }: Asked): Pod | undefined {
  return podNamed(cluster, labels);
}

function workloadOf({ cluster, labels }: Asked): Workload | undefined {
  const { namespace, deployment, daemonset, statefulset, replicaset } = labels;
  const name = deployment ?? daemonset ?? statefulset;
  return cluster.workloads.find(
    (one) =>
      one.namespace === namespace &&
      (one.name === name || (replicaset !== undefined && replicaSet(one) === replicaset)),
  );
}

const PHASES: Readonly<Record<Pod["state"], string>> = {
  crashing: "Running",
  pending: "Pending",
  running: "Running",
  succeeded: "Succeeded",
  unready: "Running",
};

/** Only of pods in a state. */
const inState =
  (state: Pod["state"], shape: (asked: Asked, pod: Pod) => Shape): ((asked: Asked) => Shape | undefined) =>
  (asked) => {
    const pod = podOf(asked);
    return pod?.state === state ? shape(asked, pod) : undefined;
  };

/** How many pods of a workload there should be, and how many of those are ready. */
function replicas(asked: Asked): { wanted: number; ready: number } {
  const workload = workloadOf(asked);
  const own = asked.cluster.pods.filter((pod) => pod.workload === workload);
  return { wanted: own.length, ready: own.filter(({ state }) => state === "running").length };
}

/** What a pod is given, by the resource. */
function given({ labels }: Asked, { workload }: Pod, factor: number): Shape {
  return constant((labels["resource"] === "cpu" ? workload.cpu : workload.memory) * factor);
}

/** The last rollout: of one application, shortly before it began to fail. */
function rollout(asked: Asked): Shape {
  const recent = workloadOf(asked)?.name === "payments";
  return constant(asked.end - (recent ? 50 * 60 : 9 * 86_400));
}

export const OBJECT_SHAPES: Shapes = [
  [
    /^kube_pod_status_phase$/,
    (asked) => constant(PHASES[podOf(asked)?.state ?? "running"] === asked.labels["phase"] ? 1 : 0),
  ],
  [
    /^kube_pod_status_ready$/,
    (asked) => {
      const ready = podOf(asked)?.state === "running";
      const { condition } = asked.labels;
      if (condition === "unknown") return constant(0);
      // It was ready once.
      return then(asked, condition === "true" ? 1 : 0, 3600, (condition === "true") === ready ? 1 : 0);
    },
  ],
  [/^kube_pod_status_reason$/, () => constant(0)],
  [/^kube_pod_completion_time$/, inState("succeeded", ({ end }) => constant(end - 7200))],
  [/^kube_pod_start_time$/, ({ end }) => constant(end - 5 * 86_400)],
  [/^kube_pod_container_status_waiting_reason$/, inState("crashing", () => constant(1))],
  [
    /^kube_pod_container_status_last_terminated_reason$/,
    inState("crashing", ({ labels }) => constant(labels["reason"] === "OOMKilled" ? 1 : 0)),
  ],
  [
    /^kube_pod_container_status_last_terminated_timestamp$/,
    inState("crashing", () => (at) => Math.floor(at / 300) * 300),
  ],
  [/^kube_pod_container_status_terminated_reason$/, inState("succeeded", () => constant(1))],
  [/^kube_pod_container_status_ready$/, (asked) => constant(podOf(asked)?.state === "running" ? 1 : 0)],
  [/^kube_pod_container_status_restarts_total$/, (asked) => seldom(asked, podOf(asked)?.state === "crashing" ? 12 : 0)],
  [/^kube_pod_container_resource_requests$/, (asked) => given(asked, podOf(asked) as Pod, 1)],
  [/^kube_pod_container_resource_limits$/, (asked) => given(asked, podOf(asked) as Pod, 2)],
  [
    /^kube_pod_spec_volumes_persistentvolumeclaims_(info|readonly)$/,
    (asked) => (podOf(asked)?.claim === undefined ? undefined : constant(1)),
  ],
  [/^kube_(pod_(info|owner|labels)|(replicaset|job)_owner)$/, () => constant(1)],
  [
    /^kube_node_status_condition$/,
    ({ labels: { condition, status } }) => constant((condition === "Ready" ? "true" : "false") === status ? 1 : 0),
  ],
  [
    /^kube_node_status_(allocatable|capacity)$/,
    ({ cluster, labels: { node, resource } }) => {
      const found = cluster.nodes.find(({ name }) => name === node);
      return constant(resource === "cpu" ? (found?.cpus ?? 0) : resource === "memory" ? (found?.memory ?? 0) : 110);
    },
  ],
  [/^kube_node_spec_unschedulable$/, () => constant(0)],
  [
    /^kube_(deployment|replicaset|statefulset)_(spec_)?(status_)?replicas$/,
    (asked) => constant(replicas(asked).wanted),
  ],
  [/^kube_(deployment|statefulset)_status_replicas_(available|ready)$/, (asked) => constant(replicas(asked).ready)],
  [
    /^kube_(deployment|statefulset)_status_replicas_updated$/,
    // A rollout that got no further than its first pod.
    (asked) => constant(asked.labels["statefulset"] === "orders" ? 1 : replicas(asked).wanted),
  ],
  [
    /^kube_job_(status_)?failed$/,
    ({ labels }) => constant(labels["job_name"] === "nightly" && labels["condition"] !== "false" ? 1 : 0),
  ],
  [/^kube_daemonset_status_number_unavailable$/, () => constant(0)],
  [/^kube_daemonset_status_(desired_number_scheduled|number_\w+)$/, ({ cluster }) => constant(cluster.nodes.length)],
  [
    /^kube_endpointslice_endpoints$/,
    ({ labels }) => (labels["endpointslice"]?.startsWith("vouchers") === true ? undefined : constant(1)),
  ],
  [/^kube_(replicaset|deployment)_(created|metadata_generation)$/, rollout],
  [/^kube_persistentvolumeclaim_status_phase$/, ({ labels }) => constant(labels["phase"] === "Bound" ? 1 : 0)],
  [/^kube_namespace_status_phase$/, ({ labels }) => constant(labels["phase"] === "Active" ? 1 : 0)],
  [
    /^kube_horizontalpodautoscaler_status_condition$/,
    ({ labels: { condition, status } }) =>
      constant((condition === "ScalingLimited" ? "false" : "true") === status ? 1 : 0),
  ],
  [/^kube_horizontalpodautoscaler_\w*replicas$/, () => constant(3)],
  [/^kube_cronjob_(spec_suspend|status_active)$/, () => constant(0)],
  [/^kube_cronjob_created$/, ({ end }) => constant(end - AGE)],
  [/^kube_cronjob_next_schedule_time$/, () => (at) => (Math.floor(at / 86_400) + 1) * 86_400],
  [/^kube_cronjob_status_last_(schedule|successful)_time$/, () => (at) => Math.floor(at / 86_400) * 86_400 + 60],
];
