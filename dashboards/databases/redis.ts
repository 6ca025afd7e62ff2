/** The page of Redis and Valkey, by redis_exporter. */
import type { Settings } from "../../settings";
import { type Panel, steps } from "../common";
import type { Dashboard } from "../page";
import { REDIS } from "./engines";
import { connections, FOLDED, hitRate, lag, lines, OPEN, volumes } from "./graphs";
import { furthestBehind, nearestLimit, worst } from "./now";
import { enginePage, memoryColumn } from "./page";
import * as held from "./redis-memory";
import { MEMORY } from "./redis-memory";
import { BY_SERVER, levelLines, levels, NAMED, PICKED, rateLines, rates } from "./series";

type Own = Settings["thresholds"]["databases"]["redis"];

export function redisDashboard(settings: Settings): Dashboard {
  const { databases } = settings.thresholds;
  const { redis: own } = databases;
  return enginePage(settings, REDIS, {
    description:
      "Redis and Valkey: which servers answer and which is the master, their clients and commands, memory and evictions, and whether what they hold is saved.",
    tiles: [nearestLimit([REDIS], databases), furthestBehind([REDIS], databases), fullest(own)],
    columns: [
      memoryColumn(MEMORY, own),
      {
        title: "Evicted",
        width: 90,
        expr: rates("redis_evicted_keys_total"),
        unit: "suffix: /s",
        decimals: 1,
        states: [[own.evictedPerSecond, "orange"]],
      },
    ],
    open: {
      "Clients and commands": [connections(REDIS, databases), commands(), commandTime(), evicted(own)],
    },
    rows: {
      "What waits and is slow": [slow(own), byCommand(), blocked()],
      "Memory and keys": [
        held.memory(own),
        held.fragmentation(),
        hitRate("lookups that found their key", "instance:redis_hit:ratio_rate15m", own.hitRatePercent),
        held.keys(),
        held.expired(),
      ],
      "Replicas, and what is saved": [
        lag(REDIS, databases).span(8).height(8),
        held.saved(),
        held.unsaved(),
        held.failing(),
        volumes(settings.thresholds, 16),
      ],
      "Errors and refused clients": [errors(), refused()],
    },
  });
}

function fullest({ memoryPercent }: Own): Panel {
  return worst(
    {
      title: "Memory, nearest to the limit",
      description: `The largest share of maxmemory that is in use. A cache that evicts may be full; any other refuses writes at 100%, and alerts above ${memoryPercent}%.`,
      unit: "percentunit",
      empty: "No server has a limit",
    },
    levels(MEMORY),
  )
    .decimals(0)
    .thresholds(steps([memoryPercent / 100, "orange"], [1, "red"]));
}

function commands(): Panel {
  return lines(
    {
      ...OPEN,
      title: "Commands",
      description:
        "Commands a second that each server executes. Redis does one at a time: where it levels out while users wait, one command takes too long, or the server has no processor left.",
      unit: "cps",
    },
    rateLines("redis_commands_processed_total"),
  );
}

function commandTime(): Panel {
  const by = { by: BY_SERVER };
  return lines(
    {
      ...OPEN,
      title: "Mean command",
      description:
        "How long a command takes in the server on average, network and queue aside. Tens of microseconds are usual; what climbs to milliseconds is a command over many keys: the next row says which.",
      unit: "s",
    },
    `topk(10, ${rates("redis_commands_duration_seconds_total", by)} / (${rates("redis_commands_total", by)} > 0))`,
  );
}

function evicted({ evictedPerSecond }: Own): Panel {
  return lines(
    {
      ...OPEN,
      title: "Keys evicted",
      description: `Keys a second that are thrown away for lack of memory; above ${evictedPerSecond} it alerts. What is looked for again has to be made again: give it more memory, or keep less in it.`,
      unit: "cps",
    },
    rateLines("redis_evicted_keys_total"),
    NAMED,
    [[evictedPerSecond, "orange"]],
  );
}

function slow({ slowCommands }: Own): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Slow commands, 5 minutes",
      description: `Commands that took longer than slowlog-log-slower-than; above ${slowCommands} it alerts. SLOWLOG GET has them: everybody else waited meanwhile.`,
      unit: "short",
    },
    `topk(10, max by (${BY_SERVER}) (increase(redis_slowlog_last_id{${PICKED}}[5m])))`,
    NAMED,
    [[slowCommands, "orange"]],
  );
}

function byCommand(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Time by command",
      description:
        "Seconds a second that the servers that are picked spend with each of the ten commands that take most. One that is near 1 takes all that a server has: KEYS, SORT, large HGETALL and scripts are the usual ones.",
      unit: "percentunit",
    },
    rateLines("redis_commands_duration_seconds_total", { by: "cmd" }),
    "{{cmd}}",
  );
}

function blocked(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Clients that wait on purpose",
      description:
        "Clients in a command that waits, such as BLPOP or XREAD: workers without work. None of them, where there should be some, are workers that are gone.",
      unit: "short",
    },
    levelLines("redis_blocked_clients"),
  );
}

function errors(): Panel {
  return lines(
    {
      ...FOLDED,
      width: 12,
      title: "Errors by kind",
      description:
        "Replies a second that are errors: OOM is a full server, NOAUTH and WRONGPASS a credential, WRONGTYPE and NOSCRIPT an application's own fault, MISCONF a snapshot that fails.",
      unit: "cps",
      empty: "No error",
    },
    rateLines("redis_errors_total", { by: "err" }),
    "{{err}}",
  );
}

function refused(): Panel {
  return lines(
    {
      ...FOLDED,
      width: 12,
      title: "Clients refused",
      description:
        "Connections a second that a server closed as maxclients were connected. Anything but nothing is users who fail: find who does not give connections back.",
      unit: "cps",
    },
    rateLines("redis_rejected_connections_total"),
  );
}
