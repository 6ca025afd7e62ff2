/** What runs on the cluster that is made up. */
import { GIB, MIB } from "./sizes";

type Kind = "DaemonSet" | "Deployment" | "Job" | "StatefulSet";

export interface Workload {
  namespace: string;
  name: string;
  kind: Kind;
  replicas: number;
  /** Processors and bytes that a pod of it uses, about. */
  cpu: number;
  memory: number;
  /** Bytes of the volume of each pod. */
  volume?: number;
  /** What its only container is called. Default: as it. */
  container?: string;
}

const sized = (
  namespace: string,
  name: string,
  kind: Kind,
  replicas: number,
  cpu: number,
  memory: number,
): Workload => ({
  namespace,
  name,
  kind,
  replicas,
  cpu,
  memory: memory * MIB,
});

const withVolume = (workload: Workload, gib: number): Workload => ({ ...workload, volume: gib * GIB });

/** What runs. Names in the platform's own namespace are those of the program's releases. */
export function workloads(platform: string): Workload[] {
  return [
    sized("shop", "checkout", "Deployment", 3, 0.35, 300),
    sized("shop", "payments", "Deployment", 2, 0.3, 350),
    sized("shop", "catalog", "Deployment", 3, 0.4, 700),
    sized("shop", "gateway", "Deployment", 2, 0.2, 160),
    sized("shop", "invoices", "Deployment", 2, 0.15, 256),
    sized("shop", "emails", "Deployment", 1, 0.1, 200),
    sized("shop", "reports", "Deployment", 1, 0.2, 400),
    sized("shop", "images", "Deployment", 1, 0.3, 300),
    sized("shop", "search-ui", "Deployment", 2, 0.05, 120),
    sized("shop", "import", "Job", 1, 0, 0),
    withVolume(sized("shop", "orders", "StatefulSet", 2, 0.5, 1200), 40),
    withVolume(sized("shop", "sessions", "StatefulSet", 2, 0.1, 600), 8),
    withVolume(sized("shop", "legacy", "StatefulSet", 2, 0.3, 900), 20),
    withVolume(sized("shop", "events", "StatefulSet", 1, 0.2, 700), 10),
    withVolume(sized("shop", "documents", "StatefulSet", 3, 0.2, 800), 20),
    withVolume(sized("shop", "search", "StatefulSet", 1, 0.5, 2000), 30),
    withVolume(sized("ledger", "ledger", "StatefulSet", 2, 0.2, 700), 20),
    sized("community", "bot", "Deployment", 1, 0.1, 180),
    sized("default", "jobs", "Deployment", 1, 0.1, 150),
    sized("kube-system", "coredns", "Deployment", 2, 0.05, 40),
    sized("kube-system", "kube-proxy", "DaemonSet", 0, 0.02, 30),
    sized("kube-system", "cluster-autoscaler", "Deployment", 1, 0.02, 60),
    sized("cert-manager", "cert-manager", "Deployment", 1, 0.02, 60),
    withVolume(sized(platform, "prometheus-kube-prometheus-stack-prometheus", "StatefulSet", 1, 0.8, 3000), 50),
    sized(platform, "alertmanager-kube-prometheus-stack-alertmanager", "StatefulSet", 3, 0.02, 60),
    sized(platform, "kube-prometheus-stack-operator", "Deployment", 1, 0.02, 60),
    sized(platform, "kube-state-metrics", "Deployment", 1, 0.03, 80),
    sized(platform, "node-exporter", "DaemonSet", 0, 0.02, 25),
    sized(platform, "grafana", "Deployment", 1, 0.1, 250),
    withVolume(sized(platform, "loki", "StatefulSet", 1, 0.3, 900), 30),
    withVolume(sized(platform, "loki-stack", "StatefulSet", 1, 0.1, 400), 30),
    sized(platform, "promtail", "DaemonSet", 0, 0.08, 90),
    sized(platform, "alloy", "DaemonSet", 0, 0.05, 120),
    sized(platform, "fluentd", "DaemonSet", 0, 0.1, 250),
    sized(platform, "filebeat-beat-filebeat", "DaemonSet", 0, 0.06, 110),
    withVolume(sized(platform, "logstash-ls", "StatefulSet", 1, 0.3, 1200), 4),
    sized(platform, "jaeger", "Deployment", 1, 0.2, 500),
    sized(platform, "otel-agent-agent", "DaemonSet", 0, 0.05, 120),
    sized(platform, "otel-gateway", "StatefulSet", 2, 0.15, 400),
    withVolume(sized(platform, "elasticsearch-es-all", "StatefulSet", 3, 0.6, 3500), 100),
    sized(platform, "elasticsearch-exporter", "Deployment", 1, 0.02, 40),
    sized(platform, "elastic-operator", "StatefulSet", 1, 0.02, 80),
    sized(platform, "kibana-kb", "Deployment", 1, 0.1, 700),
    sized(platform, "blackbox-exporter", "Deployment", 1, 0.02, 30),
    sized(platform, "alert-states", "Deployment", 1, 0.01, 40),
  ];
}

/** Pods of each of the workloads that are added to have enough of them, and the namespaces that they are in. */
export const REPLICAS = 20;
const NAMESPACES = 40;

/** One of those that are added. */
export function added(index: number): Workload {
  const namespace = `team-${String(index % NAMESPACES).padStart(2, "0")}`;
  return sized(namespace, `app-${String(index).padStart(4, "0")}`, "Deployment", REPLICAS, 0.1, 200);
}
