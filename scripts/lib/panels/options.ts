/** What a page's variables offer, and what is picked when it is opened. */
import { type VariableModel, VariableType } from "@grafana/grafana-foundation-sdk/dashboard";
import type { Dashboard } from "../../../dashboards/page";
import { inQuery, initially, type Picked } from "./interpolate";
import { type Shown, type Sources, variablesOf } from "./page";
import { momentOf, type TimeRange } from "./time";

/**
 * A page as it is when it is opened: of a variable that has no value, the first that is offered is picked.
 * @param picked What differs from that, e.g. by a link.
 */
export async function opened(dashboard: Dashboard, sources: Sources, picked: Picked = {}): Promise<Shown> {
  const { from = "now-1h", to = "now" } = dashboard.time ?? {};
  const range = { from: momentOf(from, sources.now), to: momentOf(to, sources.now) };
  return pickedAt(dashboard, sources, range, picked);
}

/** The same at another time. */
export async function pickedAt(
  dashboard: Dashboard,
  sources: Sources,
  range: TimeRange,
  given: Picked = {},
): Promise<Shown> {
  const variables = variablesOf(dashboard);
  const shown = { dashboard, range, picked: { ...initially(variables), ...given } };
  for (const variable of variables) {
    const values = shown.picked[variable.name];
    if (variable.type !== VariableType.Query || values === "all" || values?.some((value) => value !== "") === true)
      continue;
    const [first = ""] = await asked(sources, shown, variable);
    shown.picked = { ...shown.picked, [variable.name]: [first] };
  }
  return shown;
}

const known = new Map<string, Promise<string[]>>();

/** The values of a variable that can be picked when the page is opened. */
export async function optionsOf(sources: Sources, shown: Shown, name: string): Promise<string[]> {
  const variable = variablesOf(shown.dashboard).find((one) => one.name === name);
  if (variable === undefined) throw new Error(`there is no variable $${name}`);
  return asked(sources, shown, variable);
}

async function asked(
  sources: Sources,
  { dashboard, range, picked }: Shown,
  variable: VariableModel,
): Promise<string[]> {
  const { type, query, current } = variable;
  // A custom variable lists its values; one for a text has the text.
  if (typeof query !== "object") {
    const value = current?.value ?? query ?? "";
    return type === VariableType.Custom ? String(query).split(",") : [String(value)];
  }
  const variables = variablesOf(dashboard);
  const filled = (text: string) => inQuery(text, { variables, picked, range, step: 60, scrape: sources.scrape });
  if ("stream" in query) return lokiValues(sources, String(query["label"]), filled(String(query["stream"])), range);
  const [, selector = "", label = ""] = /^label_values\((.+), (\w+)\)$/s.exec(filled(String(query["query"]))) ?? [];
  return values(`${sources.prometheus}/api/v1/label/${label}/values`, { "match[]": selector, ...range });
}

function lokiValues({ loki = "" }: Sources, label: string, stream: string, { from, to }: { from: number; to: number }) {
  const parameters = { start: from * 1e9, end: to * 1e9, ...(stream === "" ? {} : { query: stream }) };
  return values(`${loki}/loki/api/v1/label/${label}/values`, parameters);
}

async function values(url: string, parameters: Record<string, string | number>): Promise<string[]> {
  const { from, to, ...others } = parameters;
  const all = { ...others, ...(from === undefined ? {} : { start: from }), ...(to === undefined ? {} : { end: to }) };
  const query = new URLSearchParams(
    Object.entries(all).map(([key, value]) => [key, String(value)] as [string, string]),
  );
  const address = `${url}?${query.toString()}`;
  const found = known.get(address) ?? listed(address);
  known.set(address, found);
  return found;
}

async function listed(address: string): Promise<string[]> {
  const response = await fetch(address);
  if (!response.ok) throw new Error(await response.text());
  return ((await response.json()) as { data?: string[] }).data ?? [];
}
