/** The exporters: those of charts with the values of their release, the others with the spec of a Deployment. */
import type * as pulumi from "@pulumi/pulumi";
import { exporterName } from "../../names/databases";
import type { Settings } from "../../settings";
import type { AskedDatabase } from "../../settings/databases";
import type { AskedKind } from "../../settings/dsn";
import { EXPORTER_IMAGE } from "../elastic/exporter";
import { CHARTS } from "../support/charts";
import { resourceValues } from "../support/values";
import { DSN_KEYS } from "./credentials";

/** Images of the exporters without a chart. Their versions are those of the metrics' names in the rules. */
export const MYSQLD_EXPORTER_IMAGE = "quay.io/prometheus/mysqld-exporter:v0.20.0";
export const MONGODB_EXPORTER_IMAGE = "docker.io/percona/mongodb_exporter:0.53.0";

/** The pod annotation that changes with the DSN: variables of a pod stay as they were when it began. */
const REVISION = "observability/credential-revision";

const FOLDER = "/credentials";
const SECURED = { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ["ALL"] } };
const POD_SECURED = { runAsNonRoot: true, runAsUser: 65534, seccompProfile: { type: "RuntimeDefault" } };

/** Variables of a pod from the database's Secret. What is not in it is not set. */
function variables(database: AskedDatabase, names: Readonly<Record<string, string>>) {
  return Object.entries(names).map(([name, key]) => ({
    name,
    valueFrom: { secretKeyRef: { name: exporterName(database), key, optional: true } },
  }));
}

/** The chart that a kind's exporter is of; undefined for those that have a Deployment of ours. */
export function exporterChart(kind: AskedKind) {
  if (kind === "postgres") return CHARTS.postgresExporter;
  return kind === "redis" ? CHARTS.redisExporter : undefined;
}

/**
 * The Helm values of a release.
 * @param revision That of the Secret, where it is known.
 */
export function exporterValues(settings: Settings, database: AskedDatabase, revision?: pulumi.Input<string>) {
  const name = exporterName(database);
  const common = {
    fullnameOverride: name,
    resources: resourceValues(settings.databaseExporters.resources),
    // Neither asks the API server for anything.
    rbac: { create: false },
    ...(revision === undefined ? {} : { annotations: { [REVISION]: revision } }),
  };
  if (database.kind === "postgres") {
    return {
      ...common,
      config: {
        datasourceSecret: { name, key: DSN_KEYS.dsn },
        extraArgs: ["--collector.stat_statements", "--collector.stat_wal_receiver", "--collector.database_wraparound"],
      },
    };
  }
  return {
    ...common,
    redisAddressConfig: { enabled: true, isSecret: true, source: { name, key: DSN_KEYS.address } },
    // A list, as the chart hands it on: it has no other way for a user from a Secret.
    env: variables(database, { REDIS_USER: DSN_KEYS.user, REDIS_PASSWORD: DSN_KEYS.password }),
    podSecurityContext: POD_SECURED,
    securityContext: SECURED,
  };
}

/** What differs between the exporters without a chart. */
function program(database: AskedDatabase) {
  const { kind } = database;
  if (kind === "mysql") {
    return {
      image: MYSQLD_EXPORTER_IMAGE,
      port: 9104,
      args: [`--config.my-cnf=${FOLDER}/${DSN_KEYS.file}`, "--collect.info_schema.innodb_metrics"],
      env: variables(database, { MYSQLD_EXPORTER_USER: DSN_KEYS.user, MYSQLD_EXPORTER_PASSWORD: DSN_KEYS.password }),
      path: "/",
    };
  }
  if (kind === "mongodb") {
    return {
      image: MONGODB_EXPORTER_IMAGE,
      port: 9216,
      args: ["--collector.diagnosticdata", "--collector.replicasetstatus"],
      env: variables(database, { MONGODB_URI: DSN_KEYS.dsn }),
      path: "/",
    };
  }
  return {
    image: EXPORTER_IMAGE,
    port: 9114,
    // Every node, not only the one that answers. The address is put in by the kubelet; who signs in is in variables.
    args: ["--es.uri=$(ES_ADDRESS)", "--es.all", "--es.timeout=20s"],
    env: variables(database, {
      ES_ADDRESS: DSN_KEYS.address,
      ES_USERNAME: DSN_KEYS.user,
      ES_PASSWORD: DSN_KEYS.password,
    }),
    path: "/healthz",
  };
}

/** The labels of the pods of an exporter, whether it is of a chart or not: other than those of the platform's own exporters. */
export function exporterLabels(database: AskedDatabase): Record<string, string> {
  const chart = exporterChart(database.kind)?.chart;
  return {
    "app.kubernetes.io/name": chart ?? `database-${database.kind}`,
    "app.kubernetes.io/instance": exporterName(database),
  };
}

/** The port of an exporter's pods, by name. */
export function exporterPort(kind: AskedKind): string {
  if (kind === "postgres") return "http";
  return kind === "redis" ? "exporter-port" : "metrics";
}

/** The spec of a Deployment. One replica: two would give every metric twice. @param revision That of the Secret. */
export function exporterSpec(settings: Settings, database: AskedDatabase, revision?: pulumi.Input<string>) {
  const { image, port, args, env, path } = program(database);
  const labels = exporterLabels(database);
  const hasFile = database.kind === "mysql";
  return {
    replicas: 1,
    // The old pod first: with both the same series would come from two.
    strategy: { type: "Recreate" },
    selector: { matchLabels: labels },
    template: {
      metadata: { labels, ...(revision === undefined ? {} : { annotations: { [REVISION]: revision } }) },
      spec: {
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: POD_SECURED,
        containers: [
          {
            name: "exporter",
            image,
            args,
            env,
            ports: [{ name: "metrics", containerPort: port }],
            readinessProbe: { httpGet: { path, port: "metrics" } },
            securityContext: SECURED,
            resources: resourceValues(settings.databaseExporters.resources),
            ...(hasFile ? { volumeMounts: [{ name: "credentials", mountPath: FOLDER, readOnly: true }] } : {}),
          },
        ],
        ...(hasFile
          ? {
              volumes: [
                {
                  name: "credentials",
                  secret: {
                    secretName: exporterName(database),
                    items: [{ key: DSN_KEYS.file, path: DSN_KEYS.file }],
                  },
                },
              ],
            }
          : {}),
      },
    },
  };
}
