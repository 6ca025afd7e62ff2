/** The platform's dashboards as ConfigMaps, which Grafana's sidecar loads into folders. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { allDashboards, renderDashboard } from "../dashboards";
import { readRunbooks } from "../dashboards/runbooks";
import { runbookUid } from "../names/links";
import { allRules } from "../rules";
import { allLogRules } from "../rules/log-rules";
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
 * request shows which one changed; the runbooks share one for each subsystem. A stack has the pages of the alerts that it
 * can raise: with all of them the menu would lead past most.
 */
export function dashboardMaps(settings: Settings): Record<string, DashboardMap> {
  const subsystems = subsystemsByAlert(settings);
  const pages = Object.entries(readRunbooks()).filter(([alert]) => subsystems.has(alert));
  const runbookMaps = new Map(
    pages.map(([alert]) => [runbookUid(alert), `dashboards-runbooks-${subsystems.get(alert) ?? ""}`]),
  );
  const maps: Record<string, DashboardMap> = {};
  for (const { folder, name, dashboard } of allDashboards(settings, Object.fromEntries(pages))) {
    const map = (maps[runbookMaps.get(name) ?? `dashboard-${name}`] ??= { folder, data: {} });
    map.data[`${name}.json`] = renderDashboard(dashboard);
  }
  return maps;
}

/** The stem of the rule file that an alert is in, by the alert's name. */
function subsystemsByAlert(settings: Settings): Map<string, string> {
  const stems = Object.entries({ ...allLogRules(settings), ...allRules(settings) });
  return new Map(
    stems.flatMap(([stem, groups]) =>
      groups.flatMap(({ rules }) => rules).flatMap((rule) => ("alert" in rule ? [[rule.alert, stem] as const] : [])),
    ),
  );
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
