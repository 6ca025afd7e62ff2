/** The one table of charts: their versions, in a form that Renovate bumps, and the releases that a stack has of each. */
import { FALCO } from "../../log-format/shells";
import { hasElastic, hasTracing, type Settings } from "../../settings";
import { needsExporter } from "../../settings/databases";
import type { DatabaseKind } from "../../settings/dsn";
import { exporterName } from "../../names/databases";
import { makesProbes } from "../../settings/probing";
import { ELASTIC_OPERATOR, FLUENTD } from "../../names/elastic";
import { JAEGER } from "../../names/jaeger";
import { BLACKBOX_EXPORTER } from "../../names/blackbox-exporter";
import { RELEASE } from "../../names/kube-prometheus-stack";
import { LOKI_RELEASES } from "../../names/loki";
import { AGENT, GATEWAY } from "../../names/otel-collector";

/** A Helm chart at a pinned version. */
export interface Chart {
  chart: string;
  version: string;
  /** The version of what the chart installs. */
  appVersion: string;
  /** Its own HTTP repository, used unless `charts` names a mirror. */
  repository: string;
}

/** A chart of the platform. */
export interface PlatformChart extends Chart {
  /** The names of the releases of it that a stack has. */
  releases: (settings: Settings) => string[];
}

/** In the order of deployment: kube-prometheus-stack has the resource definitions that the others use. */
export const CHARTS = {
  kubePrometheusStack: {
    chart: "kube-prometheus-stack",
    version: "88.5.3",
    appVersion: "v0.93.1",
    repository: "https://prometheus-community.github.io/helm-charts",
    releases: () => [RELEASE],
  },
  loki: {
    chart: "loki",
    version: "18.11.0",
    appVersion: "3.7.6",
    repository: "https://grafana-community.github.io/helm-charts",
    releases: ({ logs }) => when([logs.engine, logs.keep].includes("loki"), LOKI_RELEASES.loki),
  },
  alloy: {
    chart: "alloy",
    version: "1.11.1",
    appVersion: "v1.18.1",
    repository: "https://grafana.github.io/helm-charts",
    // An engine that is only kept loses its log shipper once the other's is there.
    releases: ({ logs }) => when(logs.engine === "loki", "alloy"),
  },
  lokiStack: {
    chart: "loki-stack",
    version: "2.10.3",
    appVersion: "v2.9.3",
    repository: "https://grafana.github.io/helm-charts",
    // Its log shipper is part of the release.
    releases: ({ logs }) => when([logs.engine, logs.keep].includes("loki-stack"), LOKI_RELEASES["loki-stack"]),
  },
  eckOperator: {
    chart: "eck-operator",
    version: "3.5.0",
    appVersion: "3.5.0",
    repository: "https://helm.elastic.co",
    releases: (settings) => when(hasElastic(settings), ELASTIC_OPERATOR),
  },
  fluentd: {
    chart: "fluentd",
    version: "0.6.0",
    appVersion: "1.19.3",
    repository: "https://fluent.github.io/helm-charts",
    releases: ({ elastic }) => when(elastic?.shipper === "fluentd", FLUENTD),
  },
  falco: {
    chart: "falco",
    version: "9.1.0",
    appVersion: "0.44.1",
    repository: "https://falcosecurity.github.io/charts",
    releases: ({ security }) => when(security.sources.falco !== undefined, FALCO),
  },
  jaeger: {
    chart: "jaeger",
    version: "4.11.1",
    appVersion: "2.19.0",
    repository: "https://jaegertracing.github.io/helm-charts",
    releases: (settings) => when(hasTracing(settings), JAEGER),
  },
  opentelemetryCollector: {
    chart: "opentelemetry-collector",
    version: "0.170.0",
    appVersion: "0.158.0",
    repository: "https://open-telemetry.github.io/opentelemetry-helm-charts",
    releases: (settings) => when(hasTracing(settings), GATEWAY, AGENT),
  },
  blackboxExporter: {
    chart: "prometheus-blackbox-exporter",
    version: "11.17.2",
    appVersion: "v0.28.0",
    repository: "https://prometheus-community.github.io/helm-charts",
    releases: (settings) => when(makesProbes(settings), BLACKBOX_EXPORTER),
  },
  postgresExporter: {
    chart: "prometheus-postgres-exporter",
    version: "8.2.0",
    appVersion: "v0.20.1",
    repository: "https://prometheus-community.github.io/helm-charts",
    releases: (settings) => exporters(settings, "postgres"),
  },
  redisExporter: {
    chart: "prometheus-redis-exporter",
    version: "6.29.0",
    appVersion: "v1.89.0",
    repository: "https://prometheus-community.github.io/helm-charts",
    releases: (settings) => exporters(settings, "redis"),
  },
} as const satisfies Record<string, PlatformChart>;

function when(condition: boolean, ...releases: string[]): string[] {
  return condition ? releases : [];
}

/** One for each database of a kind that is asked by its DSN. */
function exporters({ databases }: Settings, kind: DatabaseKind): string[] {
  return databases.filter((database) => database.kind === kind && needsExporter(database)).map(exporterName);
}

/** A packaged chart's file name, as `helm pull` and `helm package` write it. */
export function archive({ chart, version }: Chart): string {
  return `${chart}-${version}.tgz`;
}
