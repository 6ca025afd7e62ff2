/** Whether what is deployed is as it should be, judged by the cluster's objects. Pure. */
import { HELM_RECORD, type KubeObject, label } from "./canaries";

interface Workload extends KubeObject {
  spec?: { replicas?: number; updateStrategy?: { type?: string } };
  status?: {
    observedGeneration?: number;
    readyReplicas?: number;
    updatedReplicas?: number;
    desiredNumberScheduled?: number;
    updatedNumberScheduled?: number;
    numberReady?: number;
    health?: string;
    conditions?: { type: string; status: string; message?: string; observedGeneration?: number }[];
  };
}

/** What is wrong with the releases: each has one revision that is deployed, and none that is under way or failed. */
export function releaseProblems(objects: readonly KubeObject[], releases: readonly string[]): string[] {
  return releases.flatMap((release) => {
    const records = objects
      .filter(({ type, metadata }) => type === HELM_RECORD && metadata.labels?.["name"] === release)
      .sort((a, b) => revision(a) - revision(b));
    const deployed = records.filter((record) => status(record) === "deployed");
    if (records.length === 0) return [`${release} is not there`];
    if (deployed.length !== 1) return [`${release} has ${deployed.length} deployed revisions`];
    const last = records.at(-1);
    return last === deployed[0] ? [] : [`${release} is ${last ? status(last) : ""}`];
  });
}

/** The newest record of a release. */
export function newestRecord(objects: readonly KubeObject[], release: string): KubeObject | undefined {
  return objects
    .filter(({ type, metadata }) => type === HELM_RECORD && metadata.labels?.["name"] === release)
    .sort((a, b) => revision(a) - revision(b))
    .at(-1);
}

function status({ metadata }: KubeObject): string {
  return metadata.labels?.["status"] ?? "unknown";
}

function revision({ metadata }: KubeObject): number {
  return Number(metadata.labels?.["version"] ?? 0);
}

const WORKLOADS = ["DaemonSet", "Deployment", "StatefulSet"];

/** The workloads of a namespace. */
export function workloads(objects: readonly KubeObject[], namespace: string): KubeObject[] {
  return objects.filter(({ kind = "", metadata }) => WORKLOADS.includes(kind) && metadata.namespace === namespace);
}

/** Workloads that are not ready as they are asked for now, each with how far it is. */
export function workloadProblems(objects: readonly KubeObject[], namespace: string): string[] {
  return workloads(objects, namespace).flatMap((workload) => {
    const { spec, status: now }: Workload = workload;
    if (isStale(workload, now?.observedGeneration)) {
      return [`${label(workload)} was changed, and its controller has not seen that`];
    }
    const isDaemon = workload.kind === "DaemonSet";
    const wanted = isDaemon ? (now?.desiredNumberScheduled ?? 0) : (spec?.replicas ?? 1);
    const ready = (isDaemon ? now?.numberReady : now?.readyReplicas) ?? 0;
    // A daemon that no node wants would be ready with nothing.
    if (ready !== wanted || (wanted === 0 && isDaemon)) return [`${label(workload)} has ${ready} of ${wanted} ready`];
    const updated = (isDaemon ? now?.updatedNumberScheduled : now?.updatedReplicas) ?? 0;
    // What is updated by hand, or by an operator, stays as it is until then.
    if (updated === wanted || spec?.updateStrategy?.type === "OnDelete") return [];
    return [`${label(workload)} has ${updated} of ${wanted} updated`];
  });
}

/** Whether a status is of what an object was before it was changed. Not every operator says. */
function isStale({ metadata }: KubeObject, observed: number | undefined): boolean {
  return observed !== undefined && metadata.generation !== undefined && observed < metadata.generation;
}

/** What the operators have to say of these kinds of theirs when all is well: conditions, or a health. */
const RECONCILED: Readonly<Record<string, readonly string[] | "green">> = {
  Alertmanager: ["Reconciled", "Available"],
  Prometheus: ["Reconciled", "Available"],
  Elasticsearch: "green",
  Kibana: "green",
  Logstash: "green",
  Beat: "green",
};

/** The operators' resources that are not reconciled or that are not available. */
export function customResourceProblems(objects: readonly KubeObject[], namespace: string): string[] {
  return customResources(objects, namespace).flatMap((resource) => {
    const { status: now }: Workload = resource;
    const wanted = RECONCILED[resource.kind ?? ""] ?? [];
    if (wanted === "green") {
      return now?.health === "green" ? [] : [`${label(resource)}: health is ${now?.health ?? "not said"}`];
    }
    return wanted.flatMap((type) => {
      const condition = now?.conditions?.find((one) => one.type === type);
      if (isStale(resource, condition?.observedGeneration)) {
        return [`${label(resource)}: ${type} is of what it was before`];
      }
      if (condition?.status === "True") return [];
      return [`${label(resource)}: ${type} is ${condition?.status ?? "not said"} ${condition?.message ?? ""}`.trim()];
    });
  });
}

export function customResources(objects: readonly KubeObject[], namespace: string): KubeObject[] {
  return objects.filter(
    ({ apiVersion = "", kind = "", metadata }) =>
      /^monitoring\.coreos\.com\/|\.k8s\.elastic\.co\//.test(apiVersion) &&
      Object.hasOwn(RECONCILED, kind) &&
      metadata.namespace === namespace,
  );
}
