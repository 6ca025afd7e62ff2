/** A PodMonitor as Prometheus is told of it by the operator, for a pod that stands in for what Kubernetes would find. */
import type { Settings } from "../../settings";
import { podMonitorSpec } from "../../components/applications/monitor";
import { isScraped } from "../../settings/apps";

/** What discovery says of a pod. */
export interface Pod {
  /** Where it really is: host and port. */
  address: string;
  namespace: string;
  name: string;
  container: string;
  labels: Record<string, string>;
  ports: { name: string; containerPort: number }[];
}

interface Relabeling {
  sourceLabels?: string[];
  [field: string]: unknown;
}

interface Endpoint {
  path: string;
  port?: string;
  portNumber?: number;
  relabelings: Relabeling[];
  metricRelabelings?: Relabeling[];
}

interface Spec {
  selector: { matchLabels: Record<string, string> };
  namespaceSelector: { any: true } | { matchNames: string[] };
  sampleLimit?: number;
  labelLimit?: number;
  labelValueLengthLimit?: number;
  podMetricsEndpoints: [Endpoint];
}

const META = "__meta_kubernetes_";

/** As Prometheus has it: `sourceLabels` becomes `source_labels`, and so on. */
function relabel(relabelings: readonly Relabeling[]): Record<string, unknown>[] {
  const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return relabelings.map((one) => Object.fromEntries(Object.entries(one).map(([name, value]) => [snake(name), value])));
}

/** A label's name as discovery has it. */
const sanitized = (label: string) => label.replace(/\W/g, "_");

/**
 * The scrape configuration of an application's PodMonitor. The steps and their order are those of the operator's
 * `generatePodMonitorConfig` (pkg/prometheus/promcfg.go); discovery is replaced by one pod, which has to pass them.
 */
export function scrapeConfig(settings: Settings, name: string, pod: Pod): Record<string, unknown> {
  const app = settings.apps.filter(isScraped).find((one) => one.name === name);
  if (app === undefined) throw new Error(`${name} is not scraped`);
  const spec = podMonitorSpec(app, settings.conventions.http) as unknown as Spec;
  const [endpoint] = spec.podMetricsEndpoints;
  const byPort =
    endpoint.port === undefined
      ? { label: "pod_container_port_number", value: String(endpoint.portNumber) }
      : { label: "pod_container_port_name", value: endpoint.port };
  const keep = (labels: string[], regex: string) => ({ action: "keep", source_labels: labels, regex });
  const from = (label: string, target: string) => ({ source_labels: [`${META}${label}`], target_label: target });
  return {
    job_name: `podMonitor/${app.namespace ?? ""}/${name}/0`,
    honor_timestamps: true,
    metrics_path: endpoint.path,
    static_configs: pod.ports.map(({ name: port, containerPort }) => ({
      targets: [pod.address],
      labels: {
        [`${META}namespace`]: pod.namespace,
        [`${META}pod_name`]: pod.name,
        [`${META}pod_phase`]: "Running",
        [`${META}pod_container_name`]: pod.container,
        [`${META}pod_container_port_name`]: port,
        [`${META}pod_container_port_number`]: String(containerPort),
        ...Object.fromEntries(
          Object.entries(pod.labels).flatMap(([label, value]) => [
            [`${META}pod_label_${sanitized(label)}`, value],
            [`${META}pod_labelpresent_${sanitized(label)}`, "true"],
          ]),
        ),
      },
    })),
    relabel_configs: [
      { action: "drop", source_labels: [`${META}pod_phase`], regex: "(Failed|Succeeded)" },
      // Discovery asks for the namespaces alone; here they are held to.
      ...("any" in spec.namespaceSelector
        ? []
        : [keep([`${META}namespace`], spec.namespaceSelector.matchNames.join("|"))]),
      ...Object.entries(spec.selector.matchLabels).map(([label, value]) =>
        keep(
          [`${META}pod_label_${sanitized(label)}`, `${META}pod_labelpresent_${sanitized(label)}`],
          `(${value});true`,
        ),
      ),
      keep([`${META}${byPort.label}`], byPort.value),
      from("namespace", "namespace"),
      from("pod_container_name", "container"),
      from("pod_name", "pod"),
      { target_label: "job", replacement: `${app.namespace ?? ""}/${name}` },
      { target_label: "endpoint", replacement: byPort.value },
      ...relabel(endpoint.relabelings),
    ],
    metric_relabel_configs: relabel(endpoint.metricRelabelings ?? []),
    ...relabel([
      {
        sampleLimit: spec.sampleLimit,
        labelLimit: spec.labelLimit,
        labelValueLengthLimit: spec.labelValueLengthLimit,
      },
    ]).map((limits) => Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)))[0],
  };
}
