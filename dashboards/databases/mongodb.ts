/** The page of MongoDB, by percona's mongodb_exporter. */
import type { Settings } from "../../settings";
import { type Panel, steps } from "../common";
import type { Dashboard } from "../page";
import { MONGODB } from "./engines";
import { connections, FOLDED, lag, lines, OPEN, volumes } from "./graphs";
import { furthestBehind, nearestLimit, worst } from "./now";
import { enginePage } from "./page";
import { BY_SERVER, levelLines, levels, NAMED, rateLines, rates } from "./series";

type Own = Settings["thresholds"]["databases"]["mongodb"];

const QUEUE = "mongodb_ss_globalLock_currentQueue";
const QUEUED = { more: 'count_type=~"readers|writers"', made: "sum" } as const;
const CACHE = "mongodb_ss_wt_cache";
const IN_CACHE = `${CACHE}_bytes_currently_in_the_cache`;
const DIRTY = `${CACHE}_tracked_dirty_bytes_in_the_cache`;

/** Where WiredTiger lets operations clear the cache themselves. Source: WiredTiger, eviction_trigger and eviction_dirty_trigger. */
const FULL = 0.95;
const FULL_OF_DIRTY = 0.2;

const share = (what: string) => `${levels(what)} / (${levels(`${CACHE}_maximum_bytes_configured`)} > 0)`;

export function mongodbDashboard(settings: Settings): Dashboard {
  const { databases } = settings.thresholds;
  const { mongodb: own } = databases;
  return enginePage(settings, MONGODB, {
    description:
      "MongoDB: which members answer and which is the primary, their connections and operations, what waits, and WiredTiger's cache.",
    tiles: [nearestLimit([MONGODB], databases), furthestBehind([MONGODB], databases), queuedNow(own)],
    columns: [
      {
        title: "Waiting",
        width: 80,
        expr: levels(QUEUE, QUEUED),
        unit: "short",
        decimals: 0,
        states: [[own.queuedOperations, "red"]],
      },
      {
        title: "Cache",
        width: 75,
        expr: share(IN_CACHE),
        unit: "percentunit",
        decimals: 0,
        states: [[FULL, "orange"]],
      },
    ],
    open: {
      "Connections and work": [connections(MONGODB, databases), operations(), operationTime(), lag(MONGODB, databases)],
    },
    rows: {
      "What waits and blocks": [queued(own), cursors(), byState()],
      "Memory and cache": [
        cached("Cache", IN_CACHE, FULL, "It is kept near 80%"),
        cached("Dirty part of the cache", DIRTY, FULL_OF_DIRTY, "It is kept near 5%"),
        moved(),
      ],
      Disk: [written(), volumes(settings.thresholds, 12)],
      Errors: [asserts()],
    },
  });
}

function queuedNow({ queuedOperations }: Own): Panel {
  return worst(
    {
      title: "Operations that wait",
      description: `Operations of one server that wait for a lock; from ${queuedOperations} on it alerts. db.currentOp() says which has it, and for how long.`,
      unit: "short",
    },
    levels(QUEUE, QUEUED),
  ).thresholds(steps([queuedOperations, "red"]));
}

function operations(): Panel {
  return lines(
    {
      ...OPEN,
      title: "Operations",
      description:
        "Operations a second by kind, of all servers that are picked; replication's own are not among them. A kind that ends is an application that is gone, one that leaps a loop that asks for each document.",
      unit: "cps",
    },
    rateLines("mongodb_ss_opcounters", { by: "legacy_op_type" }),
    "{{legacy_op_type}}",
  );
}

function operationTime(): Panel {
  const mean = (kind: string) => {
    const of = (what: string) => rates(`mongodb_ss_opLatencies_${kind}_${what}`);
    // It is counted in microseconds.
    return { expr: `max(${of("latency")} / (${of("ops")} > 0)) / 1e6`, legend: kind };
  };
  return lines(
    {
      ...OPEN,
      title: "Mean operation, the slowest server's",
      description:
        "How long an operation takes in the server on average. Reads that slow down have lost their index or the cache; writes wait for a majority of the members, or for the disk.",
      unit: "s",
    },
    ["reads", "writes", "commands"].map(mean),
  );
}

function queued({ queuedOperations }: Own): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Operations that wait for locks",
      description: `Operations of readers and writers that wait; from ${queuedOperations} on it alerts. Each holds a connection. A plateau is one operation that does not end; a cloud is a disk that does not keep up.`,
      unit: "short",
    },
    levelLines(QUEUE, QUEUED),
    NAMED,
    [[queuedOperations, "red"]],
  );
}

function cursors(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Open cursors",
      description:
        "Cursors that are open by kind. What only grows, above all without a timeout, is an application that does not read its results to the end or close them.",
      unit: "short",
    },
    levelLines("mongodb_ss_metrics_cursor_open", { by: "csr_type", made: "sum" }),
    "{{csr_type}}",
  );
}

function byState(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Connections by state",
      description:
        "Connections that are in use and that are left, of all servers that are picked. Each takes about a megabyte: a pool of an application is better small.",
      unit: "short",
    },
    levelLines("mongodb_ss_connections", { by: "conn_type", made: "sum" }),
    "{{conn_type}}",
  );
}

function cached(title: string, series: string, limit: number, usual: string): Panel {
  return lines(
    {
      ...FOLDED,
      title,
      description: `The share of WiredTiger's cache. ${usual}; from ${limit * 100}% on operations have to clear it themselves, and wait: give it more memory, or the disk more speed.`,
      unit: "percentunit",
    },
    `topk(10, ${share(series)})`,
    NAMED,
    [[limit, "orange"]],
  );
}

function moved(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Read into the cache",
      description:
        "Bytes a second that were not in the cache. What grows without more operations is a collection scan, or data that has outgrown the memory.",
      unit: "Bps",
    },
    rateLines(`${CACHE}_bytes_read_into_cache`),
  );
}

function written(): Panel {
  return lines(
    {
      ...FOLDED,
      width: 12,
      title: "Written from the cache",
      description:
        "Bytes a second that WiredTiger writes to its files. Waves every minute are checkpoints; when they last as long as their pauses, the disk is at its end.",
      unit: "Bps",
    },
    rateLines(`${CACHE}_bytes_written_from_cache`, { by: BY_SERVER }),
  );
}

function asserts(): Panel {
  return lines(
    {
      ...FOLDED,
      width: 24,
      title: "Asserts by kind",
      description:
        "Asserts a second: `user` are requests that were wrong or not allowed, and are their application's; `regular` and `warning` are the server's own, and are in its log.",
      unit: "cps",
    },
    rateLines("mongodb_ss_asserts", { by: "assert_type" }),
    "{{assert_type}}",
  );
}
