/** What Elastic's operator looks after beside Elasticsearch itself: its own work, and Kibana. */
import { ELASTICSEARCH_UID } from "../names/dashboards";
import { ELASTIC_OPERATOR, KIBANA_DEPLOYMENT } from "../names/elastic";
import { workloadAway } from "./presence";
import { type Alert, PLATFORM } from "./rule";

const common = { ...PLATFORM, component: "elasticsearch", dashboard: ELASTICSEARCH_UID };

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

/** Its errors are counted by the operator alone: of one that is away there are none. */
export function operatorDown(namespace: string): Alert {
  return {
    ...common,
    alert: "ElasticOperatorDown",
    // Elasticsearch and Kibana do without it for days.
    severity: "medium",
    expr: workloadAway("statefulset", namespace, ELASTIC_OPERATOR),
    for: "15m",
    keepFiringFor: "5m",
    summary: "Elastic's operator in {{ $labels.namespace }} is down",
    description: `
      For 15 minutes {{ $labels.statefulset }} has not been ready, or is gone. What runs goes on; no change, new password or
      renewed certificate gets there, and nobody makes Kibana or Elasticsearch anew if they are deleted.`,
  };
}

/** Also when its Deployment is gone: the operator makes it, and nobody else would miss it. */
export function kibanaDown(namespace: string): Alert {
  return {
    ...common,
    alert: "KibanaDown",
    severity: "high",
    expr: workloadAway("deployment", namespace, KIBANA_DEPLOYMENT),
    for: "10m",
    keepFiringFor: "5m",
    summary: "Kibana in {{ $labels.namespace }} is down",
    description: `
      For 10 minutes no pod of {{ $labels.deployment }} has been ready: nobody can look at logs in Kibana. They are taken
      and kept all the same.`,
  };
}
