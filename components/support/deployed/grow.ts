/** Lets claims grow, and has StatefulSets ask for what their claims are. */
import type * as client from "@kubernetes/client-node";
import { quantityBytes } from "../../../settings/units";
import type { Claim, Plain } from "./facts";
import { claimOf } from "./read";
import type { Operated, VolumePlan } from "./volumes";

type StatefulSet = Plain<client.V1StatefulSet>;

/** What is done to a cluster. */
export interface Growing {
  claims(): Promise<client.V1PersistentVolumeClaim[]>;
  resize(claim: string, size: string): Promise<void>;
  /** Undefined when there is none of the name. */
  statefulSet(name: string): Promise<client.V1StatefulSet | undefined>;
  /** Deletes a StatefulSet and leaves its pods as they are. */
  orphan(name: string): Promise<void>;
  create(statefulSet: StatefulSet): Promise<void>;
  /** Merges fields into the spec of a resource of prometheus-operator's, `prometheus/<name>`. */
  merge(resource: string, spec: Record<string, unknown>): Promise<void>;
}

export interface Patience {
  /** How long claims are waited for, in milliseconds. Default: two minutes. */
  most?: number;
  /** Between two looks. Default: two seconds. */
  pause?: number;
}

/**
 * Asks for larger claims, waits until they are, and makes StatefulSets anew whose templates are smaller. Each step is one that
 * the next run begins with where this one is interrupted: a claim is compared with what is wanted, a StatefulSet with its
 * claims, and one that is not there any more is made by Helm, whose values differ as long as it has not been upgraded.
 *
 * @returns The claims as they are then: some may still be growing.
 */
export async function grow(
  { grow: growing, renew, drop, operated }: VolumePlan,
  cluster: Growing,
  say: (text: string) => void,
  { most = 120_000, pause = 2000 }: Patience = {},
): Promise<Claim[]> {
  for (const { claim, volume } of growing) {
    say(`the claim ${claim.name} grows from ${claim.requested} to ${volume.size}`);
    await cluster.resize(claim.name, volume.size);
  }
  for (const { statefulSet, sizes } of renew) await anew(cluster, statefulSet, sizes, say, { most, pause });
  for (const one of operated) await operate(cluster, one, say, { most, pause });
  for (const name of drop) {
    say(`the StatefulSet ${name} is made anew, with a volume or without: its pods go on until it is`);
    await cluster.orphan(name);
  }
  const names = new Set(growing.map(({ claim }) => claim.name));
  const end = Date.now() + most;
  for (;;) {
    const claims = (await cluster.claims()).map(claimOf);
    const waiting = claims.filter((claim) => names.has(claim.name) && isGrowing(claim));
    if (waiting.length === 0 || Date.now() >= end) return claims;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Whether a claim is bound, smaller than what it asks for, and grows without its pod starting again. */
function isGrowing({ capacity, requested, growsWithPod }: Claim): boolean {
  return capacity !== undefined && quantityBytes(capacity) < quantityBytes(requested) && !growsWithPod;
}

/**
 * prometheus-operator deletes a StatefulSet whose template changes, to make it anew, and the claims of one that takes them with
 * it would go, with all that is on them. So they are parted first, and belong to each other again when the new one is there.
 */
async function operate(
  cluster: Growing,
  { owner, statefulSets, size, goWithSet }: Operated,
  say: (text: string) => void,
  patience: Required<Patience>,
): Promise<void> {
  const retention = (whenDeleted: string) => ({
    persistentVolumeClaimRetentionPolicy: { whenDeleted, whenScaled: "Retain" },
  });
  const are = async (holds: (set: StatefulSet) => boolean) =>
    (await Promise.all(statefulSets.map((name) => cluster.statefulSet(name)))).every(
      (set) => set !== undefined && set.metadata?.deletionTimestamp === undefined && holds(set),
    );
  const sized = (set: StatefulSet) =>
    set.spec?.volumeClaimTemplates?.every((one) => {
      const there = one.spec?.resources?.requests?.["storage"];
      return there !== undefined && quantityBytes(there) === quantityBytes(size);
    }) ?? false;
  if (!(await are(sized))) {
    say(`${owner}: its StatefulSets are made anew by its operator, and its claims stay`);
    await cluster.merge(owner, retention("Retain"));
    await until(`the claims of ${owner} do not go with their StatefulSets`, patience, async () => {
      const retained = await are(({ spec }) => spec?.persistentVolumeClaimRetentionPolicy?.whenDeleted !== "Delete");
      return retained && !(await owned(cluster, statefulSets));
    });
    const resources = { requests: { storage: size } };
    await cluster.merge(owner, { storage: { volumeClaimTemplate: { spec: { resources } } } });
    await until(`the StatefulSets of ${owner} ask for ${size}`, patience, () => are(sized));
  }
  // Helm does not look at what is there, and would leave it.
  await cluster.merge(owner, retention(goWithSet ? "Delete" : "Retain"));
}

/** Whether a claim belongs to one of these StatefulSets, and would go with it. */
async function owned(cluster: Growing, statefulSets: readonly string[]): Promise<boolean> {
  return (await cluster.claims()).some(({ metadata }) =>
    metadata?.ownerReferences?.some(({ kind, name }) => kind === "StatefulSet" && statefulSets.includes(name)),
  );
}

async function until(what: string, { most, pause }: Required<Patience>, holds: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + most;
  while (!(await holds())) {
    if (Date.now() >= end) throw new Error(`waited in vain until ${what}`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** A template cannot be changed: the StatefulSet is deleted without its pods, and takes them over when it is there again. */
async function anew(
  cluster: Growing,
  name: string,
  sizes: Readonly<Record<string, string>>,
  say: (text: string) => void,
  patience: Required<Patience>,
): Promise<void> {
  const old = await cluster.statefulSet(name);
  if (old?.spec === undefined) return;
  say(
    `the StatefulSet ${name} is made anew around its pods, which go on: its claims' template has ${Object.values(sizes).join(", ")}`,
  );
  await cluster.orphan(name);
  await until(`the StatefulSet ${name} is gone`, patience, async () => (await cluster.statefulSet(name)) === undefined);
  await cluster.create(withSizes(old, old.spec, sizes));
}

/** A StatefulSet as it would be created, with templates of these sizes. */
function withSizes(
  { apiVersion = "apps/v1", kind = "StatefulSet", metadata }: StatefulSet,
  spec: NonNullable<StatefulSet["spec"]>,
  sizes: Readonly<Record<string, string>>,
): StatefulSet {
  const { name = "", namespace = "", labels, annotations } = metadata ?? {};
  const templates = (spec.volumeClaimTemplates ?? []).map(({ metadata: own = {}, spec: claim = {} }) => {
    const size = sizes[own.name ?? ""];
    if (size === undefined) return { metadata: own, spec: claim };
    const resources = { ...claim.resources, requests: { ...claim.resources?.requests, storage: size } };
    return { metadata: own, spec: { ...claim, resources } };
  });
  return {
    apiVersion,
    kind,
    metadata: { name, namespace, ...(labels && { labels }), ...(annotations && { annotations }) },
    spec: { ...spec, volumeClaimTemplates: templates },
  };
}
