/** Traces in Elasticsearch: how Jaeger gets there, its indices, and the job that deletes the old ones. */
import type { Elastic } from "../../settings/elastic";
import { contentNodes, traceReplicas } from "../../settings/elastic-nodes";
import { seconds } from "../../settings/units";
import type { Settings } from "../../settings";
import { ELASTICSEARCH_CA, elasticsearchUrl } from "../../names/elastic";
import { type ElasticUser, userSecret, userVariables } from "../elastic/users";
import { withoutUndefined } from "../support/values";

/** What Jaeger asks of the settings of Elasticsearch. */
type Asked = Pick<Elastic, "nodes" | "replicas" | "version">;

/** The user of Elasticsearch. */
const USER: ElasticUser = "jaeger";

/** Where they are mounted. */
const CA_FOLDER = "/etc/elasticsearch/ca";
const USER_FOLDER = "/etc/elasticsearch/user";

/** Whole days of the retention. */
export function retentionDays({ tracing }: Settings): number {
  return Math.floor(seconds(tracing.retention) / 86_400);
}

/**
 * How each kind of index is made; one a day is Jaeger's default. Only spans are many: a shard on each node, at most Jaeger's own default of
 * five, so that all of them write; an index a day for each kind adds up.
 */
function indices(elastic: Asked): Record<string, unknown> {
  const nodes = contentNodes(elastic);
  const daily = (shards: number) => ({
    shards,
    replicas: traceReplicas(elastic),
  });
  return {
    // No prefix: the names begin with jaeger- as it is (jaeger-span-2026-01-31), and a prefix comes before that.
    spans: daily(Math.min(Math.max(nodes, 1), 5)),
    services: daily(1),
    dependencies: daily(1),
    sampling: daily(1),
  };
}

/** The backend `elasticsearch` of the extension `jaeger_storage`. */
export function elasticsearchBackend(settings: Settings): Record<string, unknown> {
  const { elastic } = settings;
  if (elastic === undefined) throw new Error("tracing.storage is elasticsearch, and there is no elastic");
  return {
    server_urls: [elasticsearchUrl(settings)],
    // Else it is asked for at each start, and a start while Elasticsearch is away fails.
    version: Number(elastic.version.split(".")[0]),
    auth: {
      basic: {
        username: USER,
        // Not `password`: the file is read again, so that a password that is changed needs no restart.
        password_file: `${USER_FOLDER}/password`,
        reload_interval: "1m",
      },
    },
    tls: { ca_file: `${CA_FOLDER}/ca.crt` },
    query_timeout: "30s",
    // How far back a trace is looked for by its id: to the oldest index.
    max_span_age: `${(retentionDays(settings) + 1) * 24}h`,
    create_mappings: true,
    indices: indices(elastic),
  };
}

/** What Jaeger has mounted, Secrets by their names. */
export function elasticsearchMounts(): { volumes: Record<string, unknown>[]; mounts: Record<string, unknown>[] } {
  const secret = (name: string, secretName: string, key: string) => ({
    name,
    // The group of the pod reads it.
    secret: { secretName, defaultMode: 0o440, items: [{ key, path: key }] },
  });
  return {
    volumes: [
      secret("elasticsearch-ca", ELASTICSEARCH_CA, "ca.crt"),
      secret("elasticsearch-user", userSecret(USER), "password"),
    ],
    mounts: [
      { name: "elasticsearch-ca", mountPath: CA_FOLDER, readOnly: true },
      { name: "elasticsearch-user", mountPath: USER_FOLDER, readOnly: true },
    ],
  };
}

/** Values of the chart's job that deletes indices, every night. */
export function indexCleanerValues(settings: Settings): Record<string, unknown> {
  if (settings.tracing.storage !== "elasticsearch") return {};
  return {
    storage: { type: "elasticsearch", elasticsearch: { url: elasticsearchUrl(settings) } },
    esIndexCleaner: withoutUndefined({
      enabled: true,
      // An index goes when it was created before the midnight that begins (days - 1) days ago, all in UTC. One more than
      // the retention, just after midnight: nothing goes before it is as old as it may get, and at most a day later.
      numberOfDays: retentionDays(settings) + 1,
      schedule: "10 0 * * *",
      // It reads its options from variables of their names, too: a password is not for a command line.
      extraEnv: userVariables(USER, { username: "ES_USERNAME", password: "ES_PASSWORD" }),
      cmdlineParams: { "es.tls.enabled": "true", "es.tls.ca": `${CA_FOLDER}/ca.crt` },
      extraSecretMounts: [
        { name: "elasticsearch-ca", secretName: ELASTICSEARCH_CA, mountPath: CA_FOLDER, readOnly: true },
      ],
      podSecurityContext: { runAsUser: 1000, runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
        readOnlyRootFilesystem: true,
      },
      resources: { requests: { cpu: "10m", memory: "32Mi" }, limits: { memory: "128Mi" } },
    }),
  };
}
