/** The snapshots' repository and their policy; or, where there are none, that there are none. */
import type { Settings } from "../../../settings";
import type { Elastic } from "../../../settings/elastic";
import { repository, REPOSITORY } from "../snapshots";
import { put, type SetupRequest } from "./request";
import { esTime } from "./units";

/** The policy's name. */
export const SNAPSHOT_POLICY = "observability-snapshots";

export function snapshotRequests(settings: Settings, { snapshots }: Elastic): SetupRequest[] {
  if (snapshots === undefined) {
    // A stack that has had some would go on taking them. What was taken stays in the bucket.
    return [`/_slm/policy/${SNAPSHOT_POLICY}`, `/_snapshot/${REPOSITORY}`].map((path) => ({
      target: "elasticsearch",
      method: "DELETE",
      path,
      expect: [200, 404],
    }));
  }
  return [
    // Every node is asked whether it can write there: a wrong bucket or key is found now.
    put("elasticsearch", `/_snapshot/${REPOSITORY}?verify=true`, repository(settings, snapshots)),
    put("elasticsearch", `/_slm/policy/${SNAPSHOT_POLICY}`, {
      schedule: snapshots.schedule,
      name: "<observability-{now/d}>",
      repository: REPOSITORY,
      config: {
        indices: ["*"],
        // With the state of what Kibana keeps, its dashboards among it; without users, which come from this program.
        include_global_state: true,
        feature_states: ["kibana"],
        ignore_unavailable: true,
        partial: false,
      },
      retention: {
        expire_after: esTime(snapshots.expireAfter),
        min_count: snapshots.minCount,
        max_count: snapshots.maxCount,
      },
    }),
  ];
}
