/** What Redis holds: memory, keys, and what of it is saved. */
import type { Settings } from "../../settings";
import type { Panel } from "../common";
import { FOLDED, lines } from "./graphs";
import { BY_SERVER, levelLines, levels, NAMED, PICKED, rateLines } from "./series";

type Own = Settings["thresholds"]["databases"]["redis"];

/** The used share of maxmemory, where there is a limit. */
export const MEMORY = "instance:redis_memory:ratio";

export function memory({ memoryPercent }: Own): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Memory",
      description: `The used share of maxmemory. Above ${memoryPercent}% it alerts where nothing is evicted: writes are refused at 100%. A line that only climbs is keys without an end: set expiries.`,
      unit: "percentunit",
      empty: "No server has a limit",
    },
    levelLines(MEMORY),
    NAMED,
    [[memoryPercent / 100, "orange"]],
  ).axisSoftMax(1);
}

export function fragmentation(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Fragmentation",
      description:
        "Memory that the system gives by what Redis uses of it. Above 1.5 for long, set activedefrag or restart a replica; below 1 a part is swapped out, and everything is slow.",
      unit: "none",
    },
    levelLines("redis_mem_fragmentation_ratio"),
  );
}

export function keys(): Panel {
  return lines(
    {
      ...FOLDED,
      width: 12,
      title: "Keys",
      description:
        "Keys of each database. A fall to nothing is a FLUSHALL or a restart without what was saved; what only grows has no expiry.",
      unit: "short",
    },
    levelLines("redis_db_keys", { by: `${BY_SERVER}, db` }),
    `${NAMED} {{db}}`,
  );
}

export function expired(): Panel {
  return lines(
    {
      ...FOLDED,
      width: 12,
      title: "Keys expired",
      description:
        "Keys a second that came to their end, as they should. A wave of many at once is a wave of misses after it: give expiries some randomness.",
      unit: "cps",
    },
    rateLines("redis_expired_keys_total"),
  );
}

export function saved(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Since the last snapshot",
      description:
        "How long ago each server's data was saved as a whole. With no append-only file a restart loses what came after. A line that does not fall any more is a snapshot that fails, or is switched off.",
      unit: "s",
    },
    `topk(10, time() - max by (${BY_SERVER}) (redis_rdb_last_save_timestamp_seconds{${PICKED}} > 0))`,
  );
}

export function unsaved(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Changes not in a snapshot",
      description:
        "Changes since the last snapshot: what a restart would lose, without an append-only file. It saws as often as `save` says.",
      unit: "short",
    },
    levelLines("redis_rdb_changes_since_last_save"),
  );
}

export function failing(): Panel {
  const metrics = ["redis_rdb_last_bgsave_status", "redis_aof_last_write_status", "redis_aof_last_bgrewrite_status"];
  return lines(
    {
      ...FOLDED,
      title: "Saving that fails",
      description:
        "Is 1 while the last attempt to save has failed (RedisPersistenceFailing): by default Redis refuses writes then. Look at the space of its volume, and at memory for the fork.",
      unit: "short",
    },
    `topk(10, 1 - ${levels(metrics, { made: "min" })})`,
    NAMED,
    [[1, "red"]],
  );
}
