/** What a cluster has, and what of it a stack's life should leave as it was. Pure. */
import { HELM_RECORD, type KubeObject, label } from "./canaries";
import { identity } from "../kube";

/** Objects by what they are the same by. */
export type Inventory = ReadonlyMap<string, KubeObject>;

/** What controllers make and unmake by themselves, under names of their own; workloads are looked at instead. */
const MADE = [
  "ControllerRevision",
  "Job",
  "Pod",
  "PodMetrics",
  "ReplicaSet",
  "FlowSchema",
  "PriorityLevelConfiguration",
];

/** On what the API server registers by itself for each group of resource definitions. */
const AUTOMANAGED = "kube-aggregator.kubernetes.io/automanaged";

/** All that is there but Helm's records and what controllers make. */
export function inventory(objects: readonly KubeObject[]): Inventory {
  return new Map(
    objects
      .filter(({ kind = "", type }) => !MADE.includes(kind) && type !== HELM_RECORD)
      .filter(({ metadata }) => metadata.labels?.[AUTOMANAGED] === undefined)
      .map((object) => [identity(object), object]),
  );
}

/** What one has that the other lacks. */
export function beyond(now: Inventory, before: Inventory): KubeObject[] {
  return [...now].flatMap(([key, object]) => (before.has(key) ? [] : [object]));
}

/** Orphans and losses: what is in one of two inventories only, each said. */
export function differences(before: Inventory, now: Inventory): string[] {
  return [
    ...beyond(now, before).map((object) => `${label(object)} is new`),
    ...beyond(before, now).map((object) => `${label(object)} is gone`),
  ];
}

/** What a `destroy` may leave behind: always the resource definitions; and volumes with their namespace, if so set. */
export function mayStay(object: KubeObject, namespace: string, deleteData: boolean): boolean {
  const { kind = "", metadata } = object;
  if (kind === "CustomResourceDefinition") return true;
  if (deleteData) return false;
  if (kind === "Namespace") return metadata.name === namespace;
  if (kind === "PersistentVolume") return true;
  // What Kubernetes puts into every namespace.
  const itsOwn =
    (kind === "ConfigMap" && metadata.name === "kube-root-ca.crt") ||
    (kind === "ServiceAccount" && metadata.name === "default");
  return metadata.namespace === namespace && (kind === "PersistentVolumeClaim" || itsOwn);
}

/** Kinds with how many there are of each: "10 CustomResourceDefinition, 1 Namespace". */
export function kindsText(objects: readonly KubeObject[]): string {
  const counts = new Map<string, number>();
  for (const { kind = "object" } of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${count} ${kind}`).sort().join(", ") || "nothing"; // prettier-ignore
}

/** The pods of a namespace: names with identities that a restart changes. */
export function pods(objects: readonly KubeObject[], namespace: string): Map<string, string> {
  return new Map(
    objects
      .filter(({ kind, metadata }) => kind === "Pod" && metadata.namespace === namespace)
      .map(({ metadata }) => [metadata.name, metadata.uid ?? ""]),
  );
}

/** Pods that were there and are not, or are others under the same name. */
export function restarted(before: ReadonlyMap<string, string>, now: ReadonlyMap<string, string>): string[] {
  return [...before].flatMap(([name, uid]) => (now.get(name) === uid ? [] : [name])).sort();
}
