/** The values of a page's variables: those that are given, or those that it has at first. */
import { z } from "zod";
import type { Picked } from "../../../tools/pictures/shared/page";
import { ALL, inQuery, interpolated } from "../../../tools/pictures/shared/variables";
import { UserError } from "../stack";
import type { Range } from "./time";
import type { Sources } from "./sources";

/** A variable of a dashboard's JSON, as far as drawing looks at it. */
export interface VariableJson {
  type: string;
  name: string;
  label?: string | null;
  query?: unknown;
  current?: { text?: string | string[]; value?: string | string[] } | null;
  options?: { text?: unknown; value?: unknown }[];
  multi?: boolean;
  includeAll?: boolean;
  allValue?: string | null;
  /** Grafana's number for a variable that is not shown is 2. */
  hide?: number | string;
  regex?: string;
  datasource?: { type?: string } | null;
}

const names = z.object({ data: z.array(z.string()).default([]) });

/**
 * The values in the order of the variables: one may depend on those before it.
 * @param given Values by name; several of one name are picked together.
 * @throws {@link UserError} for a value that is given for no variable.
 */
export async function pickedOf(
  variables: readonly VariableJson[],
  sources: Sources,
  range: Range,
  given: ReadonlyMap<string, readonly string[]>,
): Promise<Picked[]> {
  const picked: Picked[] = [];
  for (const variable of variables) picked.push(await pick(variable, picked, sources, range, given.get(variable.name)));
  return picked;
}

async function pick(
  variable: VariableJson,
  before: readonly Picked[],
  sources: Sources,
  range: Range,
  given: readonly string[] | undefined,
): Promise<Picked> {
  const { name, multi = false, includeAll = false } = variable;
  const several = multi || includeAll;
  const base = {
    name,
    label: variable.label ?? name,
    multi: several,
    hidden: variable.hide === 2 || variable.hide === "hideVariable",
  };
  if (given !== undefined) {
    if (given.length > 1 && !multi) throw new UserError(`--var ${name}: only one value can be picked`);
    return { ...base, text: given.join(" + "), value: multi ? given : (given[0] ?? "") };
  }
  const { text = "", value = text } = variable.current ?? {};
  const now = { ...base, text: [text].flat().join(" + "), value };
  if (![value].flat().includes(ALL)) {
    if (value !== "" || variable.type === "textbox") return now;
    const [first = ""] = await optionsOf(variable, before, sources, range);
    return { ...base, text: first, value: first };
  }
  if (variable.allValue) return { ...now, text: "All", allValue: variable.allValue };
  // Grafana puts in every value that there is.
  return { ...base, text: "All", value: await optionsOf(variable, before, sources, range) };
}

async function optionsOf(
  { name, type, query, options = [], datasource }: VariableJson,
  before: readonly Picked[],
  sources: Sources,
  range: Range,
): Promise<string[]> {
  const put = (text: string) =>
    interpolated(text, (wanted, format) => {
      const found = before.find((variable) => variable.name === wanted);
      return found && inQuery(found, format);
    });
  if (type === "custom" && typeof query === "string") return query.split(",").map((value) => value.trim());
  if (type !== "query")
    return options.flatMap(({ value }) => (typeof value === "string" && value !== ALL ? [value] : []));
  const {
    query: text,
    label,
    stream,
  } = (typeof query === "string" ? { query } : query) as Record<string, string | undefined>;
  const seconds = { start: range.from / 1000, end: range.to / 1000 };
  if (datasource?.type === "loki") {
    if (sources.loki === undefined) return [];
    const bounds = { start: `${range.from}000000`, end: `${range.to}000000` };
    const match: Record<string, string> = stream ? { query: put(stream) } : {};
    return (await sources.loki.get(`/label/${label ?? ""}/values`, { ...bounds, ...match }, names)).data.sort();
  }
  const [, series, wanted] = /^label_values\((?:(.*),)?\s*([\w.-]+)\s*\)$/s.exec((text ?? "").trim()) ?? [];
  if (wanted === undefined)
    throw new UserError(`the variable ${name} asks ${text ?? "nothing"}; only label_values(…) is known`);
  const match: Record<string, string> = series === undefined ? {} : { "match[]": put(series.trim()) };
  return (await sources.prometheus.get(`/label/${wanted}/values`, { ...seconds, ...match }, names)).data;
}
