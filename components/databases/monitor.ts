/** What Prometheus is told of one database: whose pods, and how its series are called. */
import type { Settings } from "../../settings";
import { jobOf, namespaceOf } from "../../settings/database-series";
import { type Database, needsExporter, ownLabels, servesMetrics } from "../../settings/databases";
import { CLUSTER_LABELS } from "../elastic/exporter";
import { withoutUndefined } from "../support/values";
import { exporterLabels, exporterPort } from "./exporters";

/**
 * The spec of its PodMonitor. `job` is its cluster, and `instance` its name; of its own pods, each of which is a server, the pod's,
 * which stays the same when it comes back with another address. Of an exporter's pod nothing is in the labels: a new one goes on with
 * the same series.
 */
export function databaseMonitorSpec(settings: Settings, database: Database): Record<string, unknown> {
  const platform = settings.cluster.namespace;
  const named = (targetLabel: string, replacement: string) => ({ action: "replace", targetLabel, replacement });
  const { interval } = database;
  if (servesMetrics(database)) {
    return {
      namespaceSelector: { matchNames: [namespaceOf(database, platform)] },
      selector: { matchLabels: ownLabels(database) },
      podMetricsEndpoints: [
        withoutUndefined({
          ...(typeof database.port === "number" ? { portNumber: database.port } : { port: database.port }),
          path: database.path ?? "/metrics",
          interval,
          relabelings: [
            named("job", jobOf(database)),
            { action: "replace", sourceLabels: ["__meta_kubernetes_pod_name"], targetLabel: "instance" },
            { action: "labeldrop", regex: "container|endpoint" },
          ],
        }),
      ],
    };
  }
  if (!needsExporter(database)) throw new Error(`${database.name} has neither a port nor an exporter`);
  const dropped = LABELS_DROPPED[database.kind];
  return {
    namespaceSelector: { matchNames: [platform] },
    selector: { matchLabels: exporterLabels(database) },
    podMetricsEndpoints: [
      withoutUndefined({
        port: exporterPort(database.kind),
        path: "/metrics",
        interval,
        relabelings: [
          named("job", jobOf(database)),
          named("instance", database.name),
          named("namespace", namespaceOf(database, platform)),
          { action: "labeldrop", regex: "container|endpoint|pod" },
        ],
        metricRelabelings: dropped === undefined ? undefined : [{ action: "labeldrop", regex: dropped }],
      }),
    ],
  };
}

/** Labels of series that are not the server's: names that stand for another thing here, and states, which would make new series. */
const LABELS_DROPPED: Partial<Record<Database["kind"], string>> = {
  elasticsearch: CLUSTER_LABELS,
  mongodb: "cl_id|cl_role|rs_state",
};
