/** Whether the cluster is one that a stack can be deployed to. */
import type { Settings } from "../../../settings";
import { cureText } from "../../../stacks/cures";
import { kibanaHost } from "../../../names/elastic";
import { exposedHost } from "../../../names/hosts";
import { grafanaHost } from "../../../names/links";
import { STACK_LABEL } from "../../../names/stack";
import type { ClusterFacts } from "./facts";
import { about, type Finding } from "./finding";

/**
 * The oldest minor version of Kubernetes 1 that every pinned chart installs on: kube-prometheus-stack's and Loki's `kubeVersion`
 * is `>=1.25.0-0`.
 */
export const LEAST_MINOR = 25;

/** What a check is about. */
export interface Patient {
  stack: string;
  settings: Settings;
  facts: ClusterFacts;
}

export function version({ facts }: Patient): Finding[] {
  const { ok, problem, warning } = about("Kubernetes' version");
  const [, major, minor] = /^v?(\d+)\.(\d+)/.exec(facts.version) ?? [];
  if (major === undefined) return [warning(`${facts.version} cannot be read`)];
  if (Number(major) === 1 && Number(minor) < LEAST_MINOR)
    return [problem(`${facts.version}: the charts need 1.${LEAST_MINOR}`, "upgrade the cluster")];
  return [ok(facts.version)];
}

export function rights({ facts }: Patient): Finding[] {
  const { ok, problem } = about("rights");
  if (facts.forbidden.length === 0) return [ok("the kubeconfig's user may create what is not in the namespace, too")];
  return [
    problem(
      `the kubeconfig's user may not create ${facts.forbidden.join(", ")}`,
      "take a user that administers the cluster (ClusterRole cluster-admin)",
    ),
  ];
}

export function namespace({ stack, settings, facts }: Patient): Finding[] {
  const { ok, problem, warning } = about("namespace");
  const { namespace: name } = settings.cluster;
  if (facts.namespace === undefined) return [ok(`${name} is not there yet`)];
  const { labels, phase } = facts.namespace;
  const set = cureText(stack, { set: "cluster.namespace", to: "<name>" });
  if (phase !== "Active")
    return [problem(`${name} is being deleted (${phase})`, `wait, or see kubectl get namespace ${name} --output yaml`)];
  const other = labels[STACK_LABEL];
  if (other === stack) return [ok(`${name} has this stack`)];
  if (other !== undefined) return [problem(`${name} has another stack, ${other}: this one is refused there`, set)];
  return [warning(`${name} is there, and not the platform's: it is taken over, with its labels`, set)];
}

export function storage({ stack, settings, facts }: Patient): Finding[] {
  const { ok, problem, warning } = about("storage class");
  const names = facts.storageClasses.map(({ name }) => name).join(", ");
  const there = names === "" ? "the cluster has none" : `there are ${names}`;
  const wanted = settings.cluster.storageClass;
  const defaults = facts.storageClasses.filter((one) => one.isDefault);
  const found = wanted === undefined ? defaults[0] : facts.storageClasses.find(({ name }) => name === wanted);
  if (found === undefined) {
    const set = cureText(stack, { set: "cluster.storageClass", to: facts.storageClasses[0]?.name ?? "<name>" });
    const what = wanted === undefined ? "none is the default" : `there is no ${wanted}`;
    return [problem(`${what}, and every volume would wait for one; ${there}`, names === "" ? "install one" : set)];
  }
  const several =
    wanted === undefined && defaults.length > 1
      ? [warning(`several are the default (${defaults.map(({ name }) => name).join(", ")}): the newest counts`)]
      : [];
  const growing = found.expandable
    ? ok(`${found.name}, whose volumes can grow`)
    : warning(
        `${found.name} does not let volumes grow: larger settings are refused later`,
        `kubectl patch storageclass ${found.name} --patch '{"allowVolumeExpansion": true}', if its driver can`,
      );
  return [growing, ...several];
}

export function ingress({ stack, settings, facts }: Patient): Finding[] {
  const { ok, problem, warning } = about("ingress class");
  const hosts = [
    grafanaHost(settings),
    settings.elastic && kibanaHost({ ...settings, elastic: settings.elastic }),
    exposedHost(settings, "prometheus"),
    exposedHost(settings, "alertmanager"),
    exposedHost(settings, "jaeger"),
  ].filter((host) => host !== undefined);
  if (hosts.length === 0) return [];
  const { className } = settings.cluster.ingress;
  const names = facts.ingressClasses.map(({ name }) => name).join(", ") || "none";
  const found = facts.ingressClasses.find(({ name, isDefault }) =>
    className === undefined ? isDefault : name === className,
  );
  if (found !== undefined) return [ok(`${found.name}, for ${hosts.join(", ")}`)];
  const set = cureText(stack, { set: "cluster.ingress.className", to: facts.ingressClasses[0]?.name ?? "<name>" });
  if (className === undefined)
    return [
      warning(`no class is the default, so that nothing may serve ${hosts.join(", ")}; there are: ${names}`, set),
    ];
  return [problem(`there is no ${className}, and nothing serves ${hosts.join(", ")}; there are: ${names}`, set)];
}

export function metricsApi({ settings: { tracing }, facts }: Patient): Finding[] {
  const { ok, problem } = about("autoscaling");
  const scaled = [tracing.autoscaling && "Jaeger", tracing.gateway.autoscaling && "otel-gateway"].filter(
    (one) => one !== undefined,
  );
  if (tracing.storage === "none" || scaled.length === 0) return [];
  if (facts.hasMetrics) return [ok(`of ${scaled.join(" and ")}: the cluster has a metrics server`)];
  return [
    problem(
      `${scaled.join(" and ")} would stay at the least: nothing answers for metrics.k8s.io`,
      "install metrics-server",
    ),
  ];
}

/** Nodes whose zone nobody knows: Elasticsearch's nodes with zone awareness wait for ever there. */
export function zones({ stack, settings, facts }: Patient): Finding[] {
  if (settings.elastic?.zoneAwareness !== true) return [];
  const { ok, problem } = about("zones");
  const label = "topology.kubernetes.io/zone";
  const without = facts.nodes.filter(({ labels }) => labels[label] === undefined).map(({ name }) => name);
  if (without.length === 0) return [ok("every node says which zone it is in")];
  const off = cureText(stack, { set: "elastic.zoneAwareness", to: "false" });
  return [problem(`${without.length} nodes have no label ${label}: ${without.slice(0, 3).join(", ")}`, off)];
}
