/** Something that is scraped, and the labels that scraping gives its series. */
import type { Cluster, Pod } from "./cluster";
import type { Labels } from "./labels";

/** Something that is scraped. */
export interface Target {
  /** The file in test/fixtures/metrics that says what it exports, without `.json`. */
  exporter: string;
  labels: Labels;
  /** What belongs together in the labels of its series, see {@link rows}. */
  tables?: readonly (readonly Labels[])[];
  /** The metrics that it exports, of those in the file. Default: all. */
  only?: RegExp;
}

/** The labels that scraping a pod's port gives. */
export function ofPod({ namespace, pod, node, ip, container }: Pod, job: string, port: number, service = job): Labels {
  return { container, endpoint: "metrics", instance: `${ip}:${port}`, job, namespace, node, pod, service };
}

/** The pods of a workload. */
export function podsOf({ pods }: Cluster, name: string): Pod[] {
  return pods.filter(({ workload }) => workload.name === name);
}
