/** Where values and custom resources have what a plan's summary says of them, by `<release>` or `<release>/<set of pods>`. */

const NODES = "each node";
const LOKI = ["compactor", "distributor", "gateway", "index-gateway", "ingester", "querier", "query-frontend"];

/** Where the charts and the operators look for a number of pods (`*`: the set's place in the list), below a release's values or a resource's spec. */
export const REPLICAS: Record<string, string | number> = {
  "kube-prometheus-stack/alertmanager": "alertmanager.alertmanagerSpec.replicas",
  "kube-prometheus-stack/grafana": "grafana.replicas",
  "kube-prometheus-stack/kube-state-metrics": 1,
  "kube-prometheus-stack/prometheus": "prometheus.prometheusSpec.replicas",
  "kube-prometheus-stack/prometheus-node-exporter": NODES,
  "kube-prometheus-stack/prometheus-operator": 1,
  "loki/chunks-cache": 1,
  "loki/results-cache": 1,
  "loki/single-binary": "singleBinary.replicas",
  ...Object.fromEntries(
    [...LOKI, "query-scheduler", "ruler"].map((part) => [
      `loki/${part}`,
      `${part.replace(/-(.)/, (_, letter: string) => letter.toUpperCase())}.replicas`,
    ]),
  ),
  "loki-stack/loki": 1,
  "loki-stack": 1,
  "loki-stack/promtail": NODES,
  alloy: NODES,
  falco: NODES,
  "elastic-operator": 1,
  "blackbox-exporter": "replicas",
  "database-orders": 1,
  "database-orders-2": 1,
  "database-sessions": 1,
  "database-legacy": "replicas",
  "database-events": "replicas",
  "database-search": "replicas",
  fluentd: NODES,
  filebeat: NODES,
  jaeger: "jaeger.replicas",
  "jaeger/jaeger": "jaeger.replicas",
  "jaeger/es-index-cleaner": "scheduled",
  "otel-agent": NODES,
  "otel-gateway": "replicaCount",
  elasticsearch: "nodeSets.0.count",
  ...Object.fromEntries(["all", "master", "hot", "warm"].map((set) => [`elasticsearch/${set}`, `nodeSets.*.count`])),
  "alert-states": "replicas",
  "log-rules": "replicas",
  "team-folders": "scheduled",
  "report-daily": "scheduled",
  "report-weekly": "scheduled",
  "report-monthly": "scheduled",
  "elasticsearch-exporter": "replicas",
  kibana: "count",
  logstash: "count",
};

const CLAIM = "volumeClaimTemplates.0.spec.resources.requests.storage";

/** The same of the size of one pod's volume; what is not here has none. */
export const STORAGE: Record<string, string> = {
  "kube-prometheus-stack/alertmanager":
    "alertmanager.alertmanagerSpec.storage.volumeClaimTemplate.spec.resources.requests.storage",
  "kube-prometheus-stack/grafana": "grafana.persistence.size",
  "kube-prometheus-stack/prometheus":
    "prometheus.prometheusSpec.storageSpec.volumeClaimTemplate.spec.resources.requests.storage",
  "loki/compactor": "compactor.persistence.claims.0.size",
  "loki/ingester": "ingester.persistence.claims.0.size",
  "loki/single-binary": "singleBinary.persistence.size",
  "loki-stack/loki": "loki.persistence.size",
  "loki-stack": "loki.persistence.size",
  elasticsearch: `nodeSets.0.${CLAIM}`,
  ...Object.fromEntries(["all", "master", "hot", "warm"].map((set) => [`elasticsearch/${set}`, `nodeSets.*.${CLAIM}`])),
  logstash: CLAIM,
  "otel-gateway": `statefulset.${CLAIM}`,
};
