/** What somebody changed of an object since it was deployed: field by field, with who and when. Pure. */
import { differences, fieldAt, type FieldPath, fieldText, isWithin, ownedFields } from "./fields";
import { isMap } from "../map";

/** An object of the cluster, whole. */
export interface LiveObject {
  apiVersion: string;
  kind: string;
  metadata: {
    name: string;
    namespace?: string;
    managedFields?: ManagedFields[];
    annotations?: Record<string, string>;
    [field: string]: unknown;
  };
  [field: string]: unknown;
}

/** One manager of an object's fields, as the API server keeps account of it. */
export interface ManagedFields {
  manager?: string;
  operation?: string;
  subresource?: string;
  time?: string;
  fieldsV1?: unknown;
}

export interface Change {
  path: FieldPath;
  field: string;
  /** `added` is what the deployment does not have; `removed` what only it has. */
  what: "added" | "changed" | "removed";
  deployed: unknown;
  live: unknown;
  /** The manager that owns the field now; undefined where nobody does, as of one that was removed. */
  who?: string;
  /** When that manager last wrote to the object. */
  when?: string;
}

/** Who deploys: Pulumi's provider, by server-side apply, and by Helm inside of it. */
const DEPLOYER = /^pulumi-(?:resource-)?kubernetes\b/;

/**
 * Who looks after objects by himself, and writes what it should: Kubernetes' own parts, operators, and controllers by the
 * names that they give themselves.
 */
const CONTROLLER =
  /^(?:kube-(?:apiserver|controller-manager|scheduler)|kubelet|cloud-controller-manager|cainjector|.*-?controllers?(?:-manager)?|.*[Oo]perator|.*-autoscaler|vpa-updater|alertmanager|prometheus)$/;

/** What the API server writes itself, and what says how things are. */
const SERVER: readonly FieldPath[] = [
  ["status"],
  ...[
    "creationTimestamp",
    "deletionTimestamp",
    "generation",
    "managedFields",
    "ownerReferences",
    "resourceVersion",
    "selfLink",
    "uid",
  ].map((field): FieldPath => ["metadata", field]),
];

/** What people leave who only look, or restart a workload, as the runbooks ask them to. */
const HARMLESS: readonly string[] = [
  "kubectl.kubernetes.io/last-applied-configuration",
  "kubectl.kubernetes.io/restartedAt",
  "deployment.kubernetes.io/revision",
  "deprecated.daemonset.template.generation",
];

/** What a claim gets when it is bound, whoever binds it. */
const BOUND = /^(?:pv|volume(?:\.beta)?)\.kubernetes\.io\//;

function counts(path: FieldPath): boolean {
  if (path.some((step) => typeof step === "string" && BOUND.test(step)) || fieldText(path) === "spec.volumeName")
    return false;
  return !SERVER.some((own) => isWithin(path, own)) && !HARMLESS.some((name) => name === path.at(-1));
}

/**
 * What differs from the deployment.
 * @param deployed What was deployed, as it was handed in.
 * @param restored The live object as it would be if that were applied to it again (a dry run of server-side apply).
 */
export function changes(deployed: unknown, live: LiveObject, restored: LiveObject): Change[] {
  const managers = live.metadata.managedFields ?? [];
  const changed = differences(live, restored)
    .filter(counts)
    .flatMap((path): Change[] => {
      const owner = ownerOf(managers, path);
      if (owner !== undefined && CONTROLLER.test(owner.manager ?? "")) return [];
      const [now, was] = [fieldAt(live, path), fieldAt(restored, path)];
      return [change(path, now === undefined ? "removed" : "changed", was, now, owner)];
    });
  // Of one that somebody made again, he owns what the server filled in, too.
  const remade = managers.length > 0 && deployerOf(live) === undefined;
  const added = managers
    .filter(
      ({ manager = "", subresource }) =>
        subresource !== "status" && !DEPLOYER.test(manager) && !CONTROLLER.test(manager),
    )
    .flatMap((owner) =>
      ownedFields(owner.fieldsV1)
        .map((path) => existing(live, path))
        .filter((path) => !(remade && path[0] === "spec"))
        .filter((path) => counts(path) && fieldAt(live, path) !== undefined && !isDeployed(deployed, path))
        .map((path) => change(path, "added", undefined, fieldAt(live, path), owner)),
    );
  const all = [
    ...changed,
    ...[...added, ...addedData(deployed, live)].filter(({ path }) => !changed.some((one) => isWithin(path, one.path))),
  ];
  return [...new Map(all.map((one) => [one.field, one])).values()].sort((a, b) => (a.field < b.field ? -1 : 1));
}

/**
 * Keys of a ConfigMap or a Secret that nobody deployed. Nobody may be accounted for them: the server drops its account of an
 * object's managers when a request asks it to, and of some writes.
 */
function addedData(deployed: unknown, live: LiveObject): Change[] {
  if (live.kind !== "ConfigMap" && live.kind !== "Secret") return [];
  const given = ["data", "binaryData", "stringData"].flatMap((part) => Object.keys(fieldAt(deployed, [part]) ?? {}));
  return ["data", "binaryData"].flatMap((part) =>
    Object.keys(fieldAt(live, [part]) ?? {})
      .filter((key) => !given.includes(key))
      .flatMap((key) => {
        const path = [part, key];
        const owner = ownerOf(live.metadata.managedFields ?? [], path);
        if (CONTROLLER.test(owner?.manager ?? "")) return [];
        return [change(path, "added", undefined, fieldAt(live, path), owner)];
      }),
  );
}

/** A key of an item's is a field of it: an item that was added is one change, not one for each of its fields. */
function existing(live: LiveObject, path: FieldPath): FieldPath {
  const last = path.at(-1);
  const item = path.slice(0, -1);
  const step = item.at(-1);
  const isKey =
    typeof last === "string" && typeof step === "object" && "keys" in step && Object.hasOwn(step.keys, last);
  return isKey && fieldAt(live, item) !== undefined ? item : path;
}

/** Whether the deployment has something at a path, or decides on what is around it as a whole. */
function isDeployed(deployed: unknown, path: FieldPath): boolean {
  for (let length = 1; length <= path.length; length++) {
    const found = fieldAt(deployed, path.slice(0, length));
    if (found === undefined) return false;
    if (!isMap(found) && !Array.isArray(found)) return true;
  }
  return true;
}

/** The manager of a field, or of what is around it: the one that wrote last. */
function ownerOf(managers: readonly ManagedFields[], path: FieldPath): ManagedFields | undefined {
  return managers
    .filter(({ fieldsV1 }) => ownedFields(fieldsV1).some((own) => isWithin(own, path) || isWithin(path, own)))
    .filter(({ manager = "" }) => !DEPLOYER.test(manager))
    .sort((a, b) => ((a.time ?? "") < (b.time ?? "") ? 1 : -1))[0];
}

function change(
  path: FieldPath,
  what: Change["what"],
  deployed: unknown,
  live: unknown,
  owner: ManagedFields | undefined,
): Change {
  const { manager, time } = owner ?? {};
  return {
    path,
    field: fieldText(path),
    what,
    deployed,
    live,
    ...(manager === undefined ? {} : { who: manager }),
    ...(time === undefined ? {} : { when: time }),
  };
}

/** The manager by which an object was deployed, for what takes its place; of several, the one that writes by an operation. */
export function deployerOf(live: LiveObject, by?: string): ManagedFields | undefined {
  return live.metadata.managedFields?.find(
    ({ manager = "", operation, subresource }) =>
      subresource === undefined && DEPLOYER.test(manager) && (by === undefined || operation === by),
  );
}
