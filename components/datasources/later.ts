/** Data sources that Grafana is given while it runs, as its sidecar loads them: their credentials come after Grafana. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as yaml from "yaml";
import type { Settings } from "../../settings";
import { dataSourcesLater } from "../datasources";
import { DATASOURCE_LABEL } from "../kube-prometheus-stack/grafana";

export interface LaterDataSourcesArgs {
  settings: Settings;
  namespace: pulumi.Input<string>;
}

/** The file as Grafana's provisioning reads it. */
export function laterDataSourcesFile(settings: Settings): string {
  const file = { apiVersion: 1, prune: true, datasources: dataSourcesLater(settings) };
  return yaml.stringify(file, { aliasDuplicateObjects: false, lineWidth: 0 });
}

/** The ConfigMap. It has to come after what makes the Secrets that it names. */
export class LaterDataSources extends pulumi.ComponentResource {
  constructor(name: string, { settings, namespace }: LaterDataSourcesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:grafana:LaterDataSources", name, {}, opts);
    new k8s.core.v1.ConfigMap(
      "grafana-datasources-later",
      {
        metadata: { name: "grafana-datasources-later", namespace, labels: { [DATASOURCE_LABEL]: "1" } },
        data: { "later.yaml": laterDataSourcesFile(settings) },
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
