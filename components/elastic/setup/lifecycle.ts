/** Lifecycle policies: from the index that takes logs, over the tier for the older ones, to their end. */
import { seconds } from "../../../settings/units";
import type { Elastic } from "../../../settings/elastic";
import { put, type SetupRequest } from "./request";
import { type LogStream, owned, STREAMS } from "./streams";
import { esBytes, esTime } from "./units";

/** The policies of all streams. */
export function policyRequests(elastic: Elastic): SetupRequest[] {
  return STREAMS.map((stream) =>
    put("elasticsearch", `/_ilm/policy/${owned(stream.name)}`, { policy: policy(elastic, stream) }),
  );
}

/** One stream's policy. Ages count from the rollover. */
export function policy({ retention, rollover }: Elastic, stream: LogStream): Record<string, unknown> {
  const end = stream.retention(retention);
  // What goes before it would get to the warm nodes is not moved there.
  const warm = retention.warm !== undefined && seconds(retention.warm) < seconds(end) ? retention.warm : undefined;
  return {
    _meta: { managed_by: "observability" },
    phases: {
      hot: {
        min_age: "0ms",
        actions: {
          rollover: { max_age: esTime(retention.hot), max_primary_shard_size: esBytes(rollover.primaryShardSize) },
          // After a restart the newest logs come back first.
          set_priority: { priority: 100 },
        },
      },
      ...(warm === undefined ? {} : { warm: warmPhase(warm) }),
      delete: { min_age: esTime(end), actions: { delete: {} } },
    },
  };
}

/**
 * Elasticsearch runs them in an order of its own: read-only, then to the warm nodes (`migrate`, which is there without being
 * named), then one shard and one segment, as nothing is written any more.
 */
function warmPhase(age: string): Record<string, unknown> {
  return {
    min_age: esTime(age),
    actions: {
      set_priority: { priority: 50 },
      readonly: {},
      shrink: { number_of_shards: 1 },
      forcemerge: { max_num_segments: 1 },
    },
  };
}
