/** Elastic's operator (ECK). */
import { ELASTIC_OPERATOR } from "../../names/elastic";
import type { Settings } from "../../settings";

/**
 * The Helm values of the operator. Its resource definitions are templates of the chart, so that they are brought up to date
 * with it; each is marked to be kept, so that no `destroy` deletes everybody's clusters.
 */
export function operatorValues({ cluster }: Settings): Record<string, unknown> {
  return {
    fullnameOverride: ELASTIC_OPERATOR,
    managedNamespaces: [cluster.namespace],
    webhook: {
      // Checks a resource before it is stored. An operator that is away must not stop what repairs it.
      failurePolicy: "Ignore",
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": cluster.namespace } },
    },
    telemetry: { disabled: true },
    config: { metrics: { port: "8080" } },
    resources: { requests: { cpu: "100m", memory: "150Mi" }, limits: { cpu: null, memory: "1Gi" } },
  };
}

/**
 * What Prometheus scrapes of it, as job `<namespace>/elastic-operator`. The chart has one like it; with that, the operator could
 * only be installed once the monitors' resource definitions are there, and Elasticsearch takes longest of all to start.
 */
export const OPERATOR_MONITOR = {
  selector: {
    matchLabels: { "app.kubernetes.io/instance": ELASTIC_OPERATOR, "app.kubernetes.io/name": ELASTIC_OPERATOR },
  },
  podMetricsEndpoints: [{ port: "metrics", interval: "30s", scrapeTimeout: "10s" }],
};
