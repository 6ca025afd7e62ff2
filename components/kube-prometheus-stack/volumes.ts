/** The volumes of Prometheus, Alertmanager and Grafana. */
import { ALERTMANAGER, PROMETHEUS } from "../../names/kube-prometheus-stack";
import type { Settings } from "../../settings";
import type { Volume } from "../support/deployed/volumes";

/** Names are prometheus-operator's: `prometheus-<name>`, with `-shard-<number>` from the second shard on. */
export function kubePrometheusStackVolumes({ alerting, grafana, metrics }: Settings): Volume[] {
  const prometheus = Array.from({ length: metrics.shards }, (_, shard): Volume => {
    const set = `prometheus-${PROMETHEUS}${shard === 0 ? "" : `-shard-${shard}`}`;
    return {
      store: "prometheus",
      key: "metrics.storage",
      size: metrics.storage,
      workload: `statefulset/${set}`,
      volume: `prometheus-${PROMETHEUS}-db`,
      owner: `prometheus/${PROMETHEUS}`,
      keeper: "operator",
    };
  });
  const all: Volume[] = [
    ...prometheus,
    {
      store: "alertmanager",
      key: "alerting.storage",
      size: alerting.storage,
      workload: `statefulset/alertmanager-${ALERTMANAGER}`,
      volume: `alertmanager-${ALERTMANAGER}-db`,
      owner: `alertmanager/${ALERTMANAGER}`,
      keeper: "operator",
    },
    {
      store: "grafana",
      key: "grafana.storage",
      size: grafana.database === undefined ? grafana.storage : "none",
      workload: "deployment/grafana",
      volume: "grafana",
      owner: "deployment/grafana",
      keeper: "helm",
    },
  ];
  return all.filter(({ size }) => size !== "none");
}

/** Whose data a workload has. */
export const KUBE_PROMETHEUS_STACK_STORES = [
  { store: "prometheus", key: "metrics", workload: new RegExp(`^statefulset/prometheus-${PROMETHEUS}(-shard-\\d+)?$`) },
  { store: "alertmanager", key: "alerting", workload: new RegExp(`^statefulset/alertmanager-${ALERTMANAGER}$`) },
  { store: "grafana", key: "grafana", workload: /^deployment\/grafana$/ },
] as const;
