/** Elasticsearch's metrics: the exporter that asks for them, and how Prometheus finds it. */
import type { Elastic } from "../../settings/elastic";
import type { Settings } from "../../settings";
import { ELASTICSEARCH_CA, elasticsearchUrl } from "../../names/elastic";
import { userVariables } from "./users";

/** The exporter's name, and the `job` of its metrics. */
export const EXPORTER = "elasticsearch-exporter";

/** Its image, whose version is that of the metrics' names and labels in rules/elasticsearch.ts. */
export const EXPORTER_IMAGE = "quay.io/prometheuscommunity/elasticsearch-exporter:v1.11.0";

const PORT = 9114;
const CERTIFICATE = "/certificates";

/** The labels of its pod. */
export const EXPORTER_LABELS = { "app.kubernetes.io/name": EXPORTER };

/** The Deployment's spec. One replica: two would give every metric twice. */
export function exporterSpec(settings: Settings, { snapshots }: Elastic) {
  return {
    replicas: 1,
    // The old pod first: with both the same series would come from two.
    strategy: { type: "Recreate" },
    selector: { matchLabels: EXPORTER_LABELS },
    template: {
      metadata: { labels: EXPORTER_LABELS },
      spec: {
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name: "exporter",
            image: EXPORTER_IMAGE,
            args: [
              `--es.uri=${elasticsearchUrl(settings)}`,
              `--es.ca=${CERTIFICATE}/ca.crt`,
              // Every node, not only the one that answers.
              "--es.all",
              "--es.timeout=20s",
              "--collector.ilm",
              ...(snapshots === undefined ? [] : ["--collector.slm"]),
            ],
            env: userVariables("exporter", { username: "ES_USERNAME", password: "ES_PASSWORD" }),
            ports: [{ name: "metrics", containerPort: PORT }],
            readinessProbe: { httpGet: { path: "/healthz", port: "metrics" } },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
            resources: { requests: { cpu: "20m", memory: "32Mi" }, limits: { memory: "128Mi" } },
            volumeMounts: [{ name: "certificate", mountPath: CERTIFICATE, readOnly: true }],
          },
        ],
        volumes: [
          { name: "certificate", secret: { secretName: ELASTICSEARCH_CA, items: [{ key: "ca.crt", path: "ca.crt" }] } },
        ],
      },
    },
  };
}

/** The Service's spec. */
export const EXPORTER_SERVICE = {
  selector: EXPORTER_LABELS,
  ports: [{ name: "metrics", port: PORT, targetPort: "metrics" }],
};

/** Labels of the exporter's: it calls Elasticsearch's name `cluster`, which here is the Kubernetes cluster's. */
export const CLUSTER_LABELS = "cluster|cluster_uuid";

/** The ServiceMonitor's spec. */
export const EXPORTER_MONITOR = {
  selector: { matchLabels: EXPORTER_LABELS },
  endpoints: [
    {
      port: "metrics",
      interval: "30s",
      scrapeTimeout: "25s",
      metricRelabelings: [{ action: "labeldrop", regex: CLUSTER_LABELS }],
    },
  ],
};
