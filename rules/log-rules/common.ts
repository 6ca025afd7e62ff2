/** What the rules over logs are made of, and how Loki and Prometheus each have it. One description: what either evaluates cannot differ. */
import type { Level } from "../../log-format/levels";
import { LOGS_UID } from "../../names/dashboards";
import { LINES } from "../../names/log-rules";
import { seconds } from "../../settings/units";
import type { Alert } from "../rule";

/** What a line may say, whole and with what was taken out of it. */
export interface Mark {
  /** What a line that says it is marked with in Elasticsearch. */
  name: string;
  /** A regular expression of RE2's, anywhere in the line. */
  pattern: string;
}

/** Labels that lines are counted by. A line has a namespace; of the others some may be missing. */
export type LineLabel = "namespace" | "service" | "pod" | "node";

/** How many lines of a kind there are in each group. */
export interface LineCount {
  /** Its name, unique: the label `count` of Elasticsearch's metric. */
  name: string;
  by: readonly LineLabel[];
  /** How far back from now. Lines that arrive later than that are not counted. */
  over: "5m" | "10m" | "15m";
  /** The levels that a line may have. Default: any. */
  levels?: readonly Level[];
  /** A level that it may not have. */
  levelNot?: Level;
  /** What it has to say. Lines of what writes down the queries that it is asked do not count then. */
  says?: Mark;
  /** What it may not say. */
  saysNot?: Mark;
  /** The event of an audit line that it has to be; what writes down the queries that it is asked does not count then either. */
  eventIs?: string;
  /** Whether it may be no event. */
  noEvent?: boolean;
}

/**
 * A rule over logs, for whichever store evaluates it. It has no `keepFiringFor`: Loki's ruler, 2.9's and 3.7's alike, reads a
 * rule file into messages of its own that have no such field, and so drops it without a word. What must last has the time in
 * what it counts over, or is kept by Prometheus (loki/security.ts).
 */
export type LogRule = Omit<Alert, "expr" | "keepFiringFor"> & {
  /** The expression, by how a count is written. What else is in it, LogQL and PromQL have alike. */
  expr: (count: (lines: LineCount) => string) => string;
};

/** A rule with the expression that a store has for it. */
export type LogAlert = Alert & { keepFiringFor?: never };

/** Alerts about lines share the page of logs. */
export const LOGS = { component: "logs", dashboard: LOGS_UID } as const;

/**
 * Programs that write the queries they are asked into their own log: a rule that looks for a text would find itself there, and
 * each time anew.
 */
export const STORES = ["loki", "grafana"] as const;

/** Counted lines a second. */
export function perSecond(lines: LineCount, count: (lines: LineCount) => string): string {
  return `${count(lines)} / ${seconds(lines.over)}`;
}

/** A count in LogQL. */
export function logql({ by, over, levels, levelNot, says, saysNot, eventIs, noEvent = false }: LineCount): string {
  const selector = [
    'namespace=~".+"',
    ...(says === undefined && eventIs === undefined ? [] : [`service!~"${STORES.join("|")}"`]),
    ...(levels === undefined ? [] : [levels.length === 1 ? `level="${levels[0]}"` : `level=~"${levels.join("|")}"`]),
    ...(levelNot === undefined ? [] : [`level!="${levelNot}"`]),
  ].join(", ");
  const filters = [
    ...(says === undefined ? [] : [`|~ \`${says.pattern}\` `]),
    ...(saysNot === undefined ? [] : [`!~ \`${saysNot.pattern}\` `]),
    // The text first: that is what makes it quick.
    ...(eventIs === undefined ? [] : [`|= \`${eventIs}\` | event=\`${eventIs}\` `]),
    ...(noEvent ? ["| event=`` "] : []),
  ].join("");
  const space = filters === "" ? "" : " ";
  return `sum by (${by.join(", ")}) (count_over_time({${selector}}${space}${filters}[${over}]))`;
}

/** How long the last answer counts, so that one that fails to come neither ends an alert nor begins it anew. */
const HEARD = "5m";

/**
 * A count of Elasticsearch's in PromQL. Each group is one series, and for a while two of the same lines where what counts them has
 * been replaced: of these, either one is right, and their sum would not be.
 */
export function promql({ by, name }: LineCount): string {
  return `max by (${by.join(", ")}) (last_over_time(${LINES}{count="${name}"}[${HEARD}]))`;
}

/** A rule as the store has it that counts are written for. */
export function written({ expr, ...rule }: LogRule, count: (lines: LineCount) => string): LogAlert {
  return { ...rule, expr: expr(count) };
}

/** What a rule counts, each once. */
export function countsOf({ expr }: Pick<LogRule, "expr">): LineCount[] {
  const found = new Map<string, LineCount>();
  expr((lines) => {
    found.set(lines.name, lines);
    return lines.name;
  });
  return [...found.values()];
}
