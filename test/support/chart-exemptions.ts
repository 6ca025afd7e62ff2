/** By chart: paths whose keys the chart's default values do not have, and why each is right all the same. */
export const EXEMPT: Record<string, Record<string, string>> = {
  "kube-prometheus-stack": {
    "alertmanager.config": "Alertmanager's own configuration, handed on as it is",
    "grafana.fullnameOverride": "read by the chart's templates, and a comment in its values",
    "grafana.grafana\\.ini": "Grafana's own configuration, handed on as it is",
    "grafana.ingress.ingressClassName": "read by the chart's templates, and a comment in its values",
    "grafana.persistence.annotations": "read by the chart's templates, and a comment in its values",
    "grafana.persistence.storageClassName": "read by the chart's templates, and a comment in its values",
  },
  "opentelemetry-collector": {
    "podDisruptionBudget.maxUnavailable": "read by the chart's templates, and a comment in its values",
    "service.clusterIP": "read by the chart's templates, and a comment in its values",
    "service.enabled": "read by the chart's templates, and a comment in its values",
    "service.internalTrafficPolicy": "read by the chart's templates, and a comment in its values",
  },
};
