/** Parts of Helm values that every chart takes in much the same form. */
import type { Settings } from "../../settings";

/** A copy without the fields that are not set. */
export function withoutUndefined(fields: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A claim template for a volume of the given size, or nothing for `none`. */
export function volumeClaimTemplate({ cluster }: Settings, size: string): Record<string, unknown> {
  if (size === "none") return {};
  return {
    volumeClaimTemplate: {
      spec: withoutUndefined({
        storageClassName: cluster.storageClass,
        accessModes: ["ReadWriteOnce"],
        resources: { requests: { storage: size } },
      }),
    },
  };
}

/** What becomes of the volumes when the StatefulSet goes. */
export function claimRetention({ cluster }: Settings): Record<string, string> {
  return { whenDeleted: cluster.deleteDataOnDestroy ? "Delete" : "Retain", whenScaled: "Retain" };
}

/** Requests, and a limit for memory only: a CPU limit makes alerting late when it matters. */
export function resourceValues({
  cpu,
  memory,
  memoryLimit,
}: Settings["metrics"]["resources"]): Record<string, unknown> {
  return { requests: { cpu, memory }, limits: { memory: memoryLimit } };
}

/**
 * At most one pod goes at a time when nodes are drained. There is no budget for one replica: it would block the drain.
 * @param shards How many sets of replicas share the budget. Default: 1.
 */
export function disruptionBudget(replicas: number, shards = 1): { enabled: boolean; minAvailable?: number } {
  return replicas > 1 ? { enabled: true, minAvailable: replicas * shards - 1 } : { enabled: false };
}

/** Values of an ingress for one host, in the form that every part of the chart takes. */
export function ingressValues({ cluster }: Settings, host: string | undefined): Record<string, unknown> {
  if (host === undefined) return { enabled: false };
  const { className, annotations, tls } = cluster.ingress;
  return withoutUndefined({
    enabled: true,
    ingressClassName: className,
    annotations,
    hosts: [host],
    tls: tls ? [{ hosts: [host], secretName: `${host}-tls` }] : undefined,
  });
}

/** Nodes that run no DaemonSet's pods, though they are nodes: EKS' Fargate, and virtual ones such as AKS'. */
const WITHOUT_DAEMON_SETS = { "eks.amazonaws.com/compute-type": "fargate", type: "virtual-kubelet" };

/**
 * Where the pods of a DaemonSet go that every node needs: to each, whatever else may not run there, but those that cannot take
 * one. There it would be pending for ever, and be missed for ever. node-exporter's chart leaves out the same ones.
 */
export function onEveryNode(): Record<string, unknown> {
  const matchExpressions = Object.entries(WITHOUT_DAEMON_SETS).map(([key, value]) => ({
    key,
    operator: "NotIn",
    values: [value],
  }));
  return {
    tolerations: [{ operator: "Exists" }],
    affinity: {
      nodeAffinity: {
        requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [{ matchExpressions }] },
      },
    },
  };
}

/** A folder of the node's own that is always there: it is mounted, and never made. */
export function nodeVolume(folder: string): { name: string; hostPath: { path: string; type: "Directory" } } {
  return { name: folder.slice(1).replaceAll("/", "-"), hostPath: { path: folder, type: "Directory" } };
}

/** Such a folder in a container, where nothing is written to it. */
export function nodeMount(folder: string): { name: string; mountPath: string; readOnly: true } {
  return { name: nodeVolume(folder).name, mountPath: folder, readOnly: true };
}
