/** The series that the pages of databases look at: those of the servers that are picked, and of many servers the ten with most. */
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import type { VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import { highest, mostOf } from "../common";
import { labelVariable } from "../page";

/** The jobs that are picked: a job is what a primary and its replicas have in common. */
export const OF_JOB = 'namespace=~"$namespace",job=~"$job"';

/** The servers that are picked. */
export const PICKED = `${OF_JOB},instance=~"$instance"`;

/** What tells one server from another. */
export const BY_SERVER = "namespace, job, instance";

/** A line's name. */
export const NAMED = "{{job}} {{instance}}";

/** What of several series is looked at. */
interface Selection {
  /** Matchers beside those of what is picked. */
  more?: string;
  /** The labels that tell one line from another. Default: those of a server. */
  by?: string;
  /** How series of one line become one. Default: `max` of levels, `sum` of rates. */
  made?: "max" | "min" | "sum";
  /** What is picked. Default: servers. */
  picked?: string;
}

/** Several metrics that count as one: what exporters call by one name or another, or parts of a whole. */
type Names = string | readonly string[];

function of(names: Names, wrap: (selector: string) => string, { more = "", picked = PICKED }: Selection): string {
  const matchers = more === "" ? picked : `${picked},${more}`;
  const all = [names].flat();
  // `or` leaves out what has the labels of what comes before, whatever its name.
  const told = (expr: string, name: string) =>
    all.length === 1 ? expr : `label_replace(${expr}, "of", "${name}", "", "")`;
  return all.map((name) => told(wrap(`${name}{${matchers}}`), name)).join(" or ");
}

/** Levels, of each server or of what else tells lines apart. */
export function levels(names: Names, selection: Selection = {}): string {
  const { by = BY_SERVER, made = "max" } = selection;
  return `${made} by (${by}) (${of(names, (one) => one, selection)})`;
}

/** Counters by the second. */
export function rates(names: Names, selection: Selection = {}): string {
  const { by = BY_SERVER, made = "sum" } = selection;
  return `${made} by (${by}) (${of(names, (one) => `rate(${one}[$__rate_interval])`, selection)})`;
}

/** Lines of levels: the ten that were highest in the time shown. */
export function levelLines(names: Names, selection: Selection = {}): string {
  const { by = BY_SERVER, made = "max" } = selection;
  return mostOf(levels(names, selection), by, `${made} by (${by}) (${of(names, highest, selection)})`);
}

/** Lines of counters by the second: the ten that counted most in the time shown. */
export function rateLines(names: Names, selection: Selection = {}): string {
  return mostOf(rates(names, selection), selection.by ?? BY_SERVER, counted(names, selection));
}

/** What counters counted in the time shown, one number for each line. */
export function counted(names: Names, selection: Selection = {}): string {
  const { by = BY_SERVER, made = "sum" } = selection;
  return `${made} by (${by}) (${of(names, (one) => `increase(${one}[$__range] @ end())`, selection)})`;
}

/** The variables of a page about servers. @param servers A series that each of them has. */
export function serverVariables(servers: string): Builder<VariableModel>[] {
  const picked = (matchers: string) =>
    servers.endsWith("}") ? servers.replace(/\}$/, `,${matchers}}`) : `${servers}{${matchers}}`;
  return [
    labelVariable("namespace", "Namespace", servers),
    labelVariable("job", "Job", picked('namespace=~"$namespace"')),
    labelVariable("instance", "Server", picked(OF_JOB)),
  ];
}
