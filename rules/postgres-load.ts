/** PostgreSQL at work: statements, transactions, locks, its cache, and what it has to clear away in time. */
import { BY_SERVER, commonOf, NAMED, SERVER } from "./databases";
import type { Alert } from "./rule";
import type { DatabaseThresholds } from "../settings/database-thresholds";
import { bytes, seconds } from "../settings/units";

/** Recorded in rules/postgres.ts. */
export const HIT_RATE = "database:postgres_cache_hit:ratio_rate15m";

/** Statements a second below which their mean time says nothing. */
const ENOUGH_STATEMENTS = 0.1;

/** Programs whose transaction is as long as the copy that they make. */
const BACKUPS = "pg_dump|pg_dumpall|pg_basebackup";

/**
 * Transaction ids that there are before old rows would become new ones: half of 32 bits. Source: PostgreSQL's documentation,
 * "Preventing Transaction ID Wraparound Failures"; it refuses to write when 3 million are left.
 */
const XIDS = 2 ** 31;

const common = commonOf("postgres");

/** A database of a server. */
const DATABASE = { ...common, subject: [...SERVER, "datname"] };

/** An expression over the series of either exporter. */
const either = (of: (prefix: "pg" | "cnpg_pg") => string) => `(${of("pg")} or ${of("cnpg_pg")})`;

export function postgresLoad({ hitRateFor, hitRatePercent, postgres, slowQueriesFor }: DatabaseThresholds): Alert[] {
  return [
    queriesSlow(postgres.queryMs, slowQueriesFor),
    transactionLong(postgres.transactionAge, postgres.transactionFor),
    sessionsBlocked(postgres.blockedSessions, postgres.blockedFor),
    deadlocks(postgres.deadlocks),
    cacheHitRateLow(hitRatePercent, hitRateFor),
    walRetained(postgres.retainedWal, postgres.retainedWalFor),
    archivingFailing(postgres.archivingFor),
    wraparoundNear("critical", postgres.wraparoundCriticalPercent, postgres.wraparoundFor),
    wraparoundNear("high", postgres.wraparoundPercent, postgres.wraparoundFor),
  ];
}

function queriesSlow(ms: number, lasting: string): Alert {
  const rate = (what: string) => `sum by (${BY_SERVER}, datname) (rate(pg_stat_statements_${what}_total[5m]))`;
  return {
    ...DATABASE,
    alert: "PostgresQueriesSlow",
    severity: "medium",
    expr: `${rate("seconds")} / (${rate("calls")} > ${ENOUGH_STATEMENTS}) > ${ms} / 1000`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `Statements in database {{ $labels.datname }} of PostgreSQL ${NAMED} are slow`,
    description: `
      For ${lasting} the statements in {{ $labels.datname }} have taken {{ $value | humanizeDuration }} on average, more than
      ${ms} ms: an index is missing, a table has grown, statistics are old, or they wait for locks or for the disk.`,
  };
}

function transactionLong(age: string, lasting: string): Alert {
  const own = `application_name!~"${BACKUPS}"`;
  return {
    ...DATABASE,
    alert: "PostgresTransactionLong",
    severity: "medium",
    subject: [...SERVER, "datname", "state"],
    expr: `
      max by (${BY_SERVER}, datname, state) (
        pg_stat_activity_max_tx_duration{${own}} or cnpg_backends_max_tx_duration_seconds{${own}}
      ) > ${seconds(age)}`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `A transaction in {{ $labels.datname }} of PostgreSQL ${NAMED} does not end`,
    description: `
      A transaction that is {{ $labels.state }} has been open for {{ $value | humanizeDuration }}, more than ${age}. What it has
      changed stays locked, and no vacuum clears away what has been deleted since it began, in any table.`,
  };
}

function sessionsBlocked(sessions: number, lasting: string): Alert {
  return {
    ...common,
    alert: "PostgresSessionsBlocked",
    severity: "high",
    expr: `
      (
        sum by (${BY_SERVER}) (pg_stat_activity_count{wait_event_type="Lock"})
        or sum by (${BY_SERVER}) (cnpg_backends_waiting_total)
      ) >= ${sessions}`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `{{ $value }} sessions of PostgreSQL ${NAMED} wait for locks`,
    description: `
      For ${lasting} ${sessions} sessions or more have waited for what another transaction has locked. Each holds a connection,
      and soon there is none left.`,
  };
}

function deadlocks(most: number): Alert {
  return {
    ...DATABASE,
    alert: "PostgresDeadlocks",
    severity: "medium",
    expr: `sum by (${BY_SERVER}, datname) ${either((pg) => `increase(${pg}_stat_database_deadlocks[15m])`)} >= ${most}`,
    // They have happened: waiting would tell nothing more.
    for: "0s",
    keepFiringFor: "15m",
    summary: `Transactions in {{ $labels.datname }} of PostgreSQL ${NAMED} block each other`,
    description: `
      {{ $value | printf "%.0f" }} deadlocks in 15 minutes. PostgreSQL ends one of the two transactions with an error after a
      second; an application that does not try again has lost what it was about to do.`,
  };
}

function cacheHitRateLow(percent: number, lasting: string): Alert {
  return {
    ...DATABASE,
    alert: "PostgresCacheHitRateLow",
    severity: "low",
    expr: `100 * ${HIT_RATE} < ${percent}`,
    for: lasting,
    keepFiringFor: "15m",
    summary: `Database {{ $labels.datname }} of PostgreSQL ${NAMED} reads past its cache`,
    description: `
      For ${lasting} {{ $value | printf "%.0f" }} % of the blocks that {{ $labels.datname }} needed have been in PostgreSQL's memory,
      less than ${percent} %. The rest comes from the system's cache or from the disk.`,
  };
}

function walRetained(size: string, lasting: string): Alert {
  return {
    ...common,
    alert: "PostgresWalRetained",
    severity: "high",
    subject: [...SERVER, "slot_name"],
    expr: `max by (${BY_SERVER}, slot_name) ${either((pg) => `${pg}_replication_slots_pg_wal_lsn_diff`)} > ${bytes(size)}`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `Replication slot {{ $labels.slot_name }} keeps the log of PostgreSQL ${NAMED}`,
    description: `
      For ${lasting} the slot has kept more than ${size} of write-ahead log, {{ $value | humanize1024 }}B now, for somebody who does
      not fetch it. It is not deleted until they do, and a full volume stops the database.`,
  };
}

/** It tries the same file again and again: while one of them gets through, none of them is lost. */
function archivingFailing(lasting: string): Alert {
  const grown = (what: string) =>
    `sum by (${BY_SERVER}) ${either((pg) => `increase(${pg}_stat_archiver_${what}_count[15m])`)} > 0`;
  return {
    ...common,
    alert: "PostgresArchivingFailing",
    severity: "high",
    expr: `${grown("failed")} unless on (${BY_SERVER}) ${grown("archived")}`,
    for: lasting,
    keepFiringFor: "15m",
    summary: `PostgreSQL ${NAMED} cannot archive its log`,
    description: `
      For ${lasting} every attempt to archive the write-ahead log has failed. Nothing after that can be restored from the archive, and
      the log stays on the volume until that is full.`,
  };
}

function wraparoundNear(severity: "critical" | "high", percent: number, lasting: string): Alert {
  const used = (postgres: string, cnpg: string) =>
    `100 * max by (${BY_SERVER}, datname) (${postgres} or ${cnpg}) / ${XIDS} > ${percent}`;
  return {
    ...DATABASE,
    alert: "PostgresWraparoundNear",
    severity,
    expr: `
      ${used("pg_database_wraparound_age_datfrozenxid_seconds", "cnpg_pg_database_xid_age")}
      or ${used("pg_database_wraparound_age_datminmxid_seconds", "cnpg_pg_database_mxid_age")}`,
    for: lasting,
    keepFiringFor: "15m",
    summary: `Database {{ $labels.datname }} of PostgreSQL ${NAMED} runs out of transaction ids`,
    description: `
      {{ $value | printf "%.0f" }} % of the transaction ids, or of those of row locks by several transactions, are used, more than
      ${percent} %: autovacuum does not come round. At 100 % the server takes no write until somebody has vacuumed by hand.`,
  };
}
