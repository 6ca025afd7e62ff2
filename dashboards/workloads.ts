/** The page of workloads: all of them side by side, and the containers of the pod that is picked. */
import { WORKLOADS_UID } from "../names/dashboards";
import { POD_WORKLOAD, PODS } from "../names/workloads";
import type { Settings } from "../settings";
import { type Dashboard, labelVariable, oneOf, page } from "./page";
import * as containers from "./workloads/containers";
import * as now from "./workloads/now";
import * as objects from "./workloads/objects";
import * as usage from "./workloads/usage";

export function workloadsDashboard(settings: Settings): Dashboard {
  const { thresholds } = settings;
  return page({
    uid: WORKLOADS_UID,
    title: "Workloads",
    description: "What runs: whether it is ready, what it uses of what it may, and the containers of one pod.",
    tags: ["platform", "workloads"],
    variables: [
      labelVariable("namespace", "Namespace", PODS),
      labelVariable("workload", "Workload", `${PODS}{namespace=~"$namespace"}`),
      oneOf("pod", "Pod", `${POD_WORKLOAD}{namespace=~"$namespace",workload=~"$workload"}`),
    ],
    about: 'namespace=~"$namespace"',
    rows: {
      Now: [now.notReady(), now.crashing(thresholds), now.killed(), now.evicted(), now.failedJobs(), now.atLimit()],
      Workloads: [now.everyWorkload(settings)],
      "Use of what they may": [
        usage.cpu(),
        usage.throttled(),
        usage.memory(),
        usage.memoryOfLimit(thresholds),
        usage.restarts(thresholds),
        usage.disks(),
        usage.network(),
      ],
      "Rollouts, autoscalers and jobs": [objects.rollouts(), objects.autoscalers(), objects.jobs(), objects.cronJobs()],
      "Containers of $pod": [
        containers.state(settings),
        containers.cpu(),
        containers.throttled(),
        containers.memory(),
        containers.disks(),
        containers.network(),
      ],
    },
  });
}
