/** The page of an engine: the questions of who is on call, in their order, the first of them on one screen. */
import { DATABASES_UID, DEPENDENCIES_UID, LOGS_UID, STORAGE_UID } from "../../names/dashboards";
import { hasLogs, hasTracing, type Settings } from "../../settings";
import type { Column } from "../columns";
import type { Panel } from "../common";
import { lokiVariable } from "../loki";
import { type Dashboard, link, page } from "../page";
import type { Engine } from "./engines";
import { aboutIt } from "./graphs";
import * as now from "./now";
import { levels, PICKED, serverVariables } from "./series";

/** What a page has of its own. */
interface EnginePage {
  description: string;
  /** The tiles beside "No answer". */
  tiles: Panel[];
  /** Columns of the servers' table beside those that every engine has. */
  columns: readonly Column[];
  /** The row below the first, which is open too. */
  open: Record<string, Panel[]>;
  /** Rows that are folded. */
  rows: Record<string, Panel[]>;
}

export function enginePage(
  settings: Settings,
  engine: Engine,
  { description, tiles, columns, open, rows }: EnginePage,
): Dashboard {
  const { databases } = settings.thresholds;
  return page({
    uid: engine.uid,
    title: engine.title,
    description,
    tags: ["databases"],
    about: `component="${engine.component}",${PICKED}`,
    rollouts: false,
    links: [
      link("Databases", `/d/${DATABASES_UID}`),
      ...(hasLogs(settings) ? [link("Lines", `/d/${LOGS_UID}`)] : []),
      ...(hasTracing(settings) ? [link("Who calls whom", `/d/${DEPENDENCIES_UID}`)] : []),
      link("Volumes", `/d/${STORAGE_UID}`),
    ],
    variables: [...(hasLogs(settings) ? [lokiVariable()] : []), ...serverVariables(engine.servers)],
    isOverview: true,
    rows: {
      Now: [now.away([engine]), ...tiles, now.servers(engine, databases, columns), now.alerts(settings, [engine])],
      ...open,
      ...rows,
      ...(hasLogs(settings) ? { Lines: [aboutIt(engine)] } : {}),
    },
  });
}

/** The column of the memory that each server uses, of what it may. @param ratio The metric. */
export function memoryColumn(ratio: string, { memoryPercent }: { memoryPercent: number }): Column {
  return {
    title: "Memory",
    width: 80,
    expr: levels(ratio),
    unit: "percentunit",
    decimals: 0,
    states: [[memoryPercent / 100, "orange"]],
  };
}
