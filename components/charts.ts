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
} as const satisfies Record<string, Chart>;

/** The file names that a directory of charts must hold. */
export function chartArchives(): string[] {
  return Object.values(CHARTS).map(archive);
}

/** A packaged chart's file name, as `helm pull` and `helm package` write it. */
export function archive({ chart, version }: Chart): string {
  return `${chart}-${version}.tgz`;
}
