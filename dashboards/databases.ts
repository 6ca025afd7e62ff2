/** The page about databases, caches and queues: which of them answer, what they have left, and which page says more. */
import { DATABASES_UID, OVERVIEW_UID } from "../names/dashboards";
import type { Settings } from "../settings";
import * as all from "./databases/all";
import { enginesOf } from "./databases/engines";
import * as now from "./databases/now";
import { serverVariables } from "./databases/series";
import { type Dashboard, link, page } from "./page";

export function databasesDashboard(settings: Settings): Dashboard {
  const { databases } = settings.thresholds;
  const engines = enginesOf(settings);
  const servers =
    '{__name__=~"instance:(mongodb|mysql|postgres|redis)_up:min|job:rabbitmq_nodes:last|elasticsearch_exporter_build_info",job!="elasticsearch-exporter"}';
  return page({
    uid: DATABASES_UID,
    title: "Databases",
    description:
      "Databases, caches and queues side by side: which of them answer, what they have left, and which page says more.",
    tags: ["platform", "databases"],
    links: [
      link("Cluster overview", `/d/${OVERVIEW_UID}`),
      ...engines.map(({ title, uid }) => link(title, `/d/${uid}`)),
    ],
    variables: serverVariables(servers),
    isOverview: true,
    rows: {
      Now: [
        now.away(engines),
        now.firing(engines, "databases"),
        now.nearestLimit(engines, databases),
        now.furthestBehind(engines, databases),
        now.everyServer(engines, databases),
        now.alerts(settings, engines, "databases"),
      ],
      "All of them": [all.connections(engines, databases), all.lag(engines, databases), all.hitRates(databases)],
    },
  });
}
