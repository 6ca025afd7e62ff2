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
    podMonitor: { enabled: true, interval: "30s", scrapeTimeout: "10s" },
    resources: { requests: { cpu: "100m", memory: "150Mi" }, limits: { cpu: null, memory: "1Gi" } },
  };
}
