/**
 * What a fault takes with it, where only a join can tell. Inhibition compares labels, and what is counted (how many pods a
 * DaemonSet lacks) has no label of the node that is down. These alerts have both, and nobody hears them.
 */
import { NODE_UID } from "../names/dashboards";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

const PODS = 'kube_pod_info{job="kube-state-metrics",node!=""';

/** NodeDown is told of as an alert: with what it waits for, and for as long as it keeps firing. */
const DOWN = 'max by (node) (ALERTS{alertname="NodeDown",alertstate="firing"})';

export const consequences: (settings: RuleSettings) => RuleGroup[] = () => [
  { name: "consequences", rules: [nodeDownWorkload()] },
];

function nodeDownWorkload(): Alert {
  // kube-state-metrics may have been on the node: what it said last counts until it runs elsewhere.
  const of = (kind: string, label: string) => `
    max by (namespace, ${label}, node) (
      label_replace(last_over_time(${PODS},created_by_kind="${kind}"}[15m]), "${label}", "$1", "created_by_name", "(.+)")
    ) and on (node) ${DOWN}`;
  return {
    ...PLATFORM,
    component: "consequences",
    dashboard: NODE_UID,
    alert: "NodeDownWorkload",
    severity: "none",
    expr: `${of("DaemonSet", "daemonset")}\nor\n${of("StatefulSet", "statefulset")}`,
    for: "0s",
    summary: "Node {{ $labels.node }}, which is down, has pods in {{ $labels.namespace }}",
    description: `
      Nobody is told of this. While it fires, alerts that count the replicas of
      {{ $labels.namespace }}/{{ $labels.daemonset }}{{ $labels.statefulset }} are muted: NodeDown says why one is missing.`,
  };
}
