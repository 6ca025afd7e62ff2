/** Volumes that change: what is refused, and what is done about the rest. */
import type { Settings } from "../../../settings";
import { type Cure, type Problem } from "../../../settings/problem";
import { quantityBytes } from "../../../settings/units";
import { type Claim, claimsOf, type Deployed, type DeployedVolume, someOf, type Store } from "./facts";

/** A volume that the settings ask for. */
export interface Volume extends Pick<DeployedVolume, "workload" | "volume"> {
  /** Whose data it is; undefined for what is only on its way. */
  store: Store | undefined;
  /** The setting of its size. */
  key: string;
  /** `none` is of a workload that could have one: its data then goes with its pod. */
  size: string;
  /** What a size that is not itself a setting is made of, in words: `with queue 4Gi and deadLetters 1Gi`. */
  madeOf?: string;
  /** What is deleted, with the claims, by whoever gives the data up: `prometheus/kube-prometheus-stack-prometheus`. */
  owner: string;
  /**
   * Who makes claims and workload agree: `operator`, which makes its StatefulSet anew; `elastic-operator`, which expands by
   * itself; `helm`, which can change neither a template nor, but for growing, a claim.
   */
  keeper: "elastic-operator" | "helm" | "operator";
  /** Another way for what is refused. Default: the data is given up. */
  otherwise?: Cure;
}

/** A resource of prometheus-operator's. */
export interface Operated {
  /** `prometheus/<name>`. */
  owner: string;
  statefulSets: string[];
  size: string;
  /** Whether claims are to go with their StatefulSet. */
  goWithSet: boolean;
}

/** What has to be done before the rest can be deployed. */
export interface VolumePlan {
  /** Claims that grow. */
  grow: { claim: Claim; volume: Volume }[];
  /** StatefulSets whose templates Helm could not change: they are made anew around their running pods. */
  renew: { statefulSet: string; sizes: Record<string, string> }[];
  /** Those that get a volume, or lose theirs: Helm makes them anew. */
  drop: string[];
  /** Resources of prometheus-operator's whose StatefulSets it has to make anew, or whose claims' fate is not as set. */
  operated: Operated[];
}

/** Claims that would shrink, that cannot grow, and that are of another class than is set. Pure. */
export function volumeProblems(settings: Settings, deployed: Deployed, volumes: readonly Volume[]): Problem[] {
  return volumes.filter(isVolume).flatMap((volume) => {
    const claims = claimsOf(deployed, volume);
    const wanted = quantityBytes(volume.size);
    const larger = claims.filter(({ requested }) => quantityBytes(requested) > wanted);
    if (larger.length > 0) return [shrinking(settings, volume, larger, claims)];
    const smaller = claims.filter(({ requested }) => quantityBytes(requested) < wanted);
    const stuck = smaller.filter((claim) => !canGrow(deployed, claim));
    return [
      ...otherClass(settings, deployed, volume, claims),
      ...(stuck.length > 0 ? [cannotGrow(settings, volume, stuck)] : []),
    ];
  });
}

function canGrow({ expandable }: Deployed, { storageClass }: Claim): boolean {
  if (expandable === undefined) return true;
  return storageClass !== undefined && expandable.get(storageClass) === true;
}

function shrinking(settings: Settings, volume: Volume, larger: readonly Claim[], all: readonly Claim[]): Problem {
  const largest = largestOf(larger);
  return {
    key: volume.key,
    problem: `${sizeOf(volume)} is less than the ${largest.requested} of ${claimNames(larger)}: a volume cannot shrink`,
    cure: { any: [back(volume, largest), volume.otherwise ?? giveUp(settings, volume, all)] },
  };
}

function cannotGrow(settings: Settings, volume: Volume, stuck: readonly Claim[]): Problem {
  const largest = largestOf(stuck);
  const { storageClass } = largest;
  const why =
    storageClass === undefined
      ? "it has no storage class"
      : `its storage class ${storageClass} does not let volumes grow`;
  const patch = `kubectl patch storageclass ${storageClass ?? "<class>"} --patch '{"allowVolumeExpansion": true}', if its driver can`;
  return {
    key: volume.key,
    problem: `${sizeOf(volume)} is more than the ${largest.requested} of ${claimNames(stuck)}, and ${why}`,
    cure: {
      any: [
        ...(storageClass === undefined ? [] : [{ edit: patch }]),
        back(volume, largest),
        volume.otherwise ?? giveUp(settings, volume, stuck),
      ],
    },
  };
}

/** Nothing moves a volume from one class to another, and no StatefulSet takes another class in its template. */
function otherClass(settings: Settings, deployed: Deployed, volume: Volume, claims: readonly Claim[]): Problem[] {
  const wanted = settings.cluster.storageClass;
  const template = deployedOf(deployed, volume)?.template;
  const others =
    wanted === undefined
      ? template?.storageClass === undefined
        ? []
        : claims
      : claims.filter(({ storageClass }) => storageClass !== undefined && storageClass !== wanted);
  const there = template?.storageClass ?? others[0]?.storageClass;
  if (others.length === 0 || there === undefined) return [];
  return [
    {
      key: "cluster.storageClass",
      problem: `${wanted ?? "the cluster's own"} is not ${there}, the class of ${claimNames(others)}: a volume stays in its class`,
      cure: { any: [{ set: "cluster.storageClass", to: there }, giveUp(settings, volume, claims)] },
    },
  ];
}

/** Volumes of a store that are deployed and are not asked for any more: nothing would read what is on them. Pure. */
export function abandoned(deployed: Deployed, wanted: readonly Volume[], ofStore: (workload: string) => boolean) {
  return deployed.volumes
    .filter(({ workload }) => ofStore(workload))
    .filter(
      (one) => !wanted.filter(isVolume).some((other) => other.workload === one.workload && other.volume === one.volume),
    )
    .map((one) => ({ ...one, claims: claimsOf(deployed, one) }))
    .filter(({ claims }) => claims.length > 0);
}

/** What is done once nothing is refused. Pure. */
export function volumePlan(settings: Settings, deployed: Deployed, volumes: readonly Volume[]): VolumePlan {
  // Elastic's operator expands by itself, and would take a claim that is larger than its template for one that shrinks.
  const ours = volumes.filter(({ keeper }) => keeper !== "elastic-operator");
  const grow = ours.filter(isVolume).flatMap((volume) =>
    claimsOf(deployed, volume)
      .filter((claim) => quantityBytes(claim.requested) < quantityBytes(volume.size))
      .map((claim) => ({ claim, volume })),
  );
  const renew = new Map<string, Record<string, string>>();
  const drop = new Set<string>();
  for (const { keeper, workload, volume, size } of ours) {
    const [kind, name = ""] = workload.split("/");
    if (keeper !== "helm" || kind !== "statefulset" || !deployed.statefulSets.includes(name)) continue;
    const template = deployed.volumes.find((one) => one.workload === workload && one.volume === volume)?.template;
    if ((template === undefined) !== (size === "none")) drop.add(name);
    else if (template !== undefined && quantityBytes(template.size) !== quantityBytes(size))
      renew.set(name, { ...renew.get(name), [volume]: size });
  }
  return {
    grow,
    renew: [...renew].map(([statefulSet, sizes]) => ({ statefulSet, sizes })),
    drop: [...drop],
    operated: operated(settings, deployed, ours.filter(isVolume)),
  };
}

function operated({ cluster }: Settings, deployed: Deployed, volumes: readonly Volume[]): Operated[] {
  const goWithSet = cluster.deleteDataOnDestroy;
  const found = new Map<string, Operated>();
  for (const volume of volumes.filter(({ keeper }) => keeper === "operator")) {
    const template = deployedOf(deployed, volume)?.template;
    if (template === undefined) continue;
    if (quantityBytes(template.size) === quantityBytes(volume.size) && template.goWithSet === goWithSet) continue;
    const { owner, size } = volume;
    const statefulSets = [...(found.get(owner)?.statefulSets ?? []), volume.workload.replace("statefulset/", "")];
    found.set(owner, { owner, statefulSets, size, goWithSet });
  }
  return [...found.values()];
}

function isVolume({ size }: Volume): boolean {
  return size !== "none";
}

/** The smallest share that there is of what a volume should have, 0 to 1: less than 1 while claims are still growing. */
export function grown(deployed: Deployed, volume: Volume): number {
  const shares = claimsOf(deployed, volume)
    .filter(({ capacity }) => capacity !== undefined)
    .map(({ capacity }) => quantityBytes(capacity ?? "") / quantityBytes(volume.size));
  return Math.min(1, ...shares);
}

function deployedOf({ volumes }: Deployed, { workload, volume }: Volume): DeployedVolume | undefined {
  return volumes.find((one) => one.workload === workload && one.volume === volume);
}

function largestOf(claims: readonly Claim[]): Claim {
  return claims.reduce((a, b) => (quantityBytes(b.requested) > quantityBytes(a.requested) ? b : a));
}

function claimNames(claims: readonly Claim[]): string {
  return `the claim${claims.length === 1 ? "" : "s"} ${someOf(claims.map(({ name }) => name))}`;
}

function sizeOf({ size, madeOf }: Volume): string {
  return madeOf === undefined ? size : `the volume of ${size} ${madeOf}`;
}

/** A size that is made of others is mended by hand. */
function back({ key, madeOf }: Volume, { requested }: Claim): Cure {
  return madeOf === undefined ? { set: key, to: requested } : { edit: "put back in {file} what was there" };
}

function giveUp({ cluster }: Settings, { owner }: Volume, claims: readonly Claim[]): Cure {
  const what = [owner, ...claims.map(({ name }) => `persistentvolumeclaim/${name}`)].join(" ");
  return { edit: `give up what is on it: kubectl --namespace ${cluster.namespace} delete ${what}, then up --refresh` };
}
