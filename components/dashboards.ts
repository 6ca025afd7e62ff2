/** The platform's dashboards as ConfigMaps, which Grafana's sidecar loads into folders. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { allDashboards, renderDashboard } from "../dashboards";
import { runbookUid } from "../names/links";
import type { Settings } from "../settings";
import { DASHBOARD_LABEL, FOLDER_ANNOTATION } from "./kube-prometheus-stack/grafana";
import { alertsByName, stackRunbooks } from "./runbooks";

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
 * request shows which one changed; the runbooks share one for each subsystem.
 */
export function dashboardMaps(settings: Settings): Record<string, DashboardMap> {
  const alerts = [...alertsByName(settings)];
  const runbookMaps = new Map(alerts.map(([alert, { stem }]) => [runbookUid(alert), `dashboards-runbooks-${stem}`]));
  const maps: Record<string, DashboardMap> = {};
  for (const { folder, name, dashboard } of allDashboards(settings, stackRunbooks(settings))) {
    const map = (maps[runbookMaps.get(name) ?? `dashboard-${name}`] ??= { folder, data: {} });
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
