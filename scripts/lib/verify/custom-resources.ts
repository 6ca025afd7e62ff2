/** What the operators say of their resources. */
import { type Fault, judged, type Outcome } from "./outcome";
import { shortened, type World } from "./world";

interface Condition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
  lastTransitionTime?: string;
  observedGeneration?: number;
}

/** A custom resource, as far as it is looked at. */
export interface CustomResource {
  metadata: { name: string; generation?: number };
  status?: {
    health?: string;
    observedGeneration?: number;
    conditions?: Condition[];
    /** What Prometheus' operator says of a monitor or a rule, for each Prometheus that takes it. */
    bindings?: { name: string; conditions?: Condition[] }[];
  };
}

/** Where resources are: API group and version, and plural. */
interface Kind {
  path: string;
  plural: string;
  /** What has to be said of each before it is in order; of others only what is said counts. */
  wanted: readonly string[] | "green" | "nothing bad";
}

const MONITORING = "monitoring.coreos.com";

const KINDS: readonly Kind[] = [
  { path: `${MONITORING}/v1`, plural: "prometheuses", wanted: ["Reconciled", "Available"] },
  { path: `${MONITORING}/v1`, plural: "alertmanagers", wanted: ["Reconciled", "Available"] },
  ...["servicemonitors", "podmonitors", "probes", "prometheusrules"].map((plural): Kind => ({
    path: `${MONITORING}/v1`,
    plural,
    wanted: "nothing bad",
  })),
  { path: `${MONITORING}/v1alpha1`, plural: "scrapeconfigs", wanted: "nothing bad" },
  { path: "elasticsearch.k8s.elastic.co/v1", plural: "elasticsearches", wanted: "green" },
  { path: "kibana.k8s.elastic.co/v1", plural: "kibanas", wanted: "green" },
  { path: "logstash.k8s.elastic.co/v1alpha1", plural: "logstashes", wanted: "green" },
  { path: "beat.k8s.elastic.co/v1beta1", plural: "beats", wanted: "green" },
];

export async function customResources(world: World): Promise<Outcome> {
  const { namespace } = world.settings.cluster;
  const lists = await Promise.all(
    KINDS.map(async (kind) => {
      const found = await world.list(`/apis/${kind.path}/namespaces/${namespace}/${kind.plural}`);
      return (found as CustomResource[]).map((resource) => ({ resource, kind }));
    }),
  );
  const all = lists.flat();
  const faults = all.flatMap(({ resource, kind }) => resourceFaults(resource, kind, namespace));
  return judged(faults, "the operators", `${all.length} of ${lists.filter((list) => list.length > 0).length} kinds`);
}

/** What is wrong with a resource by what its operator says. Pure. */
export function resourceFaults(
  { metadata, status = {} }: CustomResource,
  { path, plural, wanted }: Kind,
  namespace: string,
): Fault[] {
  const name = `${plural}/${metadata.name}`;
  const next = `kubectl -n ${namespace} describe ${plural}.${path.split("/")[0] ?? ""} ${metadata.name}`;
  const isOld = (observed: number | undefined) =>
    observed !== undefined && metadata.generation !== undefined && observed < metadata.generation;
  if (wanted === "green") {
    const { health = "not said", observedGeneration } = status;
    if (isOld(observedGeneration)) return [{ what: `${name} was changed, and its operator has not seen that`, next }];
    return health === "green" ? [] : [{ what: `${name}: health is ${health}`, next }];
  }
  const said = (whose: string, { type, status: value, reason, message = reason, lastTransitionTime }: Condition) => ({
    what: `${whose}: ${type} is ${value}${message === undefined || message === "" ? "" : `, ${shortened(message)}`}`,
    since: lastTransitionTime,
    next,
  });
  if (wanted === "nothing bad") {
    return (status.bindings ?? []).flatMap((binding) =>
      (binding.conditions ?? [])
        .filter((condition) => condition.status === "False")
        .map((condition) => said(`${name} for ${binding.name}`, condition)),
    );
  }
  return wanted.flatMap((type): Fault[] => {
    const condition = status.conditions?.find((one) => one.type === type);
    if (condition === undefined) return [{ what: `${name}: ${type} is not said`, next }];
    if (isOld(condition.observedGeneration)) return [{ what: `${name}: ${type} is of what it was before`, next }];
    return condition.status === "True" ? [] : [said(name, condition)];
  });
}
