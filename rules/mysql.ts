/** MySQL and MariaDB, by prometheus/mysqld_exporter: whether it answers, has room, keeps its replicas, and gets its work done. */
import { BY_SERVER, commonOf, connectionsNearLimit, down, NAMED, ofServer, replicaLast, shareOf } from "./databases";
import type { Alert, Recording, RuleGroup, RuleSettings } from "./rule";
import { seconds } from "../settings/units";

const UP = "instance:mysql_up:min";
const REPLICA = "instance:mysql_replica:last";
const CONNECTIONS = "instance:mysql_connections:ratio";
const LAG = "instance:mysql_replication_lag_seconds:max";
const HIT_RATE = "instance:mysql_buffer_pool_hit:ratio_rate15m";

/** Reads of pages a second below which a hit rate says nothing. */
const ENOUGH_READS = 100;

/**
 * A column of a replica's status by its old name and its new one. MySQL 8.4 knows `SHOW REPLICA STATUS` alone, whose columns
 * have other names; the exporter makes its metrics' names of them.
 */
const status = (old: string, now: string) => `(mysql_slave_status_${old} or mysql_slave_status_${now})`;
const FETCHES = status("slave_io_running", "replica_io_running");
const APPLIES = status("slave_sql_running", "replica_sql_running");

const common = commonOf("mysql");
const ENGINE = { common, title: "MySQL", stem: "Mysql", up: UP, replica: REPLICA, connections: CONNECTIONS };

export function mysql({ thresholds: { databases } }: RuleSettings): RuleGroup[] {
  const { mysql: own, ...all } = databases;
  return [
    {
      name: "mysql",
      rules: [
        ...recordings(),
        ...down(ENGINE, all.downFor, {
          replica: "It was a replica: its source goes on, with one copy less and without the reads that it took.",
          other: "Whoever needs this database fails, unless a replica has taken over.",
        }),
        ...connectionsNearLimit(ENGINE, all, (percent) => connectionsText(percent, all.connectionsFor)),
        replicationLagging(all.replicationLag, all.replicationLagFor),
        replicationBroken(all.replicationBrokenFor),
        queriesSlow(own.slowQueriesPerMinute, all.slowQueriesFor),
        locksWaiting(own.lockWaits, own.lockWaitsFor),
        deadlocks(own.deadlocks),
        cacheHitRateLow(all.hitRatePercent, all.hitRateFor),
      ],
    },
  ];
}

function recordings(): Recording[] {
  const lag = ofServer(status("seconds_behind_master", "seconds_behind_source"));
  const rate = (what: string) => `sum by (${BY_SERVER}) (rate(mysql_global_status_innodb_buffer_pool_${what}[15m]))`;
  return [
    { record: UP, expr: `min by (${BY_SERVER}) (mysql_up)` },
    // Only a replica has such a status.
    replicaLast(REPLICA, `0 * ${ofServer(FETCHES)} + 1 or 0 * min by (${BY_SERVER}) (mysql_up == 1)`, UP),
    {
      record: CONNECTIONS,
      expr: shareOf(
        ofServer("mysql_global_status_threads_connected"),
        ofServer("mysql_global_variables_max_connections"),
      ),
    },
    // One that is told to stay behind is not late by that.
    { record: LAG, expr: `${lag} - (${ofServer("mysql_slave_status_sql_delay")} or 0 * ${lag})` },
    // Requests are all, those among them that went to the disk too.
    { record: HIT_RATE, expr: `1 - ${rate("reads")} / (${rate("read_requests")} > ${ENOUGH_READS})` },
  ];
}

function connectionsText(percent: number, lasting: string): string {
  return `
      For ${lasting} {{ $value | printf "%.0f" }} % of max_connections have been in use, more than ${percent} %. At 100 % MySQL
      refuses every new one: "Too many connections".`;
}

function replicationLagging(lag: string, lasting: string): Alert {
  return {
    ...common,
    alert: "MysqlReplicationLagging",
    severity: "high",
    expr: `${LAG} > ${seconds(lag)}`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `MySQL replica ${NAMED} is behind`,
    description: `
      For ${lasting} the replica has been more than ${lag} behind its source, {{ $value | humanizeDuration }} now. Reads from it
      are old, and what it lacks is lost if it has to take over.`,
  };
}

/** A replica that is broken has no lag at all: it is NULL, which the exporter leaves out. */
function replicationBroken(lasting: string): Alert {
  return {
    ...common,
    alert: "MysqlReplicationBroken",
    severity: "high",
    expr: `min by (${BY_SERVER}) (${FETCHES}) == 0 or min by (${BY_SERVER}) (${APPLIES}) == 0`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `MySQL replica ${NAMED} does not replicate`,
    description: `
      For ${lasting} the replica has not fetched its source's changes, or not applied them. It falls further behind every second, and
      tells no lag meanwhile.`,
  };
}

function queriesSlow(perMinute: number, lasting: string): Alert {
  return {
    ...common,
    alert: "MysqlQueriesSlow",
    severity: "medium",
    expr: `60 * sum by (${BY_SERVER}) (rate(mysql_global_status_slow_queries[5m])) > ${perMinute}`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `Queries of MySQL ${NAMED} are slow`,
    description: `
      For ${lasting} more than ${perMinute} queries a minute have taken longer than long_query_time,
      {{ $value | printf "%.0f" }} a minute now: an index is missing, a table has grown, or they wait for locks or for the disk.`,
  };
}

function locksWaiting(transactions: number, lasting: string): Alert {
  return {
    ...common,
    alert: "MysqlLocksWaiting",
    severity: "high",
    expr: `max by (${BY_SERVER}) (mysql_global_status_innodb_row_lock_current_waits) >= ${transactions}`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `{{ $value }} transactions of MySQL ${NAMED} wait for locks`,
    description: `
      For ${lasting} ${transactions} transactions or more have waited for rows that another has locked. Each gives up after
      innodb_lock_wait_timeout, 50 seconds by default, with an error.`,
  };
}

function deadlocks(most: number): Alert {
  const grown = (metric: string) => `sum by (${BY_SERVER}) (increase(${metric}[15m]))`;
  return {
    ...common,
    alert: "MysqlDeadlocks",
    severity: "medium",
    // MySQL counts them in information_schema, Percona Server and MariaDB in the status.
    expr: `
      (
        ${grown("mysql_info_schema_innodb_metrics_lock_lock_deadlocks_total")}
        or ${grown("mysql_global_status_innodb_deadlocks")}
      ) >= ${most}`,
    // They have happened: waiting would tell nothing more.
    for: "0s",
    keepFiringFor: "15m",
    summary: `Transactions of MySQL ${NAMED} block each other`,
    description: `
      {{ $value | printf "%.0f" }} deadlocks in 15 minutes. InnoDB ends one of the two transactions with an error; an
      application that does not try again has lost what it was about to do.`,
  };
}

function cacheHitRateLow(percent: number, lasting: string): Alert {
  return {
    ...common,
    alert: "MysqlCacheHitRateLow",
    severity: "low",
    expr: `100 * ${HIT_RATE} < ${percent}`,
    for: lasting,
    keepFiringFor: "15m",
    summary: `MySQL ${NAMED} reads past its buffer pool`,
    description: `
      For ${lasting} {{ $value | printf "%.0f" }} % of the pages that InnoDB needed have been in its buffer pool, less than
      ${percent} %. The rest comes from the disk.`,
  };
}
