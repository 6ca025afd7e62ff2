/** Every dashboard of the platform, by folder. */
import { looksBack } from "../settings/capacity";
import { escalates } from "../settings/escalation";
import { applicationHealth } from "./application-health";
import { alertNoise } from "./alert-noise";
import { capacityDashboard } from "./capacity";
import { hasBands } from "../settings/anomalies";
import { hasBusiness, hasLogs, hasSlos, hasTracing, type Settings } from "../settings";
import { business } from "./business";
import { clusterOverview } from "./cluster-overview";
import type { Dashboard } from "./common";
import { databasesDashboard } from "./databases";
import { elasticsearchDashboard } from "./elasticsearch";
import { escalation } from "./escalation";
import { logsOverview } from "./logs-overview";
import { monthlyReport } from "./monthly-report";
import { probesDashboard } from "./probes";
import { readRunbooks, runbookDashboards, type Runbooks } from "./runbooks";
import { serviceLevels } from "./service-levels";
import { sortedKeys } from "./sorted-keys";
import { traceOverview } from "./traces";
import { traceability } from "./traceability";

/** A dashboard and where it is found. */
export interface PlacedDashboard {
  /** The folder in Grafana. */
  folder: "Platform" | "Logs" | "Runbooks";
  /** The file's name, without `.json`. */
  name: string;
  dashboard: Dashboard;
}

/**
 * All dashboards of a stack.
 * @param runbooks The pages that it has; default: every page there is.
 */
export function allDashboards(settings: Settings, runbooks: Runbooks = readRunbooks()): PlacedDashboard[] {
  return [
    ...placed("Platform", [
      clusterOverview(settings),
      applicationHealth(settings),
      databasesDashboard(settings),
      ...(looksBack(settings) ? [capacityDashboard(settings)] : []),
      probesDashboard(settings),
      ...(settings.elastic === undefined ? [] : [elasticsearchDashboard()]),
      ...(hasTracing(settings) ? [traceOverview(settings)] : []),
      ...(hasSlos(settings) ? [serviceLevels(settings)] : []),
      ...(escalates(settings) ? [escalation()] : []),
      alertNoise(settings),
      monthlyReport(settings),
      ...(hasBusiness(settings) || hasBands(settings) ? [business(settings)] : []),
    ]),
    ...(hasLogs(settings) ? placed("Logs", [logsOverview(settings), traceability(settings)]) : []),
    // Served elsewhere, they would be a second copy that gets out of date.
    ...(settings.alerting.runbooks === undefined ? placed("Runbooks", runbookDashboards(runbooks)) : []),
  ];
}

function placed(folder: PlacedDashboard["folder"], dashboards: Dashboard[]): PlacedDashboard[] {
  return dashboards.map((dashboard) => ({ folder, name: dashboard.uid ?? "", dashboard }));
}

/**
 * A dashboard as Grafana reads it, on one line: the indentation of all of them was 1 MB of every state that Pulumi writes, and
 * `npm run plan` and `pulumi preview --diff` read JSON before they compare. The same dashboard is the same bytes.
 */
export function renderDashboard(dashboard: Dashboard): string {
  return `${JSON.stringify(sortedKeys(dashboard))}\n`;
}
