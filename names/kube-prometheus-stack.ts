/** Where Prometheus and Alertmanager are in the cluster. */
import type { Settings } from "../settings";

/** The release's name, and the stem of the names of all that it creates. */
export const RELEASE = "kube-prometheus-stack";

/** Their Services, and the jobs of their metrics. Each is of all replicas. */
export const PROMETHEUS = `${RELEASE}-prometheus`;
export const ALERTMANAGER = `${RELEASE}-alertmanager`;

/** The labels that the operator gives Prometheus' pods. */
export const PROMETHEUS_PODS = { "app.kubernetes.io/name": "prometheus", "app.kubernetes.io/instance": PROMETHEUS };

/** What else the release brings: Grafana, and the exporters of the cluster's objects and of its nodes. */
export const GRAFANA = "grafana";
export const KUBE_STATE_METRICS = "kube-state-metrics";
export const NODE_EXPORTER = "node-exporter";

export const PROMETHEUS_PORT = 9090;
export const ALERTMANAGER_PORT = 9093;

type Where = Pick<Settings, "cluster">;

/** Where Prometheus is asked. */
export function prometheusUrl(settings: Where): string {
  return url(settings, PROMETHEUS, PROMETHEUS_PORT);
}

/** Where Alertmanager is asked. */
export function alertmanagerUrl(settings: Where): string {
  return url(settings, ALERTMANAGER, ALERTMANAGER_PORT);
}

/**
 * Each Prometheus, for what all of them are to have: the Service would hand each connection to one replica, and the others
 * would have gaps.
 */
export function prometheusUrls(settings: Pick<Settings, "cluster" | "metrics">): string[] {
  const each = (replica: number) => `prometheus-${PROMETHEUS}-${replica}.prometheus-operated`;
  return replicaUrls(settings, settings.metrics.replicas, each, prometheusUrl(settings), PROMETHEUS_PORT);
}

/** Each Alertmanager: every alert has to be sent to all of them. */
export function alertmanagerUrls(settings: Pick<Settings, "alerting" | "cluster">): string[] {
  const each = (replica: number) => `alertmanager-${ALERTMANAGER}-${replica}.alertmanager-operated`;
  return replicaUrls(settings, settings.alerting.replicas, each, alertmanagerUrl(settings), ALERTMANAGER_PORT);
}

function replicaUrls(
  settings: Where,
  replicas: number,
  host: (replica: number) => string,
  only: string,
  port: number,
): string[] {
  if (replicas === 1) return [only];
  return Array.from({ length: replicas }, (_, replica) => url(settings, host(replica), port));
}

function url({ cluster }: Where, host: string, port: number): string {
  return `http://${host}.${cluster.namespace}.svc:${port}`;
}
