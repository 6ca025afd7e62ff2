/** A page's variables in the texts of its queries and legends, as Grafana puts them in. */
import { ALL, inQuery as asPicked, interpolated } from "../../../tools/pictures/shared/variables";
import type { Picked, Variable } from "./page";
import { rateInterval, type TimeRange } from "./time";

/** What Grafana knows where a query is asked. */
export interface Surroundings {
  variables: readonly Variable[];
  picked: Picked;
  range: TimeRange;
  /** Seconds between two points of the graph. */
  step: number;
  /** Seconds between scrapes, as the data source is told. */
  scrape: number;
}

/** What is picked when a page is opened. */
export function initially(variables: readonly Variable[]): Picked {
  return Object.fromEntries(
    variables.map(({ name, type, current, query }) => {
      // Others have what is offered, or how it is asked for, in the place of their value.
      const isOwn = type !== "query" && type !== "custom" && typeof query === "string";
      const value = current?.value ?? (isOwn ? query : "");
      const values = Array.isArray(value) ? value : [value];
      return [name, values.includes(ALL) ? "all" : values];
    }),
  );
}

/** A text with everything put in that there is; what there is not stays. */
export function filled(text: string, around: Surroundings): string {
  return interpolated(text, (name, format) => valueOf(name, format, around));
}

/** A query with everything put in. @throws if it names a variable that the page does not have. */
export function inQuery(text: string, around: Surroundings): string {
  return interpolated(text, (name, format) => {
    const value = valueOf(name, format, around);
    // `$1` is a group of a regular expression.
    if (value === undefined && /^[a-z_]/i.test(name)) throw new Error(`there is no variable $${name}`);
    return value;
  });
}

function valueOf(name: string, format: string | undefined, around: Surroundings): string | undefined {
  return pickedValue(name, format, around) ?? builtIn(around)[name];
}

/** What is picked, as a regular expression where several can be. */
function pickedValue(
  name: string,
  format: string | undefined,
  { variables, picked }: Surroundings,
): string | undefined {
  const variable = variables.find((one) => one.name === name);
  if (variable === undefined) return undefined;
  const { allValue, multi = false, includeAll = false } = variable;
  const values = picked[name] ?? initially([variable])[name] ?? [];
  if (values === "all") return allValue ?? ".*";
  return asPicked(values, multi || includeAll, format);
}

/** Grafana's own variables. */
function builtIn({ range, step, scrape }: Surroundings): Readonly<Record<string, string>> {
  const length = range.to - range.from;
  return {
    __auto: duration(step),
    __from: milliseconds(range.from),
    __interval: duration(step),
    __interval_ms: milliseconds(step),
    __range: `${Math.round(length)}s`,
    __range_ms: milliseconds(length),
    __range_s: String(Math.round(length)),
    __rate_interval: duration(rateInterval(step, scrape)),
    __to: milliseconds(range.to),
  };
}

function duration(seconds: number): string {
  return Number.isInteger(seconds) ? `${seconds}s` : `${milliseconds(seconds)}ms`;
}

function milliseconds(seconds: number): string {
  return String(Math.round(seconds * 1000));
}
