/** Every dashboard of the platform, by folder. */
import { looksBack } from "../settings/capacity";
import { escalates } from "../settings/escalation";
import { apiPerformance } from "./api-performance";
import { applicationHealth } from "./application-health";
import { alertNoise } from "./alert-noise";
import { capacityDashboard } from "./capacity";
import { hasBands } from "../settings/anomalies";
import { hasBusiness, hasLogs, hasSlos, hasTracing, type Settings } from "../settings";
import { botsDashboard } from "./bots";
import { business } from "./business";
import { clusterOverview } from "./cluster-overview";
import type { Dashboard } from "./page";
import { databasesDashboard } from "./databases";
import { enginePages } from "./databases/pages";
import { home } from "./home";
import { dependencies } from "./dependencies";
import { elasticsearchDashboard } from "./elasticsearch";
import { escalation } from "./escalation";
import { logExploration } from "./log-exploration";
import { logsOverview } from "./logs-overview";
import { lokiDashboard } from "./loki-store";
import { monitoringDashboard } from "./monitoring";
import { monthlyReport } from "./monthly-report";
import { networkDashboard } from "./network";
import { nodeDashboard } from "./node";
import { FOLDERS, placedIn, type PlacedDashboard } from "./placed";
import { probesDashboard } from "./probes";
import { readRunbooks, runbookDashboards, type Runbooks } from "./runbooks";
import { serviceLevels } from "./service-levels";
import { userExperience } from "./user-experience";
import { workersDashboard } from "./workers";
import { sortedKeys } from "./sorted-keys";
import { storageDashboard } from "./storage";
import { traceOverview } from "./traces";
import { traceability } from "./traceability";
import { workloadsDashboard } from "./workloads";

export { FOLDERS, type PlacedDashboard };

/**
 * All dashboards of a stack.
 * @param runbooks The pages that it has; default: every page there is.
 */
export function allDashboards(settings: Settings, runbooks: Runbooks = readRunbooks()): PlacedDashboard[] {
  const folders: Record<PlacedDashboard["folder"], Dashboard[]> = {
    Platform: [
      clusterOverview(settings),
      nodeDashboard(settings),
      workloadsDashboard(settings),
      networkDashboard(settings),
      storageDashboard(settings),
      monitoringDashboard(settings),
      ...(looksBack(settings) ? [capacityDashboard(settings)] : []),
      ...(escalates(settings) ? [escalation()] : []),
      alertNoise(settings),
      monthlyReport(settings),
    ],
    Applications: [
      applicationHealth(settings),
      apiPerformance(settings),
      userExperience(settings),
      ...(hasTracing(settings) ? [dependencies(settings)] : []),
      botsDashboard(settings),
      workersDashboard(settings),
      probesDashboard(settings),
      ...(hasSlos(settings) ? [serviceLevels(settings)] : []),
    ],
    Data: [
      databasesDashboard(settings),
      ...enginePages(settings),
      ...(settings.elastic === undefined ? [] : [elasticsearchDashboard()]),
      ...(hasLogs(settings) ? [lokiDashboard(settings)] : []),
    ],
    Business: hasBusiness(settings) || hasBands(settings) ? [business(settings)] : [],
    "Logs and traces": [
      ...(hasLogs(settings) ? [logsOverview(settings), logExploration(settings), traceability(settings)] : []),
      ...(hasTracing(settings) ? [traceOverview(settings)] : []),
    ],
    // Served elsewhere, they would be a second copy that gets out of date.
    Runbooks: settings.alerting.runbooks === undefined ? runbookDashboards(runbooks) : [],
  };
  const placed = FOLDERS.flatMap((folder) => folders[folder].map((dashboard) => placedIn(folder, dashboard)));
  return [placedIn("Platform", home(settings, placed)), ...placed];
}

/**
 * A dashboard as Grafana reads it, on one line: the indentation of all of them was 1 MB of every state that Pulumi writes, and
 * `npm run plan` and `pulumi preview --diff` read JSON before they compare. The same dashboard is the same bytes.
 */
export function renderDashboard(dashboard: Dashboard): string {
  return `${JSON.stringify(sortedKeys(dashboard))}\n`;
}
