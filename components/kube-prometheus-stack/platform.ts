/** Which parts of a cluster's control plane can be scraped, by platform, and the rules that go with each. */
import type { PLATFORMS } from "../../settings/cluster";
import { NODE_EXPORTER } from "../../names/kube-prometheus-stack";

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

/** Values that switch the scrapers of the control plane, by platform. */
export function platformValues(platform: Platform): Record<string, { enabled: boolean }> {
  return Object.fromEntries(Object.entries(CONTROL_PLANES[platform]).map(([part, enabled]) => [part, { enabled }]));
}

/** The chart's groups of rules that go with what is scraped, by platform. */
export function platformRules(platform: Platform): Record<string, boolean> {
  const { kubeControllerManager, kubeEtcd, kubeProxy, kubeScheduler } = CONTROL_PLANES[platform];
  return {
    etcd: kubeEtcd,
    kubeControllerManager,
    kubeProxy,
    kubeSchedulerAlerting: kubeScheduler,
    kubeSchedulerRecording: kubeScheduler,
  };
}

/** Values of the exporters on the nodes. */
export function nodeExporterValues(platform: Platform): Record<string, unknown> {
  return {
    fullnameOverride: NODE_EXPORTER,
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
