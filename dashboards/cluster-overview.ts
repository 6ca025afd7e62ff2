/** The page to begin with: what is wrong now, and how the nodes, the workloads and the platform itself are doing. */
import { OVERVIEW_UID } from "../names/dashboards";
import type { Settings } from "../settings";
import { firingTable } from "./alerts";
import * as now from "./cluster-overview/now";
import * as nodes from "./cluster-overview/nodes";
import * as platform from "./cluster-overview/platform";
import { NODE_EXPORTER, STATE } from "./cluster-overview/selectors";
import * as workloads from "./cluster-overview/workloads";
import { type Dashboard, labelVariable, link, page } from "./page";
import { runbookList } from "./runbooks";

export function clusterOverview(settings: Settings): Dashboard {
  const { alerting, metrics, thresholds } = settings;
  return page({
    uid: OVERVIEW_UID,
    title: "Cluster overview",
    description: "What is wrong now, and how the nodes, the workloads and the platform itself are doing.",
    tags: ["platform"],
    links: [alerting.runbooks === undefined ? runbookList() : link("Runbooks", alerting.runbooks)],
    variables: [
      labelVariable("node", "Node", `node_uname_info{${NODE_EXPORTER}}`),
      labelVariable("namespace", "Namespace", `kube_namespace_status_phase{${STATE}}`),
    ],
    isOverview: true,
    rows: {
      Now: [
        now.firingAlerts(),
        now.nodesReady(),
        now.podsNotRunning(),
        now.targetsDown(),
        now.cpu(thresholds),
        now.memory(thresholds),
        now.disk(thresholds),
        firingTable(settings),
      ],
      Nodes: [nodes.cpu(thresholds), nodes.memory(thresholds), nodes.disk(thresholds)],
      "Network and load of nodes": [nodes.network(), nodes.load()],
      Workloads: [
        workloads.cpu(settings),
        workloads.memory(settings),
        workloads.namespaces(settings),
        workloads.restarts(thresholds),
        workloads.podsNotReady(),
      ],
      "The platform itself": [
        platform.series(settings),
        platform.samples(),
        platform.ruleEvaluation(metrics),
        platform.storage(),
        platform.notifications(),
        platform.targets(),
      ],
    },
  });
}
