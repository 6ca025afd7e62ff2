/**
 * Logstash and Filebeat: whether they run. Neither has metrics that Prometheus can read, so what is known is what Kubernetes
 * knows; a volume that fills is PersistentVolumeFilling's.
 */
import { MONITORING_UID } from "../names/dashboards";
import { gone, workloadAway } from "./presence";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

const STATE = 'job="kube-state-metrics"';

const common = { ...PLATFORM, component: "logstash", dashboard: MONITORING_UID };

export function logstash({ cluster }: RuleSettings): RuleGroup[] {
  const own = `namespace="${cluster.namespace}"`;
  return [{ name: "logstash", rules: [logstashDown(cluster.namespace), filebeatDown(own)] }];
}

function logstashDown(namespace: string): Alert {
  const wanted = `kube_statefulset_replicas{${STATE},namespace="${namespace}",statefulset="logstash-ls"}`;
  return {
    ...common,
    alert: "LogstashDown",
    severity: "high",
    // One that was scaled to nothing by hand rests.
    expr: `
      (${workloadAway("statefulset", namespace, "logstash-ls")})
      unless max by (namespace, statefulset) (${wanted}) == 0`,
    for: "5m",
    summary: "No Logstash in {{ $labels.namespace }} is ready",
    description: `
      No replica of Logstash has been ready for 5 minutes. Filebeat waits; new lines are not in Elasticsearch, and are lost
      when the kubelet rotates the containers' files away.`,
  };
}

function filebeatDown(own: string): Alert {
  const by = "(namespace, daemonset)";
  const daemonset = 'daemonset="filebeat-beat-filebeat"';
  const count = (what: string) => `max by ${by} (kube_daemonset_status_${what}{${STATE},${daemonset}})`;
  return {
    ...common,
    alert: "FilebeatDown",
    severity: "medium",
    expr: `
      ${count("desired_number_scheduled")} - ${count("number_ready")} > 0
      or ${gone("kube_daemonset_status_desired_number_scheduled", `${own},${daemonset}`, by)}`,
    for: "20m",
    summary: "Filebeat is missing on nodes",
    description: `
      On {{ $value }} nodes no Filebeat has been ready for 20 minutes. What containers write there is not in Elasticsearch,
      and is lost when the kubelet rotates their files away.`,
  };
}
