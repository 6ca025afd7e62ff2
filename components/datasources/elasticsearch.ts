/** Elasticsearch as a data source: who asks, whom it trusts, and where a line's trace is. */
import { hasTracing, type Settings } from "../../settings";
import type { DataSource } from "./data-source";
import { ELASTICSEARCH_CA, elasticsearchUrl } from "../../names/elastic";
import { userSecret } from "../elastic/users";

/** Where Grafana finds the Secrets that it signs in to Elasticsearch with. */
const MOUNTS = {
  "elasticsearch-user": { secret: userSecret("viewer"), path: "/etc/secrets/elasticsearch-user" },
  "elasticsearch-ca": { secret: ELASTICSEARCH_CA, path: "/etc/secrets/elasticsearch-ca" },
} as const;

const file = (mount: keyof typeof MOUNTS, key: string) => `$__file{${MOUNTS[mount].path}/${key}}`;

/** The data source; its user may read logs, and nothing else. */
export function elasticsearch(settings: Settings): DataSource {
  return {
    name: "Elasticsearch",
    type: "elasticsearch",
    uid: "elasticsearch",
    url: elasticsearchUrl(settings),
    access: "proxy",
    isDefault: false,
    basicAuth: true,
    basicAuthUser: file("elasticsearch-user", "username"),
    jsonData: {
      index: "logs-*",
      timeField: "@timestamp",
      logMessageField: "message",
      logLevelField: "log.level",
      includeFrozen: false,
      tlsAuthWithCACert: true,
      ...(!hasTracing(settings)
        ? {}
        : {
            dataLinks: [
              { field: "^trace\\.id$$", url: "$${__value.raw}", datasourceUid: "jaeger", urlDisplayLabel: "Trace" },
            ],
          }),
    },
    secureJsonData: {
      basicAuthPassword: file("elasticsearch-user", "password"),
      tlsCACert: file("elasticsearch-ca", "ca.crt"),
    },
  };
}

/**
 * The chart's `extraSecretMounts`. Optional: the Secrets come with Elasticsearch, which is deployed later, and Grafana must
 * not wait for it; they appear in the running pod.
 */
export function elasticsearchMounts({ elastic }: Settings): Record<string, unknown>[] {
  if (elastic === undefined) return [];
  return Object.entries(MOUNTS).map(([name, { secret, path }]) => ({
    name,
    secretName: secret,
    mountPath: path,
    readOnly: true,
    defaultMode: 0o440,
    optional: true,
  }));
}
