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
  /**
   * What the runbooks come after. They are most of the state, which Pulumi writes whole before and after each step: with them in
   * it from the beginning, a first `up` takes a third longer.
   */
  runbooksAfter: pulumi.Resource[];
}

/** What one ConfigMap holds: files of one folder. */
interface DashboardMap {
  folder: string;
  /** Whether they are pages of runbooks. */
  isRunbooks: boolean;
  data: Record<string, string>;
}

/**
 * The stems of rules whose runbooks share a ConfigMap, by the name of what they are about; other stems have one of their own.
 * A few large ones: Pulumi writes the whole state before and after each, so that one for each stem took a fifth of a first `up`.
 */
const RUNBOOK_AREAS: Readonly<Record<string, readonly string[]>> = {
  applications: ["anomalies", "applications", "bots", "business", "capacity", "security", "slo", "workers"],
  databases: ["databases", "mongodb", "mysql", "postgres"],
  elastic: ["elasticsearch", "fluentd", "logstash", "search-clusters"],
  kubernetes: ["api-server", "autoscaler", "coredns", "kubernetes", "node", "node-health", "targets", "workloads"],
  logs: ["logs", "loki"],
  probes: ["external-services", "probes"],
  metrics: ["alertmanager", "consequences", "escalation", "grafana", "prometheus", "prometheus-scraping", "watchdog"],
  queues: ["rabbitmq", "redis"],
  traces: ["jaeger", "otel-collector"],
};

/**
 * ConfigMaps by name. Each dashboard has its own, so that none comes near the size limit of an object (1 MiB) and a pull
 * request shows which one changed; the runbooks share one for each area.
 */
export function dashboardMaps(settings: Settings): Record<string, DashboardMap> {
  const alerts = [...alertsByName(settings)];
  const areas = new Map(Object.entries(RUNBOOK_AREAS).flatMap(([area, stems]) => stems.map((stem) => [stem, area])));
  const runbookMaps = new Map(
    alerts.map(([alert, { stem }]) => [runbookUid(alert), `dashboards-runbooks-${areas.get(stem) ?? stem}`]),
  );
  const maps: Record<string, DashboardMap> = {};
  for (const { folder, name, dashboard } of allDashboards(settings, stackRunbooks(settings))) {
    const runbooks = runbookMaps.get(name);
    const map = (maps[runbooks ?? `dashboard-${name}`] ??= { folder, isRunbooks: runbooks !== undefined, data: {} });
    map.data[`${name}.json`] = renderDashboard(dashboard);
  }
  return maps;
}

/** The platform's dashboards. */
export class Dashboards extends pulumi.ComponentResource {
  constructor(name: string, args: DashboardsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:grafana:Dashboards", name, {}, opts);
    const { settings, namespace, runbooksAfter } = args;
    for (const [mapName, { folder, isRunbooks, data }] of Object.entries(dashboardMaps(settings))) {
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
        { parent: this, ...(isRunbooks ? { dependsOn: runbooksAfter } : {}) },
      );
    }
    this.registerOutputs({});
  }
}
