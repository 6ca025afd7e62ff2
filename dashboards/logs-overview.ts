/** The page of logs: how many lines there are and whose, what fails, the lines themselves, and whether Loki gets them all. */
import { LOGS_UID, OVERVIEW_UID, TRACEABILITY_UID } from "../names/dashboards";
import type { Settings } from "../settings";
import { type Dashboard, link, page } from "./page";
import { LEVEL_COLORS, choiceVariable, lokiVariable, streamVariable, textVariable } from "./loki";
import * as health from "./logs-overview/health";
import * as lines from "./logs-overview/lines";
import { tracesOfService } from "./signals";

export function logsOverview(settings: Settings): Dashboard {
  return page({
    uid: LOGS_UID,
    title: "Logs overview",
    description:
      "How many lines there are and whose, what fails, the lines themselves, and whether Loki gets them all.",
    tags: ["logs"],
    links: [
      ...tracesOfService(settings),
      link("Cluster overview", `/d/${OVERVIEW_UID}`),
      link("Traceability", `/d/${TRACEABILITY_UID}`),
    ],
    variables: [
      lokiVariable(),
      // One of the labels in a selector must not match nothing: every line has a namespace.
      streamVariable("namespace", "Namespace", "", ".+"),
      streamVariable("service", "Service", '{namespace=~"$namespace"}', ".*"),
      choiceVariable("level", "Level", Object.keys(LEVEL_COLORS), ".*"),
      textVariable("text", "Text"),
    ],
    isOverview: true,
    rows: {
      Now: [lines.count(), lines.errors(), lines.failing(settings), health.shippers(settings), health.refused()],
      Volume: [lines.byLevel(), lines.byNamespace(), lines.errorsByService(settings), lines.noisiest(settings)],
      Lines: [lines.live()],
      "Loki and its collectors": [
        health.received(settings),
        health.lost(settings),
        health.latency(settings),
        health.rules(settings),
      ],
    },
  });
}
