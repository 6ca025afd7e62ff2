/** Graphs that several engines have: connections, lag, hit rates, lines, and counts of servers against what alerts. */
import type { Settings } from "../../settings";
import { seconds } from "../../settings/units";
import { asLines, graph, type Panel, type PanelOptions, type Query, type State, steps } from "../common";
import { logLines } from "../loki";
import { space } from "../storage/volumes";
import type { Engine } from "./engines";
import { BY_SERVER, levelLines, levels, NAMED, PICKED } from "./series";

type Graph = ReturnType<typeof graph>;
type Databases = Settings["thresholds"]["databases"];

/** What a graph of the row that is open on every page has in common with the others there. */
export const OPEN = { width: 6, height: 7 } as const;

/** The size of a graph in a folded row. */
export const FOLDED = { width: 8, height: 8 } as const;

/** A graph. @param asked A query or several. @param legend The lines' name, of one query. @param limits Where it alerts; default: nowhere. */
export function lines(
  options: Omit<PanelOptions, "queries">,
  asked: string | readonly Query[],
  legend = NAMED,
  limits: readonly State[] = [],
): Graph {
  const queries = typeof asked === "string" ? [{ expr: asked, legend }] : [...asked];
  const panel = graph({ empty: "Nothing exposes this", ...options, queries });
  return limits.length === 0 ? panel : panel.thresholds(steps(...limits)).thresholdsStyle(asLines());
}

/** The share of the connections of each server that is in use. */
export function connections({ connections: series = "", title }: Engine, databases: Databases): Graph {
  const description = `The used share of the connections that ${title} takes. It alerts above the lines; at 100% every new one is refused. A line that climbs evenly is a leak: restart who has it; a step is a rollout or a storm of retries.`;
  return connectionShares({ ...OPEN, description }, series, databases);
}

/** Shares of connections, with the lines above which they alert. */
export function connectionShares(
  options: { description: string; width: number; height: number },
  series: string | readonly string[],
  { connectionsPercent, connectionsCriticalPercent }: Databases,
): Graph {
  return lines({ ...options, title: "Connections", unit: "percentunit" }, levelLines(series), NAMED, [
    [connectionsPercent / 100, "orange"],
    [connectionsCriticalPercent / 100, "red"],
  ]).axisSoftMax(1);
}

export function lag({ uid }: Engine, { replicationLag }: Databases): Graph {
  return lines(
    {
      ...OPEN,
      title: "Replication lag",
      description: `How far each replica is behind. Above ${replicationLag} it alerts. A line that climbs by a second each second receives nothing: look at the link to its primary. Teeth are long transactions or too slow a disk.`,
      unit: "s",
      empty: "No replica",
    },
    levelLines(`instance:${uid}_replication_lag_seconds:max`),
    NAMED,
    [[seconds(replicationLag), "orange"]],
  );
}

/** A recorded hit rate, with the share below which it alerts. */
export function hitRate(what: string, series: string, percent: number, by: string = BY_SERVER): Graph {
  const label = by.split(", ").at(-1) ?? "";
  const legend = label === "instance" ? NAMED : `${NAMED} {{${label}}}`;
  return lines(
    {
      ...FOLDED,
      title: "Hit rate",
      description: `The share of ${what} over a quarter of an hour; where there are too few of them to tell, there is no line. Below ${percent}% it alerts: nothing fails, and everything is slow.`,
      unit: "percentunit",
      empty: "No server is asked for enough",
    },
    // Those that are lowest.
    `${levels(series, { by })} and on (${by}) bottomk(10, min by (${by}) (min_over_time(${series}{${PICKED}}[$__range] @ end())))`,
    legend,
    [[percent / 100, "transparent"]],
  ).max(1);
}

/** The fullest volumes of the namespaces that are picked. */
export function volumes(thresholds: Settings["thresholds"], width: number): Panel {
  return space(thresholds).title("Volumes of these namespaces").span(width).height(FOLDED.height);
}

/** The lines of applications that name the engine, and are not well. */
export function aboutIt({ title, words }: Engine): Panel {
  return logLines({
    title: "What is said about it",
    description: `The newest lines of level warn, error or fatal in the namespaces that are picked that speak of ${title}, of applications and of the servers themselves. A line opens to its labels and to its trace.`,
    width: 24,
    height: 10,
    queries: [{ expr: `{namespace=~"$namespace", level=~"warn|error|fatal"} |~ \`(?i)${words}\`` }],
    empty: "No line speaks of it",
  });
}
