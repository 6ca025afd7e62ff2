/** The page that people come to first: what fires, what is left of budgets, what was rolled out last, and where to look. */
import { HOME_UID } from "../names/dashboards";
import { hasSlos, type Settings } from "../settings";
import { firingTable } from "./alerts";
import * as now from "./cluster-overview/now";
import { budgets, failing, slowest } from "./home/applications";
import { lastRollouts } from "./home/rollouts";
import { whereToLook } from "./home/where-to-look";
import { type Dashboard, link, page } from "./page";
import type { PlacedDashboard } from "./placed";
import { runbookList } from "./runbooks";

/** @param others The pages that it leads to, by folder. */
export function home(settings: Settings, others: readonly PlacedDashboard[]): Dashboard {
  const { alerting, cluster } = settings;
  return page({
    uid: HOME_UID,
    title: "Home",
    description: `What fires in ${cluster.name}, what is left of error budgets, what was rolled out last, and where to look.`,
    tags: ["platform"],
    links: [alerting.runbooks === undefined ? runbookList() : link("Runbooks", alerting.runbooks)],
    rows: {
      "": [
        now.firingAlerts(),
        now.nodesReady(),
        now.podsNotRunning(),
        now.targetsDown(),
        firingTable(settings).span(15),
        lastRollouts(),
        hasSlos(settings) ? budgets() : slowest(settings),
        failing(settings),
        whereToLook(others),
      ],
    },
  });
}
