/**
 * Logstash and Filebeat: whether they run. Neither has metrics that Prometheus can read, so what is known is what Kubernetes
 * knows; a volume that fills is PersistentVolumeFilling's.
 */
import { type Alert, PLATFORM, type RuleGroup } from "./rule";

const STATE = 'job="kube-state-metrics"';

const common = { ...PLATFORM, component: "logstash" };

export function logstash(): RuleGroup[] {
  return [{ name: "logstash", rules: [logstashDown(), filebeatDown()] }];
}

function logstashDown(): Alert {
  return {
    ...common,
    alert: "LogstashDown",
    severity: "high",
    expr: `
      max by (namespace, statefulset) (kube_statefulset_status_replicas_ready{${STATE},statefulset="logstash-ls"}) == 0
      and
      max by (namespace, statefulset) (kube_statefulset_replicas{${STATE},statefulset="logstash-ls"}) > 0`,
    for: "5m",
    summary: "No Logstash in {{ $labels.namespace }} is ready",
    description: `
      No replica of Logstash has been ready for 5 minutes. Filebeat waits; new lines are not in Elasticsearch, and are lost
      when the kubelet rotates the containers' files away.`,
  };
}

function filebeatDown(): Alert {
  const daemonset = 'daemonset="filebeat-beat-filebeat"';
  const count = (what: string) =>
    `max by (namespace, daemonset) (kube_daemonset_status_${what}{${STATE},${daemonset}})`;
  return {
    ...common,
    alert: "FilebeatDown",
    severity: "medium",
    expr: `${count("desired_number_scheduled")} - ${count("number_ready")} > 0`,
    for: "20m",
    summary: "Filebeat is missing on nodes",
    description: `
      On {{ $value }} nodes no Filebeat has been ready for 20 minutes. What containers write there is not in Elasticsearch,
      and is lost when the kubelet rotates their files away.`,
  };
}
