/** What a page's variables offer, and what is picked when it is opened. */
import { z } from "zod";
import { ALL } from "../../../tools/pictures/shared/variables";
import type { Api } from "../prometheus/api";
import { UserError } from "../stack";
import { filled, initially } from "./interpolate";
import { type Picked, type Shown, type Variable, variablesOf, type WithVariables } from "./page";
import type { Sources } from "./sources";
import { momentOf, type TimeRange } from "./time";

/**
 * A page as it is when it is opened.
 * @param picked What differs from that, e.g. by a link.
 */
export async function opened<P extends WithVariables>(
  dashboard: P,
  sources: Sources,
  picked: Picked = {},
): Promise<Shown<P>> {
  const { from = "now-1h", to = "now" } = dashboard.time ?? {};
  const range = { from: momentOf(from, sources.now), to: momentOf(to, sources.now) };
  return pickedAt(dashboard, sources, range, picked);
}

/**
 * The same at another time. Of a variable that has no value, the first that is offered is picked; all of one that has no value for
 * all are every value that is offered. Variables are looked at in their order: one may depend on those before it.
 */
export async function pickedAt<P extends WithVariables>(
  dashboard: P,
  sources: Sources,
  range: TimeRange,
  given: Picked = {},
): Promise<Shown<P>> {
  const variables = variablesOf(dashboard);
  const shown = { dashboard, range, picked: { ...initially(variables), ...given } };
  for (const variable of variables) {
    const { name, type, allValue } = variable;
    const values = shown.picked[name];
    const isEmpty = values !== "all" && values?.some((value) => value !== "") !== true;
    if (type !== "textbox" && given[name] === undefined && isEmpty)
      shown.picked = { ...shown.picked, [name]: (await offered(sources, shown, variable)).slice(0, 1) };
    if (values === "all" && !allValue)
      shown.picked = { ...shown.picked, [name]: await offered(sources, shown, variable) };
  }
  return shown;
}

/** The values of a variable that can be picked. */
export async function optionsOf(sources: Sources, shown: Shown, name: string): Promise<string[]> {
  const variable = variablesOf(shown.dashboard).find((one) => one.name === name);
  if (variable === undefined) throw new Error(`there is no variable $${name}`);
  return offered(sources, shown, variable);
}

async function offered(sources: Sources, shown: Shown, variable: Variable): Promise<string[]> {
  const { name, type, query, options = [], current, datasource } = variable;
  if (type === "custom" && typeof query === "string") return query.split(",").map((value) => value.trim());
  if (type !== "query") {
    const listed = options.flatMap(({ value }) => (typeof value === "string" && value !== ALL ? [value] : []));
    return listed.length > 0
      ? listed
      : [current?.value ?? query].flatMap((value) => (typeof value === "string" ? [value] : []));
  }
  const asked = (typeof query === "string" ? { query } : query) as Record<string, string | undefined>;
  const { picked, range } = shown;
  const around = {
    variables: variablesOf(shown.dashboard),
    picked,
    range,
    step: sources.scrape,
    scrape: sources.scrape,
  };
  const matching = (parameter: string, selector = ""): Record<string, string> =>
    selector === "" ? {} : { [parameter]: filled(selector.trim(), around) };
  if (datasource?.type === "loki") {
    const { label = "", stream } = asked;
    const bounds = { start: `${Math.round(range.from * 1000)}000000`, end: `${Math.round(range.to * 1000)}000000` };
    return sources.loki === undefined ? [] : valuesOf(sources.loki, label, { ...bounds, ...matching("query", stream) });
  }
  const text = asked["query"] ?? "nothing";
  const [, selector, label] = /^label_values\((?:(.*),)?\s*([\w.-]+)\s*\)$/s.exec(text.trim()) ?? [];
  if (label === undefined) throw new UserError(`the variable ${name} asks ${text}; only label_values(…) is known`);
  const bounds = { start: range.from, end: range.to };
  return valuesOf(sources.prometheus, label, { ...bounds, ...matching("match[]", selector) });
}

/** Without any values, Loki leaves the list out. */
const values = z.object({ data: z.array(z.string()).default([]) });

const known = new WeakMap<Api, Map<string, Promise<string[]>>>();

/** A label's values, asked for once. */
async function valuesOf(
  api: Api,
  label: string,
  parameters: Readonly<Record<string, number | string>>,
): Promise<string[]> {
  const answers = known.get(api) ?? new Map<string, Promise<string[]>>();
  known.set(api, answers);
  const key = JSON.stringify([label, parameters]);
  const found =
    answers.get(key) ?? api.get(`/label/${label}/values`, parameters, values).then(({ data }) => data.sort());
  answers.set(key, found);
  return found;
}
