/** Objects of Kubernetes that are not there at all: kube-state-metrics has no series of them, not one that is 0. */
import { STATE } from "./kubernetes";

/** How many nodes there are; nothing while kube-state-metrics is away, when nothing is known of any object. */
const NODES = `count(kube_node_info{${STATE}})`;

/**
 * The object that a metric of kube-state-metrics should be about is not there: its labels `by`, and the number of nodes.
 * @param matchers What selects the object, each with `=`: `absent` makes the labels of them.
 */
export function gone(metric: string, matchers: string, by: string): string {
  return `max by ${by} (absent(${metric}{${STATE},${matchers}})) * on () group_left () ${NODES}`;
}

/** The metric of the replicas of a workload that serve. */
const SERVING = {
  deployment: "kube_deployment_status_replicas_available",
  statefulset: "kube_statefulset_status_replicas_ready",
};

/** A workload has no replica that serves, or is not there at all, which an expression about its replicas would not see. */
export function workloadAway(kind: keyof typeof SERVING, namespace: string, name: string): string {
  const own = `namespace="${namespace}",${kind}="${name}"`;
  const by = `(namespace, ${kind})`;
  return `
    max by ${by} (${SERVING[kind]}{${STATE},${own}}) == 0
    or ${gone(SERVING[kind], own, by)}`;
}

/** On how many nodes a DaemonSet should have an available pod and has none; on all of them, if the DaemonSet is gone. */
export function daemonSetMissing(matchers: string): string {
  const by = "(namespace, daemonset)";
  const status = (what: string) => `max by ${by} (kube_daemonset_status_${what}{${STATE},${matchers}})`;
  return `
      ${status("desired_number_scheduled")} - ${status("number_available")} > 0
      or ${gone("kube_daemonset_status_desired_number_scheduled", matchers, by)}`;
}
