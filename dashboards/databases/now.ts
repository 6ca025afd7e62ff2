/** The row on top of the pages of databases: whether servers answer, what they have left, and all of them side by side. */
import type { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import type { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import type { Settings } from "../../settings";
import { seconds } from "../../settings/units";
import { alertsAbout, FIRING } from "../alerts";
import { type Column, comparison } from "../columns";
import { type Panel, type PanelOptions, steps } from "../common";
import { HIDDEN } from "../tables";
import { shouldBeNone, worst as worstOf } from "../tiles";
import { pageLink } from "../links";
import { type Engine, ofEngines } from "./engines";
import { BY_SERVER, levels, OF_JOB } from "./series";

type Databases = Settings["thresholds"]["databases"];

/** Alerts about a whole job have no server, and are about those that are picked as well. */
const ALERTS_PICKED = `${OF_JOB},instance=~"$instance|"`;

const componentsOf = (engines: readonly Engine[], ...more: string[]) =>
  `component=~"${[...engines.map(({ component }) => component), ...more].sort().join("|")}"`;

/** The tables' height: with the tiles, and a row of graphs below, they fill a screen. */
const HEIGHT = 7;

/** The names of a recording of several engines. */
const recorded = (engines: readonly Engine[], what: string) => engines.map(({ uid }) => `instance:${uid}_${what}`);

const lags = (engines: readonly Engine[]) =>
  recorded(
    engines.filter(({ replicates }) => replicates),
    "replication_lag_seconds:max",
  );

const connections = (engines: readonly Engine[]) =>
  engines.flatMap(({ connections: series }) => (series === undefined ? [] : [series]));

export function away(engines: readonly Engine[]): Panel {
  return shouldBeNone(
    "No answer",
    "Servers that give their exporter no answer, or exporters that give Prometheus none. The table below has them: look at the pod, its volume and its last lines.",
    `count((${ofEngines(engines, ({ answers }) => answers)}) == 0)`,
    "red",
  ).span(6);
}

export function firing(engines: readonly Engine[], ...more: string[]): Panel {
  return shouldBeNone(
    "Firing alerts",
    "Alerts about databases, caches and queues that fire, of every severity, silenced ones too. The table below says which, and leads to what to do.",
    `count(ALERTS{${FIRING},${componentsOf(engines, ...more)},${ALERTS_PICKED}})`,
    "orange",
  ).span(6);
}

/** A tile in the row on top: the worst of what is picked, and whose it is. */
export function worst(
  options: Omit<PanelOptions, "height" | "queries" | "width">,
  of: string,
  legend = "{{instance}}",
): StatBuilder {
  return worstOf({ ...options, width: 6, height: 4, of, legend });
}

export function nearestLimit(
  engines: readonly Engine[],
  { connectionsPercent, connectionsCriticalPercent }: Databases,
): Panel {
  return worst(
    {
      title: "Connections, nearest to the limit",
      description: `The largest share of the connections that a server takes (of RabbitMQ, of the files that it may open) that is in use. It alerts above ${connectionsPercent}%; at 100% every new one is refused: find who opens so many, or has not given them back.`,
      unit: "percentunit",
      empty: "No server",
    },
    levels(connections(engines)),
  )
    .decimals(0)
    .thresholds(steps([connectionsPercent / 100, "orange"], [connectionsCriticalPercent / 100, "red"]));
}

export function furthestBehind(engines: readonly Engine[], { replicationLag }: Databases): Panel {
  return worst(
    {
      title: "Replica furthest behind",
      description: `How far the last of the replicas is behind. Above ${replicationLag} it alerts: reads from it are old. One that receives nothing may show 0: its alert tells.`,
      unit: "s",
      empty: "No replica",
    },
    levels(lags(engines)),
  ).thresholds(steps([seconds(replicationLag), "orange"]));
}

/** What fires. @param more Components beside those of the engines. */
export function alerts(settings: Settings, engines: readonly Engine[], ...more: string[]): Panel {
  return alertsAbout(settings, componentsOf(engines, ...more), ALERTS_PICKED)
    .overrideByName("Alert", [{ id: "custom.width", value: 215 }])
    .overrideByName("Namespace", NARROW)
    .span(11)
    .height(engines.length > 1 ? HEIGHT + 3 : HEIGHT);
}

/** How many alerts fire about each server: its own, and those of its whole job. */
function alertsOf({ answers, component }: Engine): string {
  const servers = `0 * (${answers})`;
  const about = (by: string, matchers: string, of: string) =>
    `label_replace(${servers} + on (${by}) group_left () count by (${by}) (ALERTS{${FIRING},component="${component}",${matchers}}), "of", "${of}", "", "")`;
  const own = `${about(BY_SERVER, 'instance!=""', "server")} or ${about("namespace, job", 'instance=""', "job")}`;
  return `sum by (${BY_SERVER}) (${own} or ${servers})`;
}

/** The columns that every engine has, as far as it has what they are about. */
function columnsOf(engines: readonly Engine[], thresholds: Databases, each: Each): Column[] {
  const { connectionsPercent, connectionsCriticalPercent, replicationLag } = thresholds;
  const replicating = engines.filter(({ replicates }) => replicates);
  const limited = engines.filter((engine) => engine.connections !== undefined);
  const answers: Column = {
    title: "Answers",
    width: 85,
    expr: ofEngines(engines, (engine) => each(engine, engine.answers)),
    unit: "short",
    texts: { "0": { text: "no", color: "red" }, "1": { text: "yes" } },
  };
  const role: Column = {
    title: "Role",
    width: 80,
    expr: ofEngines(replicating, (engine) => each(engine, levels(recorded([engine], "replica:last")))),
    unit: "short",
    texts: { "0": { text: "primary" }, "1": { text: "replica" } },
  };
  return [
    {
      title: "Alerts",
      width: 70,
      expr: ofEngines(engines, (engine) => each(engine, alertsOf(engine))),
      unit: "short",
      decimals: 0,
      states: [[1, "orange"]],
    },
    answers,
    ...(replicating.length > 0 ? [role] : []),
    ...(limited.length > 0
      ? [
          {
            title: "Connections",
            width: 105,
            expr: ofEngines(limited, (engine) => each(engine, levels(connections([engine])))),
            unit: "percentunit",
            decimals: 0,
            states: [
              [connectionsPercent / 100, "orange"],
              [connectionsCriticalPercent / 100, "red"],
            ],
          } satisfies Column,
        ]
      : []),
    ...(replicating.length > 0
      ? [
          {
            title: "Behind",
            width: 80,
            expr: ofEngines(replicating, (engine) => each(engine, levels(lags([engine])))),
            unit: "s",
            decimals: 1,
            states: [[seconds(replicationLag), "orange"]],
          } satisfies Column,
        ]
      : []),
  ];
}

/** What is made of an engine's expression, such as a label with its name. */
type Each = (engine: Engine, expr: string) => string;

const SERVER = { namespace: "${__data.fields.Namespace}", job: "${__data.fields.Job}", instance: "${__value.text}" };
const NARROW = [{ id: "custom.width", value: 100 }];
const LABELS = { instance: "Server", job: "Job", namespace: "Namespace" };

/** The servers of every engine; each leads to the page of its engine, with the server picked. */
export function everyServer(engines: readonly Engine[], thresholds: Databases): TableBuilder {
  const each: Each = ({ uid, title }, expr) =>
    `label_replace(label_replace(${expr}, "engine", "${title}", "", ""), "page", "${uid}", "", "")`;
  return comparison({
    title: "Servers",
    description:
      "Every server, those with alerts on top. A name leads to the page of its engine with that server picked: begin with what gives no answer, then with what has no connection left.",
    width: 13,
    height: HEIGHT + 3,
    labels: { ...LABELS, engine: "Engine", page: "page" },
    columns: columnsOf(engines, thresholds, each),
    worst: "Alerts",
    links: { Server: [pageLink("Its page", "${__data.fields.page}", SERVER)] },
    empty: "No exporter of a database is scraped",
  })
    .overrideByName("Job", NARROW)
    .overrideByName("Namespace", NARROW)
    .overrideByName("page", HIDDEN);
}

/** The servers of one engine, with columns of its own; a name picks it. */
export function servers(engine: Engine, thresholds: Databases, own: readonly Column[]): TableBuilder {
  return comparison({
    title: "Servers",
    description:
      "The servers that are picked, those with alerts on top: which is the primary, how far the others are behind, and what each has left. A name picks it for the whole page.",
    width: 13,
    height: HEIGHT,
    labels: LABELS,
    columns: [...columnsOf([engine], thresholds, (_, expr) => expr), ...own],
    worst: "Alerts",
    links: { Server: [pageLink("This server", engine.uid, SERVER)] },
    empty: "No server is scraped",
  })
    .overrideByName("Job", NARROW)
    .overrideByName("Namespace", NARROW);
}
