/** The one table of charts and their versions, in a form that Renovate bumps. */

/** A Helm chart at a pinned version. */
export interface Chart {
  chart: string;
  version: string;
  /** The version of what the chart installs. */
  appVersion: string;
  /** Its own HTTP repository, used unless `charts` names a mirror. */
  repository: string;
}

export const CHARTS = {
  kubePrometheusStack: {
    chart: "kube-prometheus-stack",
    version: "88.5.3",
    appVersion: "v0.93.1",
    repository: "https://prometheus-community.github.io/helm-charts",
  },
  lokiStack: {
    chart: "loki-stack",
    version: "2.10.3",
    appVersion: "v2.9.3",
    repository: "https://grafana.github.io/helm-charts",
  },
  loki: {
    chart: "loki",
    version: "18.11.0",
    appVersion: "3.7.6",
    repository: "https://grafana-community.github.io/helm-charts",
  },
  alloy: {
    chart: "alloy",
    version: "1.11.1",
    appVersion: "v1.18.1",
    repository: "https://grafana.github.io/helm-charts",
  },
  eckOperator: {
    chart: "eck-operator",
    version: "3.5.0",
    appVersion: "3.5.0",
    repository: "https://helm.elastic.co",
  },
  fluentd: {
    chart: "fluentd",
    version: "0.6.0",
    appVersion: "1.19.3",
    repository: "https://fluent.github.io/helm-charts",
  },
  jaeger: {
    chart: "jaeger",
    version: "4.11.1",
    appVersion: "2.19.0",
    repository: "https://jaegertracing.github.io/helm-charts",
  },
  opentelemetryCollector: {
    chart: "opentelemetry-collector",
    version: "0.170.0",
    appVersion: "0.158.0",
    repository: "https://open-telemetry.github.io/opentelemetry-helm-charts",
  },
} as const satisfies Record<string, Chart>;

/** A packaged chart's file name, as `helm pull` and `helm package` write it. */
export function archive({ chart, version }: Chart): string {
  return `${chart}-${version}.tgz`;
}
