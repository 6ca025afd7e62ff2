/** Applications by what they expose, with or without OpenTelemetry: requests, processes, rollouts (docs/applications.md). */
import { hasTracing } from "../settings";
import { deploymentRestarting, rolloutRecording } from "./applications/deployments";
import { expectedRecordings, notScraped } from "./applications/expected";
import { healthRecordings, unhealthy } from "./applications/health";
import { processAlerts, processRecordings } from "./applications/processes";
import { contentmentRecordings, routeRecordings } from "./applications/routes";
import { webVitalRecordings } from "./applications/web-vitals";
import * as requests from "./applications/requests";
import { requestRecordings } from "./applications/sources";
import { botSeries } from "./bots";
import type { RuleGroup, RuleSettings } from "./rule";
import { workerSeries } from "./workers";

export function applications(settings: RuleSettings): RuleGroup[] {
  return [
    {
      name: "applications",
      rules: [
        ...requestRecordings(settings.conventions.http, hasTracing(settings)),
        requests.steady(),
        requests.errorRateHigh(settings),
        ...requests.latencyHigh(settings),
        requests.serverErrors(settings),
        requests.trafficGone(settings),
      ],
    },
    {
      name: "applications-routes",
      interval: "1m",
      rules: [...routeRecordings(settings), ...contentmentRecordings(settings), ...webVitalRecordings(settings)],
    },
    {
      name: "applications-window",
      // Of a day, minutes do not matter.
      interval: "5m",
      rules: [...requests.window(settings), requests.availability(), requests.availabilityLow(settings)],
    },
    {
      name: "applications-processes",
      interval: "1m",
      rules: [
        ...processRecordings(settings, [...botSeries(settings), ...workerSeries(settings)]),
        ...processAlerts(settings),
        rolloutRecording(settings),
        deploymentRestarting(settings),
        ...healthRecordings(settings),
        ...unhealthy(settings),
        ...expectedRecordings(settings),
        ...notScraped(settings),
      ],
    },
  ];
}
