/** Which parts of a cluster's control plane can be scraped, by platform, and the rules that go with each. */
import type { PLATFORMS } from "../../stacks/schema/cluster";

type Platform = (typeof PLATFORMS)[number];

/** Parts of the control plane as the chart names them. */
type ControlPlane = Record<
  "kubeControllerManager" | "kubeScheduler" | "kubeEtcd" | "kubeProxy" | "coreDns" | "kubeDns",
  boolean
>;

const NOTHING: ControlPlane = {
  kubeControllerManager: false,
  kubeScheduler: false,
  kubeEtcd: false,
  kubeProxy: false,
  coreDns: false,
  kubeDns: false,
};

/**
 * What a pod in the cluster can reach. The managed platforms run the control plane out of reach; their kube-proxy, and
 * the control plane of kind, listen on the node's loopback only; k3s runs all of it in one process, which the kubelet's
 * metrics cover.
 */
const CONTROL_PLANES: Record<Platform, ControlPlane> = {
  aks: { ...NOTHING, coreDns: true },
  eks: { ...NOTHING, coreDns: true },
  generic: {
    kubeControllerManager: true,
    kubeScheduler: true,
    kubeEtcd: true,
    kubeProxy: true,
    coreDns: true,
    kubeDns: false,
  },
  gke: { ...NOTHING, kubeDns: true },
  k3s: { ...NOTHING, coreDns: true },
  kind: { ...NOTHING, coreDns: true },
};

/** Values that switch scrapers, and the chart's own rules and dashboards for them, by platform. */
export function platformValues(platform: Platform): Record<string, unknown> {
  const controlPlane = CONTROL_PLANES[platform];
  const switches = Object.entries(controlPlane);
  return {
    ...Object.fromEntries(switches.map(([part, enabled]) => [part, { enabled }])),
    defaultRules: {
      rules: {
        etcd: controlPlane.kubeEtcd,
        kubeControllerManager: controlPlane.kubeControllerManager,
        kubeProxy: controlPlane.kubeProxy,
        kubeSchedulerAlerting: controlPlane.kubeScheduler,
        kubeSchedulerRecording: controlPlane.kubeScheduler,
      },
    },
  };
}

/** Values of the exporters on the nodes. */
export function nodeExporterValues(platform: Platform): Record<string, unknown> {
  return {
    fullnameOverride: "node-exporter",
    prometheus: {
      monitor: {
        // Rules, dashboards and inhibition know a node by its name, as kube-state-metrics does.
        relabelings: [{ sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" }],
      },
    },
    // The ServiceMonitor scrapes it already; with the annotation it would be scraped twice.
    service: { annotations: { "prometheus.io/scrape": "false" } },
    // The root file system of a node that is a container is not a shared mount.
    ...(platform === "kind" ? { hostRootFsMount: { enabled: false } } : {}),
    resources: { requests: { cpu: "20m", memory: "32Mi" }, limits: { memory: "128Mi" } },
  };
}
