/**
 * Logstash and Filebeat: whether they run. Neither has metrics that Prometheus can read, so what is known is what Kubernetes
 * knows; a volume that fills is PersistentVolumeFilling's.
 */
import { gone } from "./presence";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

const STATE = 'job="kube-state-metrics"';

const common = { ...PLATFORM, component: "logstash" };

export function logstash({ cluster }: RuleSettings): RuleGroup[] {
  const own = `namespace="${cluster.namespace}"`;
  return [{ name: "logstash", rules: [logstashDown(own), filebeatDown(own)] }];
}

function logstashDown(own: string): Alert {
  const by = "(namespace, statefulset)";
  const replicas = (what: string) => `max by ${by} (kube_statefulset_${what}{${STATE},statefulset="logstash-ls"})`;
  return {
    ...common,
    alert: "LogstashDown",
    severity: "high",
    expr: `
      ${replicas("status_replicas_ready")} == 0 and ${replicas("replicas")} > 0
      or ${gone("kube_statefulset_replicas", `${own},statefulset="logstash-ls"`, by)}`,
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
