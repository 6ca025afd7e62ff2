/** Redis and Valkey, by oliver006/redis_exporter: whether it answers, has room, keeps its replicas, and saves what it holds. */
import {
  BY_SERVER,
  commonOf,
  connectionsNearLimit,
  down,
  hitRate,
  NAMED,
  ofServer,
  replicaLast,
  shareOf,
} from "./databases";
import type { Alert, Recording, RuleGroup, RuleSettings } from "./rule";
import { seconds } from "../settings/units";

const UP = "instance:redis_up:min";
const REPLICA = "instance:redis_replica:last";
const CONNECTIONS = "instance:redis_connections:ratio";
const MEMORY = "instance:redis_memory:ratio";
const LAG = "instance:redis_replication_lag_seconds:max";
const HIT_RATE = "instance:redis_hit:ratio_rate15m";

/** Lookups a second below which a hit rate says nothing. */
const ENOUGH_LOOKUPS = 10;

const common = commonOf("redis");
const ENGINE = { common, title: "Redis", stem: "Redis", up: UP, replica: REPLICA, connections: CONNECTIONS };

export function redis({ thresholds: { databases } }: RuleSettings): RuleGroup[] {
  const { redis: own, ...all } = databases;
  return [
    {
      name: "redis",
      rules: [
        ...recordings(),
        ...down(ENGINE, all.downFor, {
          replica: "It was a replica: its master goes on, with one copy less and without the reads that it took.",
          other: "Whoever needs it fails or is slow, unless a replica has taken over.",
        }),
        ...connectionsNearLimit(ENGINE, all, (percent) => connectionsText(percent, all.connectionsFor)),
        replicationLagging(all.replicationLag, all.replicationLagFor),
        replicationBroken(all.replicationBrokenFor),
        memoryHigh(own.memoryPercent, own.memoryFor),
        keysEvicted(own.evictedPerSecond, own.evictedFor),
        hitRateLow(own.hitRatePercent, all.hitRateFor),
        commandsSlow(own.slowCommands, all.slowQueriesFor),
        persistenceFailing(own.persistenceFor),
      ],
    },
  ];
}

function recordings(): Recording[] {
  const replica = (role: string) => ofServer(`redis_instance_info{role${role}"slave"}`);
  return [
    { record: UP, expr: `min by (${BY_SERVER}) (redis_up)` },
    replicaLast(REPLICA, `0 * ${replica("=")} + 1 or 0 * ${replica("!=")}`, UP),
    // The limit by INFO, which Redis 7 has, or by CONFIG, which is often not allowed.
    {
      record: CONNECTIONS,
      expr: shareOf(ofServer("redis_connected_clients"), ofServer("redis_max_clients or redis_config_maxclients")),
    },
    { record: MEMORY, expr: shareOf(ofServer("redis_memory_used_bytes"), ofServer("redis_memory_max_bytes")) },
    { record: LAG, expr: ofServer("redis_connected_slave_lag_seconds", ", slave_ip, slave_port") },
    { record: HIT_RATE, expr: hitRate("redis_keyspace_hits_total", "redis_keyspace_misses_total", ENOUGH_LOOKUPS) },
  ];
}

function connectionsText(percent: number, lasting: string): string {
  return `
      For ${lasting} {{ $value | printf "%.0f" }} % of maxclients have been connected, more than ${percent} %. At 100 % Redis
      closes every new connection: "max number of clients reached".`;
}

function replicationLagging(lag: string, lasting: string): Alert {
  return {
    ...common,
    alert: "RedisReplicationLagging",
    severity: "high",
    subject: [...common.subject, "slave_ip", "slave_port"],
    expr: `${LAG} > ${seconds(lag)}`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `Replica {{ $labels.slave_ip }} of Redis ${NAMED} is behind`,
    description: `
      For ${lasting} the master has heard of what the replica has got only {{ $value | humanizeDuration }} ago, more than ${lag}.
      Reads from it are old, and what it lacks is lost if it has to take over.`,
  };
}

function replicationBroken(lasting: string): Alert {
  return {
    ...common,
    alert: "RedisReplicationBroken",
    severity: "high",
    expr: `min by (${BY_SERVER}) (redis_master_link_up) == 0`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `Redis replica ${NAMED} has lost its master`,
    description: `
      For ${lasting} the replica has had no link to its master. It answers with what it had then, and begins from a whole copy if
      the master's backlog does not reach so far back.`,
  };
}

/** Where keys are evicted full is how a cache is meant to be; without eviction writes are refused. */
function memoryHigh(percent: number, lasting: string): Alert {
  return {
    ...common,
    alert: "RedisMemoryHigh",
    severity: "high",
    expr: `
      100 * ${MEMORY} > ${percent}
      unless on (${BY_SERVER}) redis_instance_info{maxmemory_policy!~"|noeviction"}`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `Redis ${NAMED} is nearly full`,
    description: `
      For ${lasting} {{ $value | printf "%.0f" }} % of maxmemory have been in use, more than ${percent} %, and nothing is evicted.
      At 100 % Redis refuses every write: "OOM command not allowed".`,
  };
}

function keysEvicted(perSecond: number, lasting: string): Alert {
  return {
    ...common,
    alert: "RedisKeysEvicted",
    severity: "medium",
    expr: `sum by (${BY_SERVER}) (rate(redis_evicted_keys_total[5m])) > ${perSecond}`,
    for: lasting,
    keepFiringFor: "10m",
    summary: `Redis ${NAMED} throws keys away for lack of memory`,
    description: `
      For ${lasting} more than ${perSecond} keys a second have been evicted before their time, {{ $value | printf "%.0f" }} now.
      What is looked for again has to be computed again; what is kept nowhere else is lost.`,
  };
}

function hitRateLow(percent: number, lasting: string): Alert {
  return {
    ...common,
    alert: "RedisHitRateLow",
    severity: "low",
    expr: `100 * ${HIT_RATE} < ${percent}`,
    for: lasting,
    keepFiringFor: "15m",
    summary: `Redis ${NAMED} has little of what it is asked for`,
    description: `
      For ${lasting} {{ $value | printf "%.0f" }} % of the lookups have found their key, less than ${percent} %. As a cache it
      costs a round trip and saves little; what is behind it bears the load.`,
  };
}

/** Each command in the slow log has the next number; a restart begins at 0 again, as with a counter. */
function commandsSlow(commands: number, lasting: string): Alert {
  return {
    ...common,
    alert: "RedisCommandsSlow",
    severity: "medium",
    expr: `max by (${BY_SERVER}) (increase(redis_slowlog_last_id[5m])) > ${commands}`,
    for: lasting,
    keepFiringFor: "5m",
    summary: `Commands of Redis ${NAMED} are slow`,
    description: `
      For ${lasting} more than ${commands} commands in five minutes have taken longer than slowlog-log-slower-than, 10 ms by
      default, {{ $value | printf "%.0f" }} now. Redis does one at a time: all others wait meanwhile.`,
  };
}

function persistenceFailing(lasting: string): Alert {
  const parts = {
    snapshot: "redis_rdb_last_bgsave_status",
    "append-only file": "redis_aof_last_write_status",
    "rewrite of the append-only file": "redis_aof_last_bgrewrite_status",
  };
  const failing = Object.entries(parts).map(
    ([what, metric]) => `label_replace(min by (${BY_SERVER}) (${metric}) == 0, "what", "${what}", "", "")`,
  );
  return {
    ...common,
    alert: "RedisPersistenceFailing",
    severity: "high",
    subject: [...common.subject, "what"],
    expr: failing.join("\nor\n"),
    for: lasting,
    keepFiringFor: "5m",
    summary: `Redis ${NAMED} cannot save: {{ $labels.what }}`,
    description: `
      For ${lasting} the last attempt to save ({{ $labels.what }}) has been one that failed. A restart loses what has been written since, and by
      default (stop-writes-on-bgsave-error) Redis refuses writes until a snapshot succeeds.`,
  };
}
