/** What is deployed of a stack, as far as a change of its settings can break it or lose data. */
import type { Settings } from "../../../settings";
import { formatBytes, quantityBytes } from "../../../settings/units";
import type { Problem } from "../../../settings/problem";

/** An object of the client's without its class, which nothing here needs: as it is in JSON. */
export type Plain<T> = T extends (infer Item)[]
  ? Plain<Item>[]
  : T extends Date
    ? T
    : T extends object
      ? { [Key in keyof T]: Plain<T[Key]> }
      : T;

/** A PersistentVolumeClaim. */
export interface Claim {
  name: string;
  /** What is asked for, as it is written: `250Gi`. */
  requested: string;
  /** What there is: `status.capacity`; undefined while it is not bound. */
  capacity: string | undefined;
  storageClass: string | undefined;
  /** Whether the volume has grown, and the file system on it grows when its pod starts next. */
  growsWithPod: boolean;
}

/** A volume that a workload has: a claim template of a StatefulSet, or a claim that a Deployment mounts. */
export interface DeployedVolume {
  /** The workload, as kubectl takes it: `statefulset/loki-stack`. */
  workload: string;
  /** The template's name, or the claim's. */
  volume: string;
  /** The template, and whether claims go with the StatefulSet; undefined for a claim that a Deployment mounts. */
  template: { size: string; storageClass: string | undefined; goWithSet: boolean } | undefined;
}

/** A node set of the Elasticsearch that is deployed. */
export interface DeployedNodeSet {
  name: string;
  count: number;
  roles: string[];
}

/** What is deployed. */
export interface Deployed {
  /** Other namespaces that have this stack's releases, with what is claimed there. */
  elsewhere: { namespace: string; claims: Claim[] }[];
  /** Everything from here on is in the namespace of the settings. */
  claims: Claim[];
  volumes: DeployedVolume[];
  /** The names of all StatefulSets, with volumes and without. */
  statefulSets: string[];
  /** By storage class, whether its volumes can grow; a class that is not there is not in it. Undefined: not known. */
  expandable: ReadonlyMap<string, boolean> | undefined;
  elasticsearch: { version: string; nodeSets: DeployedNodeSet[] } | undefined;
  /** The object storage in the configuration of engine `loki`: `filesystem`, or `s3 <bucket>`. Undefined: not deployed. */
  lokiStore: string | undefined;
  /** Where Jaeger's configuration keeps traces: a name of `tracing.storage`. Undefined: not deployed. */
  jaegerStore: string | undefined;
  /** The host of the database in Grafana's configuration. Undefined: it has one of its own, or is not deployed. */
  grafanaDatabase: string | undefined;
}

/** A check of a change: the mistakes in going from what is deployed to the settings. Pure. */
export type ChangeCheck = (settings: Settings, deployed: Deployed) => Problem[];

/** Stores whose data a change may lose; `cluster.allowDataLoss` names them. */
export type Store = Settings["cluster"]["allowDataLoss"][number];

/** The claims of a volume: `<template>-<StatefulSet>-<number>`, or the one of its name. */
export function claimsOf(
  { claims }: Pick<Deployed, "claims">,
  { workload, volume }: Pick<DeployedVolume, "workload" | "volume">,
): Claim[] {
  const [kind, name = ""] = workload.split("/");
  if (kind !== "statefulset") return claims.filter((claim) => claim.name === volume);
  const stem = `${volume}-${name}-`;
  return claims.filter((claim) => claim.name.startsWith(stem) && /^\d+$/.test(claim.name.slice(stem.length)));
}

/** `a, b and 3 more`. */
export function someOf(names: readonly string[], most = 3): string {
  const rest = names.length - most;
  return names.slice(0, most).join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

/** `3 claims of 750Gi (a, b, c)`. */
export function formatClaims(claims: readonly Claim[]): string {
  const size = formatBytes(claims.reduce((sum, { requested }) => sum + quantityBytes(requested), 0));
  const count = claims.length === 1 ? "1 claim" : `${claims.length} claims`;
  return `${count} of ${size} (${someOf(claims.map(({ name }) => name))})`;
}
