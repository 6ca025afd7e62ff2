/** What runs: each release, and each resource that makes pods, with what it asks of the cluster. */
import { ELASTICSEARCH } from "../../../names/elastic";
import { RELEASE } from "../../../names/kube-prometheus-stack";
import { LOKI_RELEASES } from "../../../names/loki";
import { releasesOf } from "../../../components/support/releases";
import { JAEGER } from "../../../names/jaeger";
import { bytes } from "../../../settings/units";
import type { Settings } from "../../../settings";
import type { PlannedResource } from "../diff";
import { kindOf } from "../format";
import { most, type PodSet, podSets } from "./pods";

/** A release, or another resource that makes pods. */
export interface Workload {
  resource: PlannedResource;
  name: string;
  /** The chart, or the kind of a resource that is of none. */
  chart: string;
  /** The chart's version, or that of what the resource runs; empty where the resource says neither. */
  version: string;
  sets: PodSet[];
}

/** Releases in the order of the table of charts, then the other resources that make pods, which have none once they are done. */
export function workloads(settings: Settings, resources: readonly PlannedResource[]): Workload[] {
  const beside = { claims: claimsIn(resources), autoscaled: autoscaledIn(resources) };
  const releases = releasesOf(settings);
  const found = resources.flatMap((resource): Workload[] => {
    const { inputs, name } = resource;
    const kind = kindOf(resource);
    if (kind === "Release") {
      // What is deployed names an archive only, if charts are taken from a folder.
      const { chart, version } = releases.find((release) => release.name === name)?.chart ?? { chart: "", version: "" };
      return [{ resource, name, chart, version, sets: podSets(inputs["values"], beside) }];
    }
    const spec = (inputs["spec"] ?? {}) as Record<string, unknown>;
    const sets = kind === "Job" ? [] : podSets(spec, beside);
    const version = typeof spec["version"] === "string" ? spec["version"] : "";
    return sets.length === 0 ? [] : [{ resource, name, chart: kind, version, sets }];
  });
  const place = ({ chart, name, resource }: Workload) =>
    kindOf(resource) === "Release"
      ? releases.findIndex((release) => release.name === name)
      : releases.length + Number(chart !== "Elasticsearch");
  return found.sort((a, b) => place(a) - place(b));
}

/** How long data is kept, by release or resource, or `<release>/<set of pods>`. */
export function retentions({ alerting, elastic, logs, metrics, tracing }: Settings): Record<string, string> {
  return {
    [`${RELEASE}/prometheus`]: metrics.retention,
    [`${RELEASE}/alertmanager`]: alerting.retention,
    ...Object.fromEntries(Object.values(LOKI_RELEASES).map((name) => [name, logs.retention])),
    ...(elastic === undefined ? {} : { [ELASTICSEARCH]: elastic.retention.delete }),
    ...(tracing.storage === "memory" ? {} : { [JAEGER]: tracing.retention }),
  };
}

/** Bytes of all volumes of a set of pods: at the most pods that there can be, which an autoscaler may make. */
export function claimed(set: PodSet): number {
  return set.claims.reduce((sum, one) => sum + one, 0) * most(set);
}

function claimsIn(resources: readonly PlannedResource[]): Map<string, number> {
  return new Map(
    resources
      .filter((resource) => kindOf(resource) === "PersistentVolumeClaim")
      .map(({ name, inputs }) => {
        const spec = inputs["spec"] as { resources: { requests: { storage: string } } };
        return [name, bytes(spec.resources.requests.storage)];
      }),
  );
}

function autoscaledIn(resources: readonly PlannedResource[]): Map<string, { fewest: number; most: number }> {
  return new Map(
    resources
      .filter((resource) => kindOf(resource) === "HorizontalPodAutoscaler")
      .map(({ inputs }) => {
        const spec = inputs["spec"] as { minReplicas: number; maxReplicas: number; scaleTargetRef: { name: string } };
        return [spec.scaleTargetRef.name, { fewest: spec.minReplicas, most: spec.maxReplicas }];
      }),
  );
}
