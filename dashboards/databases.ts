/** The page about databases, caches and queues: which of them answer, what they have left, and what they are busy with. */
import {
  asLines,
  type Dashboard,
  graph,
  labelVariable,
  link,
  OVERVIEW_UID,
  page,
  type Panel,
  stat,
  steps,
} from "./common";
import { blocked, operations, PICKED, queue, rates, retained, transactions, waiting } from "./databases-engines";
import { disks, health } from "./databases-search";
import type { Settings } from "../settings";

/** The uid that the rules link to as well. */
const DATABASES_UID = "databases";

/** Engines whose recordings have the same names, the first of which has whether servers answer. */
const ENGINES = ["mongodb", "mysql", "postgres", "redis"];
const UP = ENGINES.map((engine) => `instance:${engine}_up:min`);

const either = (series: readonly string[]) => series.map((one) => `${one}{${PICKED}}`).join(" or ");

export function databasesDashboard({ databases: watched, thresholds: { databases } }: Settings): Dashboard {
  const search = watched.some(({ kind }) => kind === "elasticsearch");
  const { connectionsCriticalPercent, connectionsPercent, hitRatePercent, rabbitmq, redis } = databases;
  const servers =
    '{__name__=~"instance:(mongodb|mysql|postgres|redis)_up:min|job:rabbitmq_nodes:last|elasticsearch_exporter_build_info"}';
  return page({
    uid: DATABASES_UID,
    title: "Databases",
    description:
      "Databases, caches and queues: which of them answer, what they have left, and what they are busy with.",
    tags: ["platform", "databases"],
    links: [link("Cluster overview", `/d/${OVERVIEW_UID}`)],
    variables: [
      labelVariable("namespace", "Namespace", servers),
      labelVariable("job", "Job", servers.replace("}", ',namespace=~"$namespace"}')),
    ],
    rows: {
      Now: [away(), firing(), replicas()],
      "All of them": [
        share("Connections", "connections", ENGINES, [connectionsPercent, connectionsCriticalPercent]),
        lag(),
        hitRates(hitRatePercent),
      ],
      PostgreSQL: [blocked(), transactions(), retained()],
      "MySQL and MariaDB": [
        rates(
          "Slow queries",
          "Queries a second that take longer than long_query_time.",
          "mysql_global_status_slow_queries",
        ),
        rates(
          "Row locks",
          "Waits for a row's lock that begin each second.",
          "mysql_global_status_innodb_row_lock_waits",
        ),
      ],
      Redis: [
        share("Memory", "memory", ["redis"], [redis.memoryPercent]),
        rates("Keys evicted", "Keys a second that are thrown away for lack of memory.", "redis_evicted_keys_total"),
      ],
      MongoDB: [waiting(), operations()],
      ...(search ? { Elasticsearch: [health(), disks(databases.elasticsearch)] } : {}),
      RabbitMQ: [
        queue(
          "Messages ready",
          "messages_ready",
          "Messages that wait in each queue; more and more of them mean that consumers are away or too slow.",
        ),
        queue(
          "Messages unacknowledged",
          "messages_unacked",
          "Messages that consumers have and have not acknowledged; they stay in memory.",
        ),
        share("Memory watermark", "memory", ["rabbitmq"], [rabbitmq.memoryPercent]),
        share("File descriptors", "descriptors", ["rabbitmq"], [connectionsPercent, connectionsCriticalPercent]),
      ],
    },
  });
}

function away(): Panel {
  return stat({
    title: "Servers that give no answer",
    description: "Servers whose exporter gets no answer from them. None is as it should be.",
    width: 8,
    height: 4,
    unit: "short",
    queries: [{ expr: `count((${either(UP)}) == 0) or vector(0)`, legend: "away" }],
  }).thresholds(steps([1, "red"]));
}

function firing(): Panel {
  return stat({
    title: "Alerts",
    description: "Alerts about databases, caches and queues that fire, of every severity.",
    width: 8,
    height: 4,
    unit: "short",
    queries: [
      {
        expr: `count(ALERTS{alertstate="firing",component=~"databases|mongodb|mysql|postgres|rabbitmq|redis|search-clusters",${PICKED}}) or vector(0)`,
        legend: "firing",
      },
    ],
  }).thresholds(steps([1, "orange"]));
}

function replicas(): Panel {
  const series = ENGINES.map((engine) => `instance:${engine}_replica:last`);
  return stat({
    title: "Replicas",
    description: "Servers that are replicas, by what they said last; one that is down is still counted.",
    width: 8,
    height: 4,
    unit: "short",
    queries: [{ expr: `count((${either(series)}) == 1) or vector(0)`, legend: "replicas" }],
  });
}

/** A share of something that has a limit, by server, with the shares that alert. */
function share(title: string, of: string, engines: readonly string[], limits: readonly number[]): Panel {
  const [high, critical] = limits;
  return graph({
    title,
    description: `The used share of what each server has of it. Above the lines it alerts; at 100 % it is refused.`,
    width: 12,
    unit: "percent",
    queries: [
      {
        expr: `100 * (${either(engines.map((engine) => `instance:${engine}_${of}:ratio`))})`,
        legend: "{{job}} {{instance}}",
      },
    ],
    empty: "No such server",
  })
    .max(100)
    .thresholds(
      steps([high ?? 100, "orange"], ...(critical === undefined ? [] : [[critical, "red"] as [number, string]])),
    )
    .thresholdsStyle(asLines());
}

function lag(): Panel {
  const series = ENGINES.map((engine) => `instance:${engine}_replication_lag_seconds:max`);
  return graph({
    title: "Replication lag",
    description:
      "How far each replica is behind. A replica that receives nothing may show 0: look at its alerts as well.",
    width: 12,
    unit: "s",
    queries: [{ expr: either(series), legend: "{{job}} {{instance}} {{slave_ip}}" }],
    empty: "No replica",
  });
}

function hitRates(percent: number): Panel {
  const series = ["instance:mysql_buffer_pool_hit", "database:postgres_cache_hit", "instance:redis_hit"];
  return graph({
    title: "Hit rate",
    description:
      "The share of what was needed that was in memory, over a quarter of an hour. Low is slow, and nothing fails.",
    width: 24,
    unit: "percent",
    queries: [
      {
        expr: `100 * (${either(series.map((one) => `${one}:ratio_rate15m`))})`,
        legend: "{{job}} {{instance}} {{datname}}",
      },
    ],
    empty: "No server is asked for enough",
  })
    .max(100)
    .thresholds(steps([percent, "transparent"]))
    .thresholdsStyle(asLines());
}
