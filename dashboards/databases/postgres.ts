/** The page of PostgreSQL, by postgres_exporter (`pg_`) or by CloudNativePG's own metrics (`cnpg_`). */
import type { Settings } from "../../settings";
import { seconds } from "../../settings/units";
import { type Panel, steps } from "../common";
import type { Dashboard } from "../page";
import { POSTGRES } from "./engines";
import { connections, FOLDED, hitRate, lag, lines, OPEN, volumes } from "./graphs";
import { furthestBehind, nearestLimit, worst } from "./now";
import { enginePage } from "./page";
import * as disk from "./postgres-disk";
import { BY_SERVER, levelLines, levels, NAMED, rateLines, rates } from "./series";

type Own = Settings["thresholds"]["databases"]["postgres"];

const BY_DATABASE = `${BY_SERVER}, datname`;
const DATABASE = `${NAMED} {{datname}}`;

/** A metric of either exporter. */
const either = (what: string) => [`pg_${what}`, `cnpg_pg_${what}`];
const OLDEST = ["pg_stat_activity_max_tx_duration", "cnpg_backends_max_tx_duration_seconds"];

/** Sessions that wait for a lock: one exporter counts them all, the other by what they wait for. */
const WAITING = `${levels("pg_stat_activity_count", { more: 'wait_event_type="Lock"', made: "sum" })} or ${levels("cnpg_backends_waiting_total")}`;

export function postgresDashboard(settings: Settings): Dashboard {
  const { databases } = settings.thresholds;
  const { postgres: own } = databases;
  return enginePage(settings, POSTGRES, {
    description:
      "PostgreSQL: which servers answer and which is the primary, their connections and transactions, what waits for whom, and what fills up.",
    tiles: [nearestLimit([POSTGRES], databases), furthestBehind([POSTGRES], databases), oldestTransaction(own)],
    columns: [
      {
        title: "Waiting",
        width: 80,
        expr: WAITING,
        unit: "short",
        decimals: 0,
        states: [[own.blockedSessions, "red"]],
      },
      {
        title: "Transactions",
        width: 115,
        expr: rates([...either("stat_database_xact_commit"), ...either("stat_database_xact_rollback")]),
        unit: "cps",
      },
    ],
    open: {
      "Connections and work": [
        connections(POSTGRES, databases),
        transactions(),
        statementTime(own),
        lag(POSTGRES, databases),
      ],
    },
    rows: {
      "What waits and blocks": [sessions(), waiting(own), oldest(own), locks()],
      "Memory and cache": [
        hitRate(
          "the blocks that a database needed that were in PostgreSQL's own memory",
          "database:postgres_cache_hit:ratio_rate15m",
          databases.hitRatePercent,
          BY_DATABASE,
        ).span(12),
        spilled(),
      ],
      "Disk and what is kept": [
        disk.sizes(),
        disk.writeAheadLog(),
        disk.retained(own),
        disk.archived(),
        disk.transactionIds(own),
        volumes(settings.thresholds, 8),
      ],
      "Errors and conflicts": [disk.rollbacks(), disk.deadlocks(own), disk.conflicts()],
    },
  });
}

function oldestTransaction({ transactionAge }: Own): Panel {
  return worst(
    {
      title: "Oldest transaction",
      description: `The age of the oldest transaction. Above ${transactionAge} it alerts: what it has changed stays locked, and no vacuum clears away what was deleted since. End its session, unless it is a backup.`,
      unit: "s",
    },
    levels(OLDEST),
  ).thresholds(steps([seconds(transactionAge), "orange"]));
}

function transactions(): Panel {
  return lines(
    {
      ...OPEN,
      title: "Transactions",
      description:
        "Transactions a second, committed or not. A line that falls while connections climb is work that waits: look at locks. One that ends is a server, or its users, that are gone.",
      unit: "cps",
    },
    rateLines([...either("stat_database_xact_commit"), ...either("stat_database_xact_rollback")]),
  );
}

function statementTime({ queryMs }: Own): Panel {
  const time = (what: string) => rates(`pg_stat_statements_${what}_total`, { by: BY_DATABASE });
  return lines(
    {
      ...OPEN,
      title: "Mean statement",
      description: `How long a database's statements take on average; above ${queryMs} ms it alerts. Slower with as many transactions is a lock, a plan or the disk; pg_stat_statements names the statement. CloudNativePG does not export it.`,
      unit: "s",
      empty: "pg_stat_statements is not exported",
    },
    `topk(10, ${time("seconds")} / (${time("calls")} > 0))`,
    DATABASE,
    [[queryMs / 1000, "orange"]],
  );
}

function sessions(): Panel {
  return lines(
    {
      ...FOLDED,
      width: 12,
      title: "Sessions by state",
      description:
        "Sessions of all servers that are picked. Many that are idle are a pool that is too large; those idle in transaction hold locks and do nothing: find the application that forgets to commit.",
      unit: "short",
    },
    levelLines(["pg_stat_activity_count", "cnpg_backends_total"], { by: "state", made: "sum" }),
    "{{state}}",
  );
}

function waiting({ blockedSessions }: Own): Panel {
  return lines(
    {
      ...FOLDED,
      width: 12,
      title: "Sessions that wait for locks",
      description: `Sessions that wait for what another transaction has locked; from ${blockedSessions} on it alerts. Each holds a connection. pg_blocking_pids() says for whom they wait: end that session.`,
      unit: "short",
      empty: "None waits",
    },
    `topk(10, ${WAITING})`,
    NAMED,
    [[blockedSessions, "red"]],
  );
}

function oldest({ transactionAge }: Own): Panel {
  return lines(
    {
      ...FOLDED,
      width: 12,
      title: "Oldest transaction by database",
      description: `A line that climbs evenly is one transaction that does not end; above ${transactionAge} it alerts. Its state says whether it works or has been forgotten (idle in transaction).`,
      unit: "s",
    },
    levelLines(OLDEST, { by: `${BY_DATABASE}, state` }),
    `${DATABASE} {{state}}`,
    [[seconds(transactionAge), "orange"]],
  );
}

function locks(): Panel {
  return lines(
    {
      ...FOLDED,
      width: 12,
      title: "Locks by mode",
      description:
        "Locks that are held or waited for. An accessexclusivelock for longer than a moment is a change of a table that keeps everybody out: let it run alone, with a lock_timeout.",
      unit: "short",
      empty: "CloudNativePG does not export it",
    },
    levelLines("pg_locks_count", { by: "mode", made: "sum" }),
    "{{mode}}",
  );
}

function spilled(): Panel {
  return lines(
    {
      ...FOLDED,
      width: 12,
      title: "Temporary files",
      description:
        "Bytes a second of sorts and joins that did not fit work_mem and went to the disk. A new line after a rollout is a statement without an index; raise work_mem only for whoever needs it.",
      unit: "Bps",
    },
    rateLines(either("stat_database_temp_bytes"), { by: BY_DATABASE }),
    DATABASE,
  );
}
