/** Graphs of the servers of every engine: the ten that are worst. */
import type { Settings } from "../../settings";
import { seconds } from "../../settings/units";
import type { Panel } from "../common";
import type { Engine } from "./engines";
import { connectionShares, lines } from "./graphs";
import { BY_SERVER, levelLines, NAMED, PICKED } from "./series";

type Databases = Settings["thresholds"]["databases"];

const SIZE = { width: 8, height: 8 } as const;

export function connections(engines: readonly Engine[], databases: Databases): Panel {
  const series = engines.flatMap((engine) => (engine.connections === undefined ? [] : [engine.connections]));
  const description =
    "The used share of the connections that a server takes, of RabbitMQ of the files that it may open; the ten with most. It alerts above the lines; at 100% every new one is refused: the page of the engine says whose they are.";
  return connectionShares({ ...SIZE, description }, series, databases);
}

export function lag(engines: readonly Engine[], { replicationLag }: Databases): Panel {
  const series = engines
    .filter(({ replicates }) => replicates)
    .map(({ uid }) => `instance:${uid}_replication_lag_seconds:max`);
  return lines(
    {
      ...SIZE,
      title: "Replication lag",
      description: `How far replicas are behind, the ten that are furthest. Above ${replicationLag} it alerts. One that receives nothing may show 0: its alert tells.`,
      unit: "s",
      empty: "No replica",
    },
    levelLines(series),
    NAMED,
    [[seconds(replicationLag), "orange"]],
  );
}

export function hitRates({ hitRatePercent }: Databases): Panel {
  const series = ["instance:mysql_buffer_pool_hit", "database:postgres_cache_hit", "instance:redis_hit"].map(
    (one) => `${one}:ratio_rate15m`,
  );
  const lowest = series.map((one) => `min_over_time(${one}{${PICKED}}[$__range] @ end())`).join(" or ");
  const all = series.map((one) => `${one}{${PICKED}}`).join(" or ");
  return lines(
    {
      ...SIZE,
      title: "Hit rate",
      description: `The share of what was needed that was in memory, over a quarter of an hour; the ten servers that are lowest. Below ${hitRatePercent}% PostgreSQL and MySQL alert: nothing fails, and everything is slow.`,
      unit: "percentunit",
      empty: "No server is asked for enough",
    },
    `min by (${BY_SERVER}) (${all}) and on (${BY_SERVER}) bottomk(10, min by (${BY_SERVER}) (${lowest}))`,
    NAMED,
    [[hitRatePercent / 100, "transparent"]],
  ).max(1);
}
