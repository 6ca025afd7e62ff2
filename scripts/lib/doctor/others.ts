/** What others have deployed that is in the way: each is refused by Helm half way through `up`, or fights with the platform. */
import { ELASTIC_OPERATOR } from "../../../names/elastic";
import { RELEASE } from "../../../names/kube-prometheus-stack";
import { hasElastic } from "../../../settings";
import { releasesOf } from "../../../components/support/releases";
import type { Owned } from "./facts";
import type { Patient } from "./cluster";
import { about, type Finding } from "./finding";

const RELEASE_NAME = "meta.helm.sh/release-name";
const RELEASE_NAMESPACE = "meta.helm.sh/release-namespace";

/** node-exporter's port on every node, which only one can have. Source: the chart's default. */
const NODE_EXPORTER_PORT = 9100;

/** The release that an object belongs to, `namespace/name`. */
function releaseOf({ annotations }: Owned): string | undefined {
  const name = annotations[RELEASE_NAME];
  return name === undefined ? undefined : `${annotations[RELEASE_NAMESPACE] ?? ""}/${name}`;
}

/** Resource definitions of Elastic's operator that another release has: Helm takes over none of another's. */
export function definitions({ settings, facts }: Patient): Finding[] {
  const { ok, problem, warning } = about("resource definitions");
  const { namespace } = settings.cluster;
  const elastic = facts.definitions.filter(({ name }) => name.endsWith(".k8s.elastic.co"));
  const ours = `${namespace}/${ELASTIC_OPERATOR}`;
  const foreign = hasElastic(settings) ? elastic.filter((one) => releaseOf(one) !== ours) : [];
  const owners = [...new Set(foreign.map((one) => releaseOf(one) ?? "no release of Helm's"))];
  const found: Finding[] = [];
  if (foreign.length > 0) {
    found.push(
      problem(
        `${foreign.length} of Elastic's operator belong to ${owners.join(", ")}, and Helm takes over none`,
        `leave them to that operator and take \`elastic\` out of the settings; or, to have them here: kubectl annotate --overwrite crd ${foreign.map(({ name }) => name).join(" ")} ${RELEASE_NAME}=${ELASTIC_OPERATOR} ${RELEASE_NAMESPACE}=${namespace}, and kubectl label the same app.kubernetes.io/managed-by=Helm`,
      ),
    );
  }
  const prometheus = facts.definitions.filter(({ name }) => name.endsWith(".monitoring.coreos.com"));
  const versions = [...new Set(prometheus.map(({ annotations }) => annotations["operator.prometheus.io/version"]))];
  if (prometheus.length > 0 && facts.namespace === undefined) {
    found.push(
      warning(
        `${prometheus.length} of prometheus-operator are there (${versions.join(", ")}): they are kept, and brought to the chart's version`,
        "another operator on this cluster then works with the newer definitions",
      ),
    );
  }
  return found.length > 0 ? found : [ok("none of another owner are in the way")];
}

/** Objects of the whole cluster that have the names of ours and belong to another release. */
export function clusterWide({ settings, facts }: Patient): Finding[] {
  const { ok, problem } = about("cluster-wide names");
  const { namespace } = settings.cluster;
  const releases = releasesOf(settings).map(({ name }) => name);
  const taken = facts.clusterRoles.flatMap((role) => {
    const [owner = "", release = ""] = releaseOf(role)?.split("/") ?? [];
    return releases.includes(release) && owner !== namespace ? [{ owner, release }] : [];
  });
  const owners = [...new Set(taken.map(({ owner, release }) => `${release} in ${owner}`))];
  if (owners.length === 0) return [ok("no release of another namespace has the names of ours")];
  return [
    problem(
      `${owners.join(", ")} ${owners.length === 1 ? "has" : "have"} ClusterRoles of the same names, which Helm does not take over`,
      "deploy to that namespace, or remove that release first: one cluster has one such platform",
    ),
  ];
}

/** Operators that look after the same resources, and exporters on the same port of the nodes. */
export function rivals({ settings, facts }: Patient): Finding[] {
  const { ok, problem } = about("others like it");
  const { namespace } = settings.cluster;
  const foreign = facts.workloads.filter((one) => one.namespace !== namespace);
  const where = (one: Owned) => `${one.namespace ?? ""}/${one.name}`;
  const named = (one: Owned, ...names: string[]) =>
    names.includes(one.labels["app.kubernetes.io/name"] ?? "") || names.includes(one.labels["app"] ?? "");
  const found: Finding[] = [];
  const operators = foreign.filter((one) =>
    named(one, "prometheus-operator", "kube-prometheus-stack-prometheus-operator", `${RELEASE}-operator`),
  );
  if (operators.length > 0)
    found.push(
      problem(
        `${operators.map(where).join(", ")} is another prometheus-operator: unless it is kept to other namespaces, both write the same StatefulSets`,
        "give it --deny-namespaces or --namespaces, or remove it",
      ),
    );
  const elastic = foreign.filter((one) => one.labels["control-plane"] === "elastic-operator");
  if (hasElastic(settings) && elastic.length > 0)
    found.push(
      problem(
        `${elastic.map(where).join(", ")} is another Elastic operator: unless it is kept to other namespaces, both look after the same resources`,
        "give it --namespaces, or take `elastic` out of the settings",
      ),
    );
  const exporters = foreign.filter(
    ({ kind, hostPorts }) => kind === "DaemonSet" && hostPorts.includes(NODE_EXPORTER_PORT),
  );
  if (exporters.length > 0)
    found.push(
      problem(
        `${exporters.map(where).join(", ")} has port ${NODE_EXPORTER_PORT} of the nodes, so that node-exporter's pods stay Pending`,
        "remove it, or move it to another port",
      ),
    );
  return found.length > 0 ? found : [ok("no other operator, and nothing on node-exporter's port")];
}
