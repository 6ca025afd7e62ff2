/**
 * PostgreSQL, by prometheus-community/postgres_exporter (`pg_`) or by CloudNativePG's own metrics (`cnpg_`): whether it
 * answers, has room for connections, keeps its replicas, and gets its work done.
 */
import {
  BY_SERVER,
  commonOf,
  connectionsNearLimit,
  down,
  hitRate,
  NAMED,
  ofServer,
  replicaLast,
  SERVER,
  shareOf,
} from "./databases";
import { HIT_RATE, postgresLoad } from "./postgres-load";
import type { Alert, Recording, RuleGroup, RuleSettings } from "./rule";
import { seconds } from "../settings/units";

const UP = "instance:postgres_up:min";
const REPLICA = "instance:postgres_replica:last";
const CONNECTIONS = "instance:postgres_connections:ratio";
const LAG = "instance:postgres_replication_lag_seconds:max";

/** Blocks a second below which a hit rate says nothing: a megabyte every 12 seconds. */
const ENOUGH_BLOCKS = 10;

const common = commonOf("postgres");
const ENGINE = { common, title: "PostgreSQL", stem: "Postgres", up: UP, replica: REPLICA, connections: CONNECTIONS };

export function postgres({ thresholds: { databases } }: RuleSettings): RuleGroup[] {
  return [
    {
      name: "postgres",
      rules: [
        ...recordings(),
        ...down(ENGINE, databases.downFor, {
          replica: "It was a replica: its primary goes on, with one copy less and without the reads that it took.",
          other: "Whoever needs this database fails, unless a replica has taken over.",
        }),
        ...connectionsNearLimit(ENGINE, databases, (percent) => connectionsText(percent, databases.connectionsFor)),
        replicationLagging(databases.replicationLag, databases.replicationLagFor),
        replicationBroken(databases.replicationBrokenFor),
        ...postgresLoad(databases),
      ],
    },
  ];
}

function recordings(): Recording[] {
  const sum = (series: string) => `sum by (${BY_SERVER}) (${series})`;
  const cnpgSetting = (name: string) => ofServer(`cnpg_pg_settings_setting{name="${name}"}`);
  const setting = (name: string) => ofServer(`pg_settings_${name}`);
  const own = (of: typeof setting) => `${of("max_connections")} - ${of("superuser_reserved_connections")}`;
  const hits = (pg: string) =>
    hitRate(`${pg}_stat_database_blks_hit`, `${pg}_stat_database_blks_read`, ENOUGH_BLOCKS, ", datname");
  return [
    { record: UP, expr: `min by (${BY_SERVER}) (pg_up) or min by (${BY_SERVER}) (cnpg_collector_up)` },
    replicaLast(
      REPLICA,
      `${ofServer("pg_replication_is_replica")} or ${ofServer("cnpg_pg_replication_in_recovery")}`,
      UP,
    ),
    // What is reserved for superusers is none that an application gets.
    {
      record: CONNECTIONS,
      expr: `
        ${shareOf(sum("pg_stat_database_numbackends"), own(setting))}
        or ${shareOf(sum("cnpg_backends_total"), own(cnpgSetting))}`,
    },
    { record: LAG, expr: `${ofServer("pg_replication_lag_seconds")} or ${ofServer("cnpg_pg_replication_lag")}` },
    { record: HIT_RATE, expr: `${hits("pg")} or ${hits("cnpg_pg")}` },
  ];
}

function connectionsText(percent: number, lasting: string): string {
  return `
      For ${lasting} {{ $value | printf "%.0f" }} % of the connections that PostgreSQL takes from applications have been in
      use, more than ${percent} %. At 100 % it refuses every new one: "sorry, too many clients already".`;
}

function replicationLagging(lag: string, lasting: string): Alert {
  return {
    ...common,
    alert: "PostgresReplicationLagging",
    severity: "high",
    expr: `${LAG} > ${seconds(lag)}`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `PostgreSQL replica ${NAMED} is behind`,
    description: `
      For ${lasting} the replica has been more than ${lag} behind its primary, {{ $value | humanizeDuration }} now. Reads from
      it are old, and what it lacks is lost if it has to take over.`,
  };
}

/**
 * The lag does not say so: where nothing is received, all that was received is replayed, and the exporter's lag is 0. The
 * receiver has series while it streams; that its collector is on and succeeds tells a receiver that is gone from one that is not
 * looked at.
 */
function replicationBroken(lasting: string): Alert {
  const on = `on (${BY_SERVER})`;
  return {
    ...common,
    alert: "PostgresReplicationBroken",
    severity: "high",
    expr: `
      (
        ${ofServer("pg_replication_is_replica")} == 1
        and ${on} pg_scrape_collector_success{collector="stat_wal_receiver"} == 1
        unless ${on} pg_stat_wal_receiver_flushed_lsn{status="streaming"}
      )
      or
      (
        ${ofServer("cnpg_pg_replication_in_recovery")} == 1
        unless ${on} cnpg_pg_replication_is_wal_receiver_up == 1
      )`,
    for: lasting,
    keepFiringFor: "5m",
    subject: SERVER,
    summary: `PostgreSQL replica ${NAMED} receives nothing from its primary`,
    description: `
      For ${lasting} the replica has had no connection to its primary over which it gets the write-ahead log. It falls behind
      whatever its lag says, and the primary keeps the log for it, if it has a slot, until its volume is full.`,
  };
}
