/** Which series the panels about workloads look at. */
import { highest, mostOf } from "../common";

export const STATE = 'job="kube-state-metrics"';

/** What the kubelets say of cgroups; without the name of a container it is the sum of a pod. */
export const CADVISOR = 'job="kubelet",metrics_path="/metrics/cadvisor"';

/** The namespaces, and the workloads, that are picked. */
export const NAMESPACES = 'namespace=~"$namespace"';
export const PICKED = `${NAMESPACES},workload=~"$workload"`;

/** A workload in a legend. */
export const NAMED = "{{namespace}}/{{workload}}";

/** The workloads with the most of a recorded series. */
export function most(series: string): string {
  const of = (picked: string) => `max by (namespace, workload) (${picked})`;
  return mostOf(of(`${series}{${PICKED}}`), "namespace, workload", of(highest(`${series}{${PICKED}}`)));
}
