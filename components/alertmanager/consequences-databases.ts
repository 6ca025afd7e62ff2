/** What follows when a database, a cache or a queue is away, or is about to be. */
import { alerts, type Consequence, is } from "./consequence";

/** One server, by the labels of its target. */
const SERVER = ["namespace", "job", "instance"];

/** All servers of one Service. */
const SERVICE = ["namespace", "job"];

const DOWN = alerts("MongodbDown", "MysqlDown", "PostgresDown", "RedisDown");

export const databases: Consequence[] = [
  // The plugin goes down with its node.
  { cause: [alerts("RabbitmqDown")], effect: [alerts("TargetDown")], equal: SERVER },
  { cause: [alerts("RabbitmqDown"), is("severity", "critical")], effect: [alerts("TargetDown")], equal: SERVICE },
  // An exporter beside its server is in the server's pod.
  {
    cause: [alerts("MongodbDown", "MysqlDown", "PostgresDown", "RabbitmqDown", "RedisDown")],
    effect: [alerts("PodNotReady")],
    equal: ["namespace", "pod"],
  },
  // A replica is without its primary when that is down.
  {
    cause: [DOWN, is("severity", "critical")],
    effect: [
      alerts(
        "MongodbReplicationBroken",
        "MysqlReplicationBroken",
        "PostgresReplicationBroken",
        "RedisReplicationBroken",
      ),
    ],
    equal: SERVICE,
  },
  // And is behind when it is without it; Redis' lag is told by the primary.
  {
    cause: [
      alerts(
        "MongodbReplicationBroken",
        "MysqlReplicationBroken",
        "PostgresReplicationBroken",
        "RedisReplicationBroken",
      ),
    ],
    effect: [
      alerts(
        "MongodbReplicationLagging",
        "MysqlReplicationLagging",
        "PostgresReplicationLagging",
        "RedisReplicationLagging",
      ),
    ],
    equal: SERVICE,
  },
  // Of a cluster that does not answer nothing is known any more.
  {
    cause: [alerts("SearchClusterDown")],
    effect: [alerts("SearchClusterNotWhole", "SearchClusterDiskFilling")],
    equal: SERVER,
  },
  // What was going to happen has.
  {
    cause: [alerts("RabbitmqAlarmRaised"), is("what", "memory")],
    effect: [alerts("RabbitmqMemoryHigh")],
    equal: SERVER,
  },
];
