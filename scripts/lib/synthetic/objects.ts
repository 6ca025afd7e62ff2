/** The cluster's objects as kube-state-metrics and the kubelet tell of them: rows of labels that belong together. */
import { type Cluster, type Pod, replicaSet } from "./cluster";
import type { Labels } from "./labels";
import { traceId } from "./lines";

type Tables = readonly (readonly Labels[])[];

/** The tables of kube-state-metrics, in the order in which they are looked through. */
export function objectTables(cluster: Cluster): Tables {
  const { nodes, workloads, platform } = cluster;
  const named = (kind: string, label: string) =>
    workloads.filter((one) => one.kind === kind).map(({ namespace, name }) => ({ namespace, [label]: name }));
  const sets = workloads.filter(({ kind }) => kind === "Deployment");
  return [
    [...new Set(workloads.map(({ namespace }) => namespace))].map((namespace) => ({ namespace })),
    nodes.map(({ name, ip }) => ({
      node: name,
      internal_ip: ip,
      kubelet_version: "v1.34.1",
      container_runtime_version: "containerd://2.1.4",
      kernel_version: "6.12.0",
      os_image: "Debian GNU/Linux 13",
    })),
    claims(cluster),
    cluster.pods.map((pod) => podRow(cluster, pod)),
    sets.map((one) => ({
      namespace: one.namespace,
      replicaset: replicaSet(one),
      owner_kind: "Deployment",
      owner_name: one.name,
      owner_is_controller: "true",
    })),
    [...workloads.filter(({ kind }) => kind !== "Job" && kind !== "DaemonSet"), WITHOUT_PODS].map(
      ({ namespace, name }) => ({
        namespace,
        endpointslice: `${name}-${traceId(name).slice(0, 5)}`,
        addresstype: "IPv4",
        ready: "true",
      }),
    ),
    named("Deployment", "deployment"),
    named("DaemonSet", "daemonset"),
    named("StatefulSet", "statefulset"),
    [
      { namespace: "shop", cronjob: "backup" },
      { namespace: platform, cronjob: "jaeger-es-index-cleaner" },
    ],
    ["import", "nightly"].map((name) => ({
      namespace: "shop",
      job_name: name,
      owner_kind: "CronJob",
      owner_name: name,
      owner_is_controller: "true",
    })),
    [{ namespace: "shop", horizontalpodautoscaler: "checkout" }],
    [
      {
        storageclass: "fast",
        provisioner: "ebs.csi.aws.com",
        reclaim_policy: "Delete",
        volume_binding_mode: "WaitForFirstConsumer",
      },
    ],
  ];
}

/** A Service whose selector fits no pod. */
const WITHOUT_PODS = { namespace: "shop", name: "vouchers" };

/** Labels that no table has, by the metric: those of states, with every value that they have. */
export const STATES: Readonly<Record<string, Tables>> = {
  kube_node_status_allocatable: [resources()],
  kube_node_status_capacity: [resources()],
  kube_node_status_condition: [conditions(["Ready", "MemoryPressure", "DiskPressure", "PIDPressure"])],
  kube_horizontalpodautoscaler_status_condition: [conditions(["AbleToScale", "ScalingActive", "ScalingLimited"])],
  kube_job_failed: [["true", "false", "unknown"].map((condition) => ({ condition }))],
  kube_pod_status_ready: [["true", "false", "unknown"].map((condition) => ({ condition }))],
  kube_pod_status_phase: [["Pending", "Running", "Succeeded", "Failed", "Unknown"].map((phase) => ({ phase }))],
  kube_namespace_status_phase: [["Active", "Terminating"].map((phase) => ({ phase }))],
  kube_persistentvolumeclaim_status_phase: [["Bound", "Lost", "Pending"].map((phase) => ({ phase }))],
  kube_pod_status_reason: [["Evicted", "NodeLost"].map((reason) => ({ reason }))],
  kube_pod_container_resource_limits: [resources().filter(({ resource }) => resource !== "pods")],
  kube_pod_container_resource_requests: [resources().filter(({ resource }) => resource !== "pods")],
  kube_pod_container_status_last_terminated_reason: [[{ reason: "Error" }, { reason: "OOMKilled" }]],
  kube_pod_container_status_terminated_reason: [[{ reason: "Completed" }]],
  kube_pod_container_status_waiting_reason: [[{ reason: "CrashLoopBackOff" }]],
  kube_persistentvolumeclaim_access_mode: [[{ access_mode: "ReadWriteOnce" }]],
};

function resources(): Labels[] {
  return [
    { resource: "cpu", unit: "core" },
    { resource: "memory", unit: "byte" },
    { resource: "pods", unit: "integer" },
  ];
}

function conditions(names: readonly string[]): Labels[] {
  return names.flatMap((condition) => ["true", "false", "unknown"].map((status) => ({ condition, status })));
}

function podRow({ nodes }: Cluster, pod: Pod): Labels {
  const { namespace, node, uid, container, claim = "", workload, ip } = pod;
  const owner =
    workload.kind === "Deployment"
      ? { owner_kind: "ReplicaSet", owner_name: replicaSet(workload) }
      : { owner_kind: workload.kind, owner_name: workload.name };
  return {
    namespace,
    pod: pod.pod,
    uid,
    node: pod.state === "pending" ? "" : node,
    container,
    ...owner,
    owner_is_controller: "true",
    created_by_kind: owner.owner_kind,
    created_by_name: owner.owner_name,
    pod_ip: ip,
    host_ip: nodes.find(({ name }) => name === node)?.ip ?? "",
    host_network: "false",
    priority_class: "",
    persistentvolumeclaim: claim,
    volume: claim === "" ? "" : "data",
    ephemeral: "",
  };
}

function claims({ pods }: Cluster): Labels[] {
  return pods.flatMap(({ namespace, claim }) =>
    claim === undefined
      ? []
      : [
          {
            namespace,
            persistentvolumeclaim: claim,
            storageclass: "fast",
            volumemode: "Filesystem",
            volumename: `pvc-${claim}`,
            label_excluded_from_alerts: "",
          },
        ],
  );
}

/** The containers of a node, as cAdvisor tells of them. */
export function containerTables({ pods }: Cluster, node: string): Tables {
  return [
    pods
      .filter((pod) => pod.node === node && pod.state !== "pending" && pod.state !== "succeeded")
      .map(({ namespace, pod, container, uid }) => ({
        namespace,
        pod,
        container,
        id: `/kubepods.slice/pod${uid}/${container}`,
        image: `registry.example.com/${container}:1.0.0`,
        name: container,
        cpu: "total",
      })),
    [{ device: "/dev/nvme1n1" }],
    [{ interface: "eth0" }],
  ];
}

/** The volumes of a node's pods. */
export function volumeRows({ pods }: Cluster, node: string): Labels[] {
  return pods.flatMap(({ namespace, claim, ...pod }) =>
    claim === undefined || pod.node !== node ? [] : [{ namespace, persistentvolumeclaim: claim }],
  );
}
