/** Which Helm releases a stack has: what is deployed, mirrored, rehearsed, rendered and recovered. */
import type { Settings } from "../stacks/settings";
import { archive, type Chart, CHARTS } from "./charts";
import { JAEGER } from "./tracing/endpoint";

/** A release by its name, and the chart that it is of. */
export interface PlannedRelease {
  name: string;
  chart: Chart;
}

/** The releases of a stack, in the order in which they are deployed. */
export function releasesOf(settings: Settings): PlannedRelease[] {
  return [
    { name: "kube-prometheus-stack", chart: CHARTS.kubePrometheusStack },
    ...logReleases(settings),
    ...elasticReleases(settings),
    ...tracingReleases(settings),
  ];
}

function logReleases(_settings: Settings): PlannedRelease[] {
  return [];
}

function elasticReleases(_settings: Settings): PlannedRelease[] {
  return [];
}

function tracingReleases({ tracing }: Settings): PlannedRelease[] {
  if (tracing.storage === "none") return [];
  return [{ name: JAEGER, chart: CHARTS.jaeger }];
}

/** The charts of a stack, each once: two releases may be of one chart. */
export function chartsOf(settings: Settings): Chart[] {
  return [...new Set(releasesOf(settings).map(({ chart }) => chart))];
}

/** The file names that a directory of charts must hold. */
export function chartArchives(settings: Settings): string[] {
  return chartsOf(settings).map(archive);
}
