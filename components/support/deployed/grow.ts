/** Lets claims grow, and has StatefulSets ask for what their claims are. */
import type * as client from "@kubernetes/client-node";
import { type Claim, quantityBytes } from "./facts";
import { claimOf } from "./read";
import type { VolumePlan } from "./volumes";

/** What is done to a cluster. */
export interface Growing {
  claims(): Promise<client.V1PersistentVolumeClaim[]>;
  resize(claim: string, size: string): Promise<void>;
  /** Undefined when there is none of the name. */
  statefulSet(name: string): Promise<client.V1StatefulSet | undefined>;
  /** Deletes a StatefulSet and leaves its pods as they are. */
  orphan(name: string): Promise<void>;
  create(statefulSet: client.V1StatefulSet): Promise<void>;
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
  { grow: growing, renew }: VolumePlan,
  cluster: Growing,
  say: (text: string) => void,
  { most = 120_000, pause = 2000 }: Patience = {},
): Promise<Claim[]> {
  for (const { claim, volume } of growing) {
    say(`the claim ${claim.name} grows from ${claim.requested} to ${volume.size}`);
    await cluster.resize(claim.name, volume.size);
  }
  for (const { statefulSet, sizes } of renew) await anew(cluster, statefulSet, sizes, say, { most, pause });
  const names = new Set(growing.map(({ claim }) => claim.name));
  const until = Date.now() + most;
  for (;;) {
    const claims = (await cluster.claims()).map(claimOf);
    const waiting = claims.filter((claim) => names.has(claim.name) && isGrowing(claim));
    if (waiting.length === 0 || Date.now() >= until) return claims;
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
}

/** Whether a claim is bound, smaller than what it asks for, and grows without its pod starting again. */
function isGrowing({ capacity, requested, growsWithPod }: Claim): boolean {
  return capacity !== undefined && quantityBytes(capacity) < quantityBytes(requested) && !growsWithPod;
}

/** A template cannot be changed: the StatefulSet is deleted without its pods, and takes them over when it is there again. */
async function anew(
  cluster: Growing,
  name: string,
  sizes: Readonly<Record<string, string>>,
  say: (text: string) => void,
  { most, pause }: Required<Patience>,
): Promise<void> {
  const old = await cluster.statefulSet(name);
  if (old?.spec === undefined) return;
  say(
    `the StatefulSet ${name} is made anew around its pods, which go on: its claims' template has ${Object.values(sizes).join(", ")}`,
  );
  await cluster.orphan(name);
  const until = Date.now() + most;
  while ((await cluster.statefulSet(name)) !== undefined) {
    if (Date.now() >= until) throw new Error(`the StatefulSet ${name} is still there, deleted`);
    await new Promise((resolve) => setTimeout(resolve, pause));
  }
  await cluster.create(withSizes(old, sizes));
}

/** A StatefulSet as it would be created, with templates of these sizes. */
function withSizes(
  { apiVersion = "apps/v1", kind = "StatefulSet", metadata, spec }: client.V1StatefulSet,
  sizes: Readonly<Record<string, string>>,
) {
  const { name = "", namespace = "", labels, annotations } = metadata ?? {};
  const templates = (spec?.volumeClaimTemplates ?? []).map(({ metadata: own, spec: claim }) => {
    const size = sizes[own?.name ?? ""];
    if (size === undefined) return { metadata: own, spec: claim };
    const resources = { ...claim?.resources, requests: { ...claim?.resources?.requests, storage: size } };
    return { metadata: own, spec: { ...claim, resources } };
  });
  return {
    apiVersion,
    kind,
    metadata: { name, namespace, ...(labels && { labels }), ...(annotations && { annotations }) },
    spec: { ...spec, volumeClaimTemplates: templates },
  } as client.V1StatefulSet;
}
