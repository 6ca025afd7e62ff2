/** The page about traces: how services and operations do by their spans, who calls whom, and whether the collectors keep up. */
import type { Settings } from "../settings";
import { type Dashboard, labelVariable, link, OVERVIEW_UID, page } from "./common";
import * as collectors from "./traces/collectors";
import { exploreUrl } from "./traces/links";
import * as services from "./traces/services";

/** The uid that alerts and other pages link to. */
export const TRACES_UID = "trace-overview";

export function traceOverview({ thresholds }: Settings): Dashboard {
  const series = "traces_span_metrics_calls_total";
  return page({
    uid: TRACES_UID,
    title: "Trace overview",
    description: "How services and operations do by their spans, who calls whom, and whether the collectors keep up.",
    tags: ["platform", "traces"],
    links: [
      link("Cluster overview", `/d/${OVERVIEW_UID}`),
      link("Logs overview", "/d/logs-overview"),
      link("Search traces", exploreUrl()),
    ],
    variables: [
      labelVariable("namespace", "Namespace", series),
      labelVariable("service", "Service", `${series}{namespace=~"$namespace"}`),
    ],
    rows: {
      Services: [
        services.requests(),
        services.errors(thresholds),
        services.durations(thresholds),
        services.operations(thresholds),
      ],
      "Who calls whom": [services.edges(thresholds)],
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
