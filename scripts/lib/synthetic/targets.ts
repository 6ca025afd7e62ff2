/** What is scraped in the cluster: exporters, by the files that say what each exports, with the labels of each target. */
import { ALERTMANAGER, PROMETHEUS } from "../../../names/kube-prometheus-stack";
import { ofApplications, ofOutside } from "./application-targets";
import type { Cluster } from "./cluster";
import { databases } from "./databases";
import type { Labels } from "./labels";
import { traceId } from "./lines";
import { ofPod, podsOf, type Target } from "./target";
import { containerTables, objectTables, volumeRows } from "./objects";

/** Every target. */
export function targets(cluster: Cluster): Target[] {
  return [
    ...ofNodes(cluster),
    ...ofPlatform(cluster),
    ...ofApplications(cluster),
    ...databases(cluster),
    ...ofOutside(cluster),
  ];
}

const DISKS = [
  { device: "/dev/nvme0n1p1", fstype: "ext4", mountpoint: "/", device_error: "" },
  { device: "/dev/nvme1n1", fstype: "ext4", mountpoint: "/var/lib/containers", device_error: "" },
];

function ofNodes(cluster: Cluster): Target[] {
  const kubelet = (ip: string, node: string, metrics_path: string): Labels => ({
    endpoint: "https-metrics",
    instance: `${ip}:10250`,
    job: "kubelet",
    metrics_path,
    namespace: "kube-system",
    node,
    service: "kube-prometheus-stack-kubelet",
  });
  return cluster.nodes.flatMap(({ name, ip }) => [
    ...podsOf(cluster, "node-exporter")
      .filter(({ node }) => node === name)
      .map((pod) => ({
        exporter: "node-exporter",
        labels: { ...ofPod(pod, "node-exporter", 9100), instance: `${ip}:9100` },
        tables: [
          DISKS,
          [{ device: "eth0" }],
          [
            {
              nodename: name,
              sysname: "Linux",
              machine: "x86_64",
              release: "6.12.0",
              version: "#1",
              domainname: "(none)",
            },
          ],
        ],
      })),
    { exporter: "cadvisor", labels: kubelet(ip, name, "/metrics/cadvisor"), tables: containerTables(cluster, name) },
    { exporter: "kubelet", labels: kubelet(ip, name, "/metrics"), tables: [volumeRows(cluster, name)] },
  ]);
}

/** Jobs of the platform's own pods: the file, the workload, the job, the port. */
const OWN: readonly (readonly [exporter: string, workload: string, job: string, port: number])[] = [
  ["alertmanager", "alertmanager-kube-prometheus-stack-alertmanager", ALERTMANAGER, 9093],
  ["prometheus", "prometheus-kube-prometheus-stack-prometheus", PROMETHEUS, 9090],
  ["grafana", "grafana", "grafana", 3000],
  ["loki", "loki", "loki", 3100],
  ["loki-2.9", "loki-stack", "loki-stack", 3100],
  ["promtail", "promtail", "promtail", 3101],
  ["alloy", "alloy", "alloy", 12345],
  ["fluent-plugin-prometheus", "fluentd", "fluentd", 24231],
  ["jaeger", "jaeger", "jaeger", 8888],
  ["otel-collector", "otel-agent-agent", "otel-agent", 8888],
  ["otel-collector", "otel-gateway", "otel-gateway", 8888],
  ["controller-runtime", "elastic-operator", "elastic-operator", 8080],
  ["coredns", "coredns", "coredns", 9153],
  ["cert-manager", "cert-manager", "cert-manager", 9402],
  ["cluster-autoscaler", "cluster-autoscaler", "cluster-autoscaler", 8085],
];

function ofPlatform(cluster: Cluster): Target[] {
  const { platform } = cluster;
  const states = { job: "kube-state-metrics", instance: "10.1.0.20:8080", namespace: platform };
  const own = { endpoint: "metrics", namespace: platform };
  const escalation = { ...own, instance: "10.1.0.21:8080", job: "alert-states", service: "alert-states" };
  const server = {
    endpoint: "https",
    instance: "10.0.0.1:6443",
    job: "apiserver",
    namespace: "default",
    service: "kubernetes",
  };
  return [
    ...OWN.flatMap(([exporter, workload, job, port]) =>
      podsOf(cluster, workload).map((pod) => ({
        exporter,
        labels: ofPod(pod, job, port),
        tables: ownTables(exporter),
      })),
    ),
    { exporter: "kube-state-metrics", labels: states, tables: objectTables(cluster) },
    { exporter: "kube-apiserver", labels: server, tables: [[{ name: "webhook.example.com", rejected: "false" }]] },
    { exporter: "otel-collector", labels: { job: "otel-agent-remote-write" }, only: /^otelcol_process_uptime/ },
    { exporter: "escalation", labels: escalation, tables: [TOLD] },
    { exporter: "span-metrics", labels: {}, tables: SPANS },
  ];
}

/** What Alertmanager has told somebody. */
const TOLD = [
  { alert: "Watchdog", alert_severity: "none", alert_subject: "", receiver: "deadMansSwitch" },
  { alert: "ServiceErrorRateHigh", alert_severity: "high", alert_subject: "payments", receiver: "l1" },
  { alert: "ElasticsearchClusterYellow", alert_severity: "medium", alert_subject: "observability", receiver: "l1" },
  { alert: "NodeDiskFilling", alert_severity: "critical", alert_subject: "node-3", receiver: "l1" },
].map((row) => ({
  ...row,
  alert_namespace: row.alert === "ServiceErrorRateHigh" ? "shop" : "",
  alert_team: row.alert === "ServiceErrorRateHigh" ? "payments" : "platform",
  fingerprint: traceId(row.alert).slice(0, 16),
}));

function ownTables(exporter: string): readonly (readonly Labels[])[] {
  switch (exporter) {
    case "loki":
    case "loki-2.9":
      return [
        [{ operation: "S3.PutObject" }],
        [
          { name: "ingester", state: "ACTIVE" },
          { name: "ingester", state: "Unhealthy" },
        ],
      ];
    case "cert-manager":
      return [
        [
          { name: "shop", namespace: "shop" },
          { name: "grafana", namespace: "observability" },
        ],
      ];
    case "grafana":
      return [[{ handler: "/api/dashboards/uid/:uid" }, { handler: "/api/search" }]];
    case "jaeger":
      return [[{ kind: "elasticsearch", name: "main", role: "primary" }]];
    case "fluent-plugin-prometheus":
      return [[{ type: "elasticsearch", plugin_id: "out_elasticsearch" }]];
    case "alertmanager":
      return [
        [{ state: "active" }, { state: "suppressed" }],
        [
          { integration: "slack", receiver_name: "l1" },
          { integration: "email", receiver_name: "weekly" },
        ],
      ];
    default:
      return [];
  }
}

const SERVICES = ["gateway", "checkout", "payments", "catalog", "emails"] as const;

const SPANS: readonly (readonly Labels[])[] = [
  SERVICES.flatMap((service) =>
    (["SPAN_KIND_SERVER", "SPAN_KIND_CLIENT"] as const).flatMap((span_kind) =>
      ["GET /", "POST /orders"].map((span_name) => ({
        namespace: "shop",
        service,
        service_name: service,
        span_name: `${span_name} ${service}`,
        span_kind: service === "emails" && span_kind === "SPAN_KIND_SERVER" ? "SPAN_KIND_CONSUMER" : span_kind,
      })),
    ),
  ),
  [{ status_code: "STATUS_CODE_UNSET" }, { status_code: "STATUS_CODE_ERROR" }],
  [
    ["gateway", "checkout"],
    ["gateway", "catalog"],
    ["checkout", "payments"],
    ["checkout", "emails"],
  ].map(([client = "", server = ""]) => ({
    client,
    server,
    client_namespace: "shop",
    server_namespace: "shop",
    connection_type: server === "emails" ? "messaging_system" : "",
    failed: "false",
  })),
];
