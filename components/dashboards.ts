/** The platform's dashboards as ConfigMaps, which Grafana's sidecar loads into folders. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { allDashboards, renderDashboard } from "../dashboards";
import type { Settings } from "../settings";
import { DASHBOARD_LABEL, FOLDER_ANNOTATION } from "./kube-prometheus-stack/grafana";

export interface DashboardsArgs {
  settings: Settings;
  namespace: pulumi.Input<string>;
}

/** What one ConfigMap holds: files of one folder. */
interface DashboardMap {
  folder: string;
  data: Record<string, string>;
}

/**
 * ConfigMaps by name. Each dashboard has its own, so that none comes near the size limit of an object (1 MiB) and a pull
 * request shows which one changed; the runbooks, a few lines each, share one.
 */
export function dashboardMaps(settings: Settings): Record<string, DashboardMap> {
  const maps: Record<string, DashboardMap> = {};
  for (const { folder, name, dashboard } of allDashboards(settings)) {
    const map = (maps[folder === "Runbooks" ? "dashboards-runbooks" : `dashboard-${name}`] ??= { folder, data: {} });
    map.data[`${name}.json`] = renderDashboard(dashboard);
  }
  return maps;
}

/** The platform's dashboards. */
export class Dashboards extends pulumi.ComponentResource {
  constructor(name: string, { settings, namespace }: DashboardsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:grafana:Dashboards", name, {}, opts);
    for (const [mapName, { folder, data }] of Object.entries(dashboardMaps(settings))) {
      new k8s.core.v1.ConfigMap(
        mapName,
        {
          metadata: {
            name: mapName,
            namespace,
            labels: { [DASHBOARD_LABEL]: "1" },
            annotations: { [FOLDER_ANNOTATION]: folder },
          },
          data,
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
