/** Where collectors write in Elasticsearch, and who they are there. The cluster and the user are the Elastic stack's to make. */
import type { Settings } from "../../stacks/settings";

/** The data streams, `logs-<dataset>-<namespace>`: their templates and retention are not the collectors'. */
export const DATASETS = ["audit", "kubernetes"] as const;

export type Dataset = (typeof DATASETS)[number] | "deadletter";

export function dataStream(dataset: Dataset): string {
  return `logs-${dataset}-default`;
}

/** The user that may only append, by the Secret that has its `username` and `password`. */
export const WRITER_SECRET = "elasticsearch-user-log-writer";

/** The Secret with the certificate authority (`ca.crt`) of Elasticsearch. */
export const CA_SECRET = "elasticsearch-es-http-certs-public";

/** The name of Fluentd's release, and that of all that it creates. */
export const FLUENTD = "fluentd";

/** The name of the Elasticsearch resource. */
export const ELASTICSEARCH = "elasticsearch";

/** The host of Elasticsearch inside of the cluster. */
export function elasticsearchHost({ cluster }: Settings): string {
  return `${ELASTICSEARCH}-es-http.${cluster.namespace}.svc`;
}

/** Environment variables with the writer's name and password. */
export function writerEnv(): Record<string, unknown>[] {
  const from = (key: string) => ({ secretKeyRef: { name: WRITER_SECRET, key } });
  return [
    { name: "ELASTICSEARCH_USERNAME", valueFrom: from("username") },
    { name: "ELASTICSEARCH_PASSWORD", valueFrom: from("password") },
  ];
}
