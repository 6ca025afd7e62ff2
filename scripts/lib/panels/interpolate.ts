/** A page's variables in the texts of its queries and links, as Grafana puts them in. */
import type { VariableModel } from "@grafana/grafana-foundation-sdk/dashboard";
import { inQuery as asPicked } from "../../../tools/pictures/shared/variables";
import { rateInterval, type TimeRange } from "./time";

/** What is picked of each variable: its values, or all there are. */
export type Picked = Readonly<Record<string, readonly string[] | "all">>;

/** What Grafana knows where a query is asked. */
export interface Surroundings {
  variables: readonly VariableModel[];
  picked: Picked;
  range: TimeRange;
  /** Seconds between two points of the graph. */
  step: number;
  /** Seconds between scrapes, as the data source is told. */
  scrape: number;
}

const ALL = "$__all";

/** What is picked when a page is opened. */
export function initially(variables: readonly VariableModel[]): Picked {
  return Object.fromEntries(
    variables.map(({ name, current, query }) => {
      const value = current?.value ?? (typeof query === "string" ? query : "");
      const values = Array.isArray(value) ? value : [value];
      return [name, values.includes(ALL) ? "all" : values];
    }),
  );
}

/** A query with everything put in. @throws if it names a variable that the page does not have. */
export function inQuery(text: string, around: Surroundings): string {
  return text.replace(REFERENCE, (_, plain?: string, braced?: string) => {
    const name = plain ?? braced ?? "";
    return builtIn(name, around) ?? pattern(name, around);
  });
}

/** `$name` and `${name}`; the names of Grafana's own begin with two underscores. */
const REFERENCE = /\$(?:([a-zA-Z_]\w*)|\{([a-zA-Z_]\w*)(?::\w+)?\})/g;

function builtIn(name: string, { range, step, scrape }: Surroundings): string | undefined {
  const whole = Math.round(range.to - range.from);
  const values: Record<string, string> = {
    __auto: `${step}s`,
    __from: String(range.from * 1000),
    __interval: `${step}s`,
    __interval_ms: String(step * 1000),
    __range: `${whole}s`,
    __range_ms: String(whole * 1000),
    __range_s: String(whole),
    __rate_interval: `${rateInterval(step, scrape)}s`,
    __to: String(range.to * 1000),
  };
  return values[name];
}

/** What is picked, as a regular expression where several can be. */
function pattern(name: string, { variables, picked }: Surroundings): string {
  const variable = variables.find((one) => one.name === name);
  if (variable === undefined) throw new Error(`there is no variable $${name}`);
  const values = picked[name] ?? initially([variable])[name] ?? [];
  if (values === "all") return variable.allValue ?? ".*";
  return asPicked({ value: values, multi: variable.multi === true });
}
