/** PostgreSQL: what fills up, what cannot be undone, and what fails. */
import type { Settings } from "../../settings";
import { bytes } from "../../settings/units";
import type { Panel } from "../common";
import { FOLDED, lines } from "./graphs";
import { BY_SERVER, levelLines, NAMED, PICKED, rateLines } from "./series";

type Own = Settings["thresholds"]["databases"]["postgres"];

const BY_DATABASE = `${BY_SERVER}, datname`;
const DATABASE = `${NAMED} {{datname}}`;

/** Transaction ids that there are between two vacuums: half of 32 bits, as the rule has it. */
const XIDS = 2 ** 31;

/** A metric of either exporter. */
const either = (what: string) => [`pg_${what}`, `cnpg_pg_${what}`];

export function sizes(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Size of databases",
      description:
        "Bytes of the ten largest databases, indexes and dead rows included. What grows faster than its data is not vacuumed: look for an old transaction first.",
      unit: "bytes",
    },
    levelLines(either("database_size_bytes"), { by: BY_DATABASE }),
    DATABASE,
  );
}

export function writeAheadLog(): Panel {
  const lines10 = `max by (${BY_SERVER}) (pg_wal_size_bytes{${PICKED}} or cnpg_collector_pg_wal{${PICKED},value="size"})`;
  return lines(
    {
      ...FOLDED,
      title: "Write-ahead log",
      description:
        "Bytes of write-ahead log on the volume. It stays near max_wal_size; what climbs beyond is kept for a slot or for an archive that fails, and a full volume stops the server.",
      unit: "bytes",
    },
    `topk(10, ${lines10})`,
  );
}

export function retained({ retainedWal }: Own): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Log kept for slots",
      description: `Write-ahead log that each replication slot keeps; above ${retainedWal} it alerts. What only grows is for somebody who does not fetch it: bring them back, or drop the slot.`,
      unit: "bytes",
      empty: "No slot",
    },
    levelLines(either("replication_slots_pg_wal_lsn_diff"), { by: `${BY_SERVER}, slot_name` }),
    `${NAMED} {{slot_name}}`,
    [[bytes(retainedWal), "orange"]],
  );
}

export function archived(): Panel {
  const grown = (what: string) =>
    `sum by (${BY_SERVER}) (${either(`stat_archiver_${what}_count`)
      .map((one) => `increase(${one}{${PICKED}}[15m])`)
      .join(" or ")})`;
  return lines(
    {
      ...FOLDED,
      title: "Archiving that fails",
      description:
        "Attempts within 15 minutes to archive a file of the log that failed. While none gets through nothing can be restored to a later moment: look at the archive's space and access.",
      unit: "short",
      empty: "Nothing is archived",
    },
    `topk(10, ${grown("failed")})`,
  );
}

export function transactionIds({ wraparoundPercent, wraparoundCriticalPercent }: Own): Panel {
  const age = levelLines(
    [
      "pg_database_wraparound_age_datfrozenxid_seconds",
      "pg_database_wraparound_age_datminmxid_seconds",
      "cnpg_pg_database_xid_age",
      "cnpg_pg_database_mxid_age",
    ],
    { by: BY_DATABASE },
  );
  return lines(
    {
      ...FOLDED,
      title: "Transaction ids used",
      description: `The used share of the transaction ids between two vacuums. It saws up to about 10%; above ${wraparoundPercent}% it alerts, and at 100% the server writes nothing: end old transactions, drop dead slots, vacuum by hand.`,
      unit: "percentunit",
    },
    `(${age}) / ${XIDS}`,
    DATABASE,
    [
      [wraparoundPercent / 100, "orange"],
      [wraparoundCriticalPercent / 100, "red"],
    ],
  );
}

export function rollbacks(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Rollbacks",
      description:
        "Transactions a second that were rolled back. Some applications do it on purpose; a step up is statements that fail: their lines say which.",
      unit: "cps",
    },
    rateLines(either("stat_database_xact_rollback"), { by: BY_DATABASE }),
    DATABASE,
  );
}

export function deadlocks({ deadlocks: most }: Own): Panel {
  const grown = either("stat_database_deadlocks")
    .map((one) => `increase(${one}{${PICKED}}[15m])`)
    .join(" or ");
  return lines(
    {
      ...FOLDED,
      title: "Deadlocks, 15 minutes",
      description: `Transactions that PostgreSQL ended as they waited for each other; from ${most} on it alerts. The server's log has both statements: let both take their locks in the same order.`,
      unit: "short",
    },
    `topk(10, sum by (${BY_DATABASE}) (${grown}))`,
    DATABASE,
    [[most, "orange"]],
  );
}

export function conflicts(): Panel {
  return lines(
    {
      ...FOLDED,
      title: "Queries cancelled on replicas",
      description:
        "Queries a second that a replica cancelled since they stood in the way of what it had to replay. Read reports elsewhere, or set hot_standby_feedback and accept bloat on the primary.",
      unit: "cps",
    },
    rateLines(either("stat_database_conflicts"), { by: BY_DATABASE }),
    DATABASE,
  );
}
