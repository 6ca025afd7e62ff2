/** What Elastic's operator looks after beside Elasticsearch itself: its own work, and Kibana. */
import { KIBANA_DEPLOYMENT } from "../names/elastic";
import { gone } from "./presence";
import { type Alert, PLATFORM } from "./rule";

const common = { ...PLATFORM, component: "elasticsearch", dashboard: "elasticsearch-overview" };

export function operatorFailing(): Alert {
  const errors = 'controller_runtime_reconcile_errors_total{job=~".*elastic-operator"}';
  return {
    ...common,
    alert: "ElasticOperatorFailing",
    severity: "medium",
    expr: `sum by (namespace, controller) (rate(${errors}[15m])) > 0`,
    for: "1h",
    keepFiringFor: "15m",
    summary: "Elastic's operator fails at {{ $labels.controller }}",
    description: `
      For an hour Elastic's operator has met errors at its work on {{ $labels.controller }}. What runs goes on; changes,
      renewed certificates and new passwords may not get there, and a resource may not be ready.`,
  };
}

/** Also when its Deployment is gone: the operator makes it, and nobody else would miss it. */
export function kibanaDown(namespace: string): Alert {
  const available = "kube_deployment_status_replicas_available";
  const by = "(namespace, deployment)";
  return {
    ...common,
    alert: "KibanaDown",
    severity: "high",
    expr: `
      max by ${by} (${available}{job="kube-state-metrics",deployment="${KIBANA_DEPLOYMENT}"}) == 0
      or ${gone(available, `namespace="${namespace}",deployment="${KIBANA_DEPLOYMENT}"`, by)}`,
    for: "10m",
    keepFiringFor: "5m",
    summary: "Kibana in {{ $labels.namespace }} is down",
    description: `
      For 10 minutes no pod of {{ $labels.deployment }} has been ready: nobody can look at logs in Kibana. They are taken
      and kept all the same.`,
  };
}
