/** What a cluster is, as far as a deployment depends on it. Nothing in it is changed. */
import { cores, quantityBytes } from "../../../settings/units";
import { hasCondition, type Kube, KubeError } from "../kube";

/** An object, as far as its owner can be told. */
export interface Owned {
  name: string;
  namespace?: string | undefined;
  labels: Readonly<Record<string, string>>;
  annotations: Readonly<Record<string, string>>;
}

export interface NodeFacts {
  name: string;
  labels: Readonly<Record<string, string>>;
  /** Whether pods are scheduled to it: ready, not cordoned, and without a taint that keeps ordinary pods away. */
  takesPods: boolean;
  /** What pods may request in all: cores, bytes, pods. */
  allocatable: { cpu: number; memory: number; pods: number };
  /** What the pods on it request that are not the platform's own. */
  requested: { cpu: number; memory: number; pods: number };
}

export interface ClusterFacts {
  /** As the server says it, `v1.34.1`. */
  version: string;
  nodes: NodeFacts[];
  storageClasses: { name: string; isDefault: boolean; expandable: boolean; binding: string }[];
  ingressClasses: { name: string; isDefault: boolean }[];
  definitions: Owned[];
  clusterRoles: Owned[];
  /** Deployments, StatefulSets and DaemonSets of all namespaces. */
  workloads: (Owned & { kind: string; hostPorts: number[] })[];
  namespace: (Owned & { phase: string }) | undefined;
  /** Whether there are figures of what pods use, which autoscalers ask for. */
  hasMetrics: boolean;
  /** What `up` creates and the kubeconfig's user may not. */
  forbidden: string[];
}

interface Meta {
  metadata: {
    name: string;
    namespace?: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
  };
}

interface Container {
  resources?: { requests?: { cpu?: string; memory?: string } };
  ports?: { hostPort?: number }[];
  restartPolicy?: string;
}

interface Pod extends Meta {
  spec: { nodeName?: string; containers: Container[]; initContainers?: Container[] };
  status?: { phase?: string };
}

interface KubeNode extends Meta {
  spec?: { unschedulable?: boolean; taints?: { key: string; effect: string }[] };
  status?: { allocatable?: Record<string, string>; conditions?: { type: string; status: string }[] };
}

/** What the program creates beyond its namespace: without the right to one of them, `up` ends half way. */
const CREATES: readonly [group: string, resource: string][] = [
  ["", "namespaces"],
  ["apiextensions.k8s.io", "customresourcedefinitions"],
  ["rbac.authorization.k8s.io", "clusterroles"],
  ["rbac.authorization.k8s.io", "clusterrolebindings"],
  ["admissionregistration.k8s.io", "validatingwebhookconfigurations"],
  ["apps", "daemonsets"],
  // Grafana is brought to its password through its pod.
  ["", "pods/exec"],
  ["", "pods/portforward"],
];

/** Whether an object is marked as the default of its kind. */
const isDefault = ({ metadata }: Meta, kind: "storageclass" | "ingressclass"): boolean =>
  metadata.annotations?.[`${kind}.kubernetes.io/is-default-class`] === "true";

function owned({ metadata: { name, namespace, labels = {}, annotations = {} } }: Meta): Owned {
  return { name, namespace, labels, annotations };
}

/** Asks the cluster. @throws {@link KubeError} with status 0 if it does not answer, 401 or 403 if it may not be asked. */
export async function clusterFacts(kube: Kube, namespace: string): Promise<ClusterFacts> {
  const version = await kube.request<{ gitVersion: string }>("GET", "/version");
  const apps = async (plural: string, kind: string) =>
    (
      await kube.list<Meta & { spec: { template: { spec: { containers: Container[] } } } }>(`/apis/apps/v1/${plural}`)
    ).map((one) => ({ ...owned(one), kind, hostPorts: one.spec.template.spec.containers.flatMap(hostPorts) }));
  const [nodes, pods, storage, ingress, definitions, roles, space, metrics, forbidden, ...workloads] =
    await Promise.all([
      kube.list<KubeNode>("/api/v1/nodes"),
      kube.list<Pod>("/api/v1/pods"),
      kube.list<Meta & { allowVolumeExpansion?: boolean; volumeBindingMode?: string }>(
        "/apis/storage.k8s.io/v1/storageclasses",
      ),
      kube.list<Meta>("/apis/networking.k8s.io/v1/ingressclasses"),
      kube.list<Meta>("/apis/apiextensions.k8s.io/v1/customresourcedefinitions"),
      kube.list<Meta>("/apis/rbac.authorization.k8s.io/v1/clusterroles"),
      kube.get<Meta & { status?: { phase?: string } }>(`/api/v1/namespaces/${namespace}`),
      kube.get("/apis/metrics.k8s.io/v1beta1").catch((error: unknown) => {
        // A service that is registered and does not answer.
        if (error instanceof KubeError && error.status === 503) return undefined;
        throw error;
      }),
      forbiddenCreations(kube),
      apps("deployments", "Deployment"),
      apps("statefulsets", "StatefulSet"),
      apps("daemonsets", "DaemonSet"),
    ]);
  const others = pods.filter((pod) => pod.metadata.namespace !== namespace);
  return {
    version: version.gitVersion,
    nodes: nodes.map((node) => nodeFacts(node, others)),
    storageClasses: storage.map((one) => ({
      name: one.metadata.name,
      isDefault: isDefault(one, "storageclass"),
      expandable: one.allowVolumeExpansion === true,
      binding: one.volumeBindingMode ?? "Immediate",
    })),
    ingressClasses: ingress.map((one) => ({ name: one.metadata.name, isDefault: isDefault(one, "ingressclass") })),
    definitions: definitions.map(owned),
    clusterRoles: roles.map(owned),
    workloads: workloads.flat(),
    namespace: space && { ...owned(space), phase: space.status?.phase ?? "Active" },
    hasMetrics: metrics !== undefined,
    forbidden,
  };
}

function hostPorts({ ports = [] }: Container): number[] {
  return ports.flatMap(({ hostPort }) => hostPort ?? []);
}

async function forbiddenCreations(kube: Kube): Promise<string[]> {
  const answers = await Promise.all(
    CREATES.map(async ([group, named]) => {
      const [resource, subresource] = named.split("/");
      const { status } = await kube.request<{ status?: { allowed?: boolean } }>(
        "POST",
        "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
        {
          apiVersion: "authorization.k8s.io/v1",
          kind: "SelfSubjectAccessReview",
          spec: { resourceAttributes: { group, resource, ...(subresource && { subresource }), verb: "create" } },
        },
      );
      return status?.allowed === true ? [] : [group === "" ? named : `${named}.${group}`];
    }),
  );
  return answers.flat();
}

function nodeFacts({ metadata, spec, status }: KubeNode, pods: readonly Pod[]): NodeFacts {
  const { cpu = "0", memory = "0", pods: most = "110" } = status?.allocatable ?? {};
  const here = pods.filter((pod) => pod.spec.nodeName === metadata.name && isRunning(pod));
  const sum = (of: (pod: Pod) => number) => here.reduce((all, pod) => all + of(pod), 0);
  const isReady = hasCondition(status, "Ready");
  const kept = (spec?.taints ?? []).some(({ effect }) => effect === "NoSchedule" || effect === "NoExecute");
  return {
    name: metadata.name,
    labels: metadata.labels ?? {},
    takesPods: isReady && spec?.unschedulable !== true && !kept,
    allocatable: { cpu: cores(cpu), memory: quantityBytes(memory), pods: Number(most) },
    requested: {
      cpu: sum((pod) => request(pod, "cpu")),
      memory: sum((pod) => request(pod, "memory")),
      pods: here.length,
    },
  };
}

function isRunning({ status }: Pod): boolean {
  return status?.phase !== "Succeeded" && status?.phase !== "Failed";
}

/** What a pod requests: its containers in all, or a container that initialises, whichever is more. */
function request({ spec: { containers, initContainers = [] } }: Pod, of: "cpu" | "memory"): number {
  const each = ({ resources }: Container) => {
    const value = resources?.requests?.[of];
    return value === undefined ? 0 : of === "cpu" ? cores(value) : quantityBytes(value);
  };
  const sum = (list: readonly Container[]) => list.reduce((all, one) => all + each(one), 0);
  const sidecars = initContainers.filter(({ restartPolicy }) => restartPolicy === "Always");
  const first = initContainers.filter(({ restartPolicy }) => restartPolicy !== "Always").map(each);
  return Math.max(sum(containers) + sum(sidecars), ...first);
}
