/**
 * MongoDB, by percona/mongodb_exporter with `--collector.diagnosticdata`: whether it answers, has room, keeps its replica set, and
 * gets its work done. Names are those of its 0.53, which are made of those of MongoDB's own documents (`serverStatus` is `ss`,
 * `replSetGetStatus` is `rs`).
 */
import { BY_SERVER, commonOf, connectionsNearLimit, down, NAMED, ofServer, replicaLast, shareOf } from "./databases";
import type { Alert, Recording, RuleGroup, RuleSettings } from "./rule";
import { seconds } from "../settings/units";

const UP = "instance:mongodb_up:min";
const REPLICA = "instance:mongodb_replica:last";
const CONNECTIONS = "instance:mongodb_connections:ratio";
const LAG = "instance:mongodb_replication_lag_seconds:max";

/** The states of members. Source: MongoDB, "Replica Set Member States". */
const SECONDARY = 2;
const HEALTHY = [1, SECONDARY, 7];

const common = commonOf("mongodb");
const ENGINE = { common, title: "MongoDB", stem: "Mongodb", up: UP, replica: REPLICA, connections: CONNECTIONS };

export function mongodb({ thresholds: { databases } }: RuleSettings): RuleGroup[] {
  const { mongodb: own, ...all } = databases;
  return [
    {
      name: "mongodb",
      rules: [
        ...recordings(),
        ...down(ENGINE, all.downFor, {
          replica: "It was a secondary: its set goes on, with one copy less and without the reads that it took.",
          other: "Whoever needs this database fails, unless another member of its set has taken over.",
        }),
        ...connectionsNearLimit(ENGINE, all, (percent) => connectionsText(percent, all.connectionsFor)),
        replicationLagging(all.replicationLag, all.replicationLagFor),
        replicationBroken("critical", all.replicationBrokenFor),
        replicationBroken("high", all.replicationBrokenFor),
        operationsQueued(own.queuedOperations, own.queuedFor),
      ],
    },
  ];
}

function recordings(): Recording[] {
  const connections = (type: string) => ofServer(`mongodb_ss_connections{conn_type="${type}"}`);
  // A date, in milliseconds.
  const optime = (of: string) => ofServer(`mongodb_rs_members_optimeDate${of}`);
  return [
    { record: UP, expr: `min by (${BY_SERVER}) (mongodb_up)` },
    // One that is of no set has no state.
    replicaLast(REPLICA, `(${ofServer("mongodb_rs_myState")} == bool ${SECONDARY}) or 0 * (${UP} == 1)`, UP),
    {
      record: CONNECTIONS,
      expr: shareOf(connections("current"), `${connections("current")} + ${connections("available")}`),
    },
    // Each member knows how far all of them are.
    {
      record: LAG,
      expr: `
        clamp_min(
          ${optime('{member_state="PRIMARY"}')}
          - ${optime(` and on (${BY_SERVER}, member_idx) mongodb_rs_members_self == 1`)},
          0
        ) / 1000`,
    },
  ];
}

function connectionsText(percent: number, lasting: string): string {
  return `
      For ${lasting} {{ $value | printf "%.0f" }} % of the connections that MongoDB takes have been in use, more than ${percent} %.
      At 100 % it refuses every new one.`;
}

function replicationLagging(lag: string, lasting: string): Alert {
  return {
    ...common,
    alert: "MongodbReplicationLagging",
    severity: "high",
    expr: `${LAG} > ${seconds(lag)}`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `MongoDB secondary ${NAMED} is behind`,
    description: `
      For ${lasting} the secondary has been more than ${lag} behind its primary, {{ $value | humanizeDuration }} now. Reads from it are
      old, writes that wait for a majority may wait for it, and past the end of the primary's oplog it has to be copied anew.`,
  };
}

/** Without a primary nobody may write; a member in another state than primary, secondary or arbiter takes no part. */
function replicationBroken(severity: "critical" | "high", lasting: string): Alert {
  const state = ofServer("mongodb_rs_myState");
  const unhealthy = HEALTHY.map((healthy) => `!= ${healthy}`).join(" ");
  const whole = severity === "critical";
  return {
    ...common,
    alert: "MongodbReplicationBroken",
    severity,
    expr: whole
      ? `
      ${state} == ${SECONDARY}
      unless on (${BY_SERVER}) mongodb_rs_members_state{member_state="PRIMARY"}`
      : `${state} ${unhealthy}`,
    for: lasting,
    keepFiringFor: "5m",
    summary: whole
      ? `MongoDB ${NAMED} sees no primary of its replica set`
      : `MongoDB ${NAMED} takes no part in its replica set`,
    description: whole
      ? `
      For ${lasting} the secondary has seen no primary: most of the members of its set do not see each other, and nobody can write.`
      : `
      For ${lasting} the member has been in state {{ $value }}, neither primary, secondary nor arbiter: it recovers, is copied anew, takes
      writes back or has been removed. The set has one copy less meanwhile.`,
  };
}

function operationsQueued(operations: number, lasting: string): Alert {
  const queued = 'mongodb_ss_globalLock_currentQueue{count_type=~"readers|writers"}';
  return {
    ...common,
    alert: "MongodbOperationsQueued",
    severity: "high",
    expr: `sum by (${BY_SERVER}) (${queued}) >= ${operations}`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `{{ $value }} operations of MongoDB ${NAMED} wait for locks`,
    description: `
      For ${lasting} ${operations} operations or more have waited for a lock: a long one holds it, or the disk does not keep up. Each
      of them holds a connection.`,
  };
}
