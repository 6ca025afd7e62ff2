/** The page about traces: how services and operations do by their spans, and whether the collectors keep up. */
import { DEPENDENCIES_UID, LOGS_UID, OVERVIEW_UID, TRACES_UID } from "../names/dashboards";
import type { Settings } from "../settings";
import { type Dashboard, labelVariable, link, page, OF_SERVICE } from "./page";

import * as collectors from "./traces/collectors";
import { exploreUrl } from "./traces/links";
import * as reports from "./traces/reports";
import * as services from "./traces/services";

export function traceOverview({ thresholds }: Settings): Dashboard {
  const series = "traces_span_metrics_calls_total";
  return page({
    uid: TRACES_UID,
    title: "Trace overview",
    description: "How services and operations do by their spans, and whether the collectors keep up.",
    tags: ["traces"],
    about: OF_SERVICE,
    links: [
      link("Cluster overview", `/d/${OVERVIEW_UID}`),
      link("Logs overview", `/d/${LOGS_UID}`),
      link("Dependencies", `/d/${DEPENDENCIES_UID}`),
      link("Search traces", exploreUrl()),
    ],
    variables: [
      labelVariable("namespace", "Namespace", series),
      labelVariable("service", "Service", `${series}{namespace=~"$namespace"}`),
    ],
    isOverview: true,
    rows: {
      Services: [
        services.requests(),
        services.errors(thresholds),
        services.durations(thresholds),
        services.operations(thresholds),
      ],
      "Performance and errors": [reports.performance(), reports.errors()],
      "The collectors": [
        collectors.received(),
        collectors.sampled(),
        collectors.lost(),
        collectors.queues(),
        collectors.tracesInMemory(),
        collectors.memory(),
      ],
    },
  });
}
