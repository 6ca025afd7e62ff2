/** What was rolled out last: the first thing to ask when something broke. */
import { ROLLOUT, ROLLOUT_DAYS } from "../../names/rollouts";
import { inColumns } from "../columns";
import type { Panel } from "../common";
import { table } from "../tables";
import { rowLink } from "../links";

/** So many are shown: what broke now came with one of the last. */
const SHOWN = 20;

export function lastRollouts(): Panel {
  const rollouts = table({
    title: "Last rollouts",
    description: `Deployments whose newest ReplicaSet is the youngest, of the last ${ROLLOUT_DAYS} days. What broke just after one came with it: roll it back. A rollback to an old ReplicaSet is not among them.`,
    width: 9,
    height: 8,
    unit: "string",
    queries: [{ expr: `sort_desc(topk(${SHOWN}, ${ROLLOUT})) * 1000` }],
    empty: `Nothing was rolled out within ${ROLLOUT_DAYS} days`,
  });
  return inColumns(rollouts, { namespace: "Namespace", deployment: "Deployment" }, ["When"])
    .withTransformation({ id: "sortBy", options: { sort: [{ field: "When", desc: true }] } })
    .overrideByName("When", [{ id: "unit", value: "dateTimeFromNow" }])
    .overrideByName("Deployment", [{ id: "links", value: [rowLink("Deployment")] }]);
}
