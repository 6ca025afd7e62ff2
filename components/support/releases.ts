/** Which Helm releases a stack has: what is deployed, mirrored, rehearsed, rendered and recovered. */
import type { Settings } from "../../settings";
import { archive, type Chart, CHARTS } from "./charts";
import { RELEASE } from "../../names/kube-prometheus-stack";
import { LOKI_RELEASES } from "../../names/loki";
import { AGENT, GATEWAY } from "../../names/otel-collector";
import { ELASTIC_OPERATOR, FLUENTD } from "../../names/elastic";
import { JAEGER } from "../../names/jaeger";

/** A release by its name, and the chart that it is of. */
export interface PlannedRelease {
  name: string;
  chart: Chart;
}

/** The releases of a stack, in the order in which they are deployed. */
export function releasesOf(settings: Settings): PlannedRelease[] {
  return [
    { name: RELEASE, chart: CHARTS.kubePrometheusStack },
    ...logReleases(settings),
    ...elasticReleases(settings),
    ...tracingReleases(settings),
  ];
}

function logReleases({ logs }: Settings): PlannedRelease[] {
  const lokiStack = { name: LOKI_RELEASES["loki-stack"], chart: CHARTS.lokiStack };
  const loki = { name: LOKI_RELEASES.loki, chart: CHARTS.loki };
  const all = {
    // Its collector is part of the release.
    "loki-stack": { active: [lokiStack], kept: [lokiStack] },
    loki: { active: [loki, { name: "alloy", chart: CHARTS.alloy }], kept: [loki] },
  };
  return [
    ...(logs.engine === "none" ? [] : all[logs.engine].active),
    // An engine that is only kept loses its collector once the other's is there.
    ...(logs.keep === undefined ? [] : all[logs.keep].kept),
  ];
}

function elasticReleases({ elastic }: Settings): PlannedRelease[] {
  if (elastic === undefined) return [];
  return [
    { name: ELASTIC_OPERATOR, chart: CHARTS.eckOperator },
    ...(elastic.shipper === "fluentd" ? [{ name: FLUENTD, chart: CHARTS.fluentd }] : []),
  ];
}

function tracingReleases({ tracing }: Settings): PlannedRelease[] {
  if (tracing.storage === "none") return [];
  return [
    { name: JAEGER, chart: CHARTS.jaeger },
    { name: GATEWAY, chart: CHARTS.opentelemetryCollector },
    { name: AGENT, chart: CHARTS.opentelemetryCollector },
  ];
}

/** The charts of a stack, each once: two releases may be of one chart. */
export function chartsOf(settings: Settings): Chart[] {
  return [...new Set(releasesOf(settings).map(({ chart }) => chart))];
}

/** The file names that a directory of charts must hold. */
export function chartArchives(settings: Settings): string[] {
  return chartsOf(settings).map(archive);
}
