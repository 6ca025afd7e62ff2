const AFFINITY = "a pod's own field, handed on as it is";
const RUBY = "a file of our own beside the configuration, whose template takes any";
const LOKI = "Loki's own configuration, handed on as it is";

/** By chart: paths whose keys the chart's default values do not have, and why each is right all the same. */
export const EXEMPT: Record<string, Record<string, string>> = {
  falco: {
    "controller.daemonset.updateStrategy.rollingUpdate": "the DaemonSet's own, handed on as it is",
  },
  fluentd: {
    "fileConfigs.filter_audit_sources\\.rb": RUBY,
    "fileConfigs.filter_keep_as_text\\.rb": RUBY,
    "fileConfigs.filter_name_fields\\.rb": RUBY,
    "fileConfigs.filter_redact\\.rb": RUBY,
    "fileConfigs.parsing\\.json": RUBY,
    "fileConfigs.parsing\\.rb": RUBY,
    "fileConfigs.sources\\.rb": RUBY,
    "fileConfigs.times\\.rb": RUBY,
    "livenessProbe.failureThreshold": "a probe, handed on as it is",
    "livenessProbe.initialDelaySeconds": "a probe, handed on as it is",
    "livenessProbe.periodSeconds": "a probe, handed on as it is",
    "livenessProbe.timeoutSeconds": "a probe, handed on as it is",
    priorityClassName: "read by the chart's templates, and not in its values",
    "readinessProbe.periodSeconds": "a probe, handed on as it is",
    "readinessProbe.timeoutSeconds": "a probe, handed on as it is",
  },
  jaeger: {
    "esIndexCleaner.podSecurityContext": "the pod's own, handed on as it is",
    "esIndexCleaner.securityContext": "the container's own, handed on as it is",
    "jaeger.ingress.hosts": "read by the chart's templates, and a comment in its values",
    "jaeger.ingress.ingressClassName": "read by the chart's templates, and a comment in its values",
    "jaeger.ingress.tls": "read by the chart's templates, and a comment in its values",
    "jaeger.podLabels": "read by the chart's templates",
    "jaeger.resources": "read by the chart's templates, and a comment in its values",
    "jaeger.strategy": "read by the chart's templates",
    "jaeger.topologySpreadConstraints": "read by the chart's templates; its values misspell it",
  },
  loki: {
    "compactor.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution": AFFINITY,
    "distributor.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution": AFFINITY,
    "gateway.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution": AFFINITY,
    "indexGateway.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution": AFFINITY,
    "ingester.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution": AFFINITY,
    "querier.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution": AFFINITY,
    "queryFrontend.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution": AFFINITY,
    "queryScheduler.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution": AFFINITY,
    "ruler.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution": AFFINITY,
    "singleBinary.affinity.podAntiAffinity.preferredDuringSchedulingIgnoredDuringExecution": AFFINITY,
    "loki.ingester": LOKI,
    "loki.limits_config": LOKI,
    "loki.rulerConfig": LOKI,
    "loki.storage.bucketNames": "read by the chart's templates, which fail without it",
  },
  "loki-stack": {
    "loki.config": LOKI,
    "loki.fullnameOverride": "read by the chart's templates, and not in its values",
    "promtail.config.snippets.nodeScrapeConfigs": "read by our own template in config.snippets.scrapeConfigs",
    "loki.persistence.storageClassName": "read by the chart's templates, and not in its values",
  },
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
  "prometheus-blackbox-exporter": {
    "config.modules": "blackbox_exporter's own configuration, handed on as it is",
    fullnameOverride: "read by the chart's templates, and not in its values",
  },
  "prometheus-postgres-exporter": {
    fullnameOverride: "read by the chart's templates, and not in its values",
  },
  "prometheus-redis-exporter": {
    fullnameOverride: "read by the chart's templates, and not in its values",
  },
};
