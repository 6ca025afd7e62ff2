/** Databases, caches and queues that are watched: for each an exporter that asks it, or its own pods (docs/databases.md). */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { exporterName } from "../names/databases";
import type { Settings } from "../settings";
import { dsnKey } from "../settings/credential";
import { type AskedDatabase, type Database, needsExporter } from "../settings/databases";
import { secretData } from "./databases/credentials";
import { exporterChart, exporterLabels, exporterSpec, exporterValues } from "./databases/exporters";
import { databaseMonitorSpec } from "./databases/monitor";
import type { Credentials } from "./support/credential-outputs";
import { release } from "./support/release";

export interface DatabasesArgs {
  settings: Settings;
  credentials: Credentials;
  namespace: pulumi.Input<string>;
}

/** All of them. */
export class Databases extends pulumi.ComponentResource {
  constructor(name: string, args: DatabasesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:databases:Databases", name, {}, opts);
    for (const database of args.settings.databases) this.watch(database, args);
    this.registerOutputs({});
  }

  private watch(database: Database, args: DatabasesArgs): void {
    const { settings, namespace } = args;
    const name = exporterName(database);
    const dependsOn = needsExporter(database) ? [this.exporter(database, args)] : [];
    new k8s.apiextensions.CustomResource(
      name,
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind: "PodMonitor",
        metadata: { name, namespace },
        spec: databaseMonitorSpec(settings, database),
      },
      { parent: this, dependsOn },
    );
  }

  /** The Secret of the DSN, and what asks by it. */
  private exporter(database: AskedDatabase, { settings, credentials, namespace }: DatabasesArgs): pulumi.Resource {
    const name = exporterName(database);
    const dsn = credentials[dsnKey(database.kind, database.name)];
    if (dsn === undefined) throw new Error(`${database.name} has no DSN`);
    const metadata = { name, namespace };
    const secret = new k8s.core.v1.Secret(
      name,
      { metadata, stringData: dsn.apply((text) => secretData(database.kind, text)) },
      { parent: this },
    );
    // A change of the Secret is a new pod, which the variables of the old one would not see; a hash would tell of the DSN.
    const revision = secret.metadata.resourceVersion;
    const opts = { parent: this, dependsOn: secret };
    const chart = exporterChart(database.kind);
    if (chart !== undefined)
      return release(name, { chart, namespace, values: exporterValues(settings, database, revision), settings }, opts);
    return new k8s.apps.v1.Deployment(
      name,
      {
        metadata: { ...metadata, labels: exporterLabels(database) },
        spec: exporterSpec(settings, database, revision),
      },
      opts,
    );
  }
}
