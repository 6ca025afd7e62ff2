/** Asks what panels ask, of real programs. */
import type { Panel } from "@grafana/grafana-foundation-sdk/dashboard";
import { inQuery, type Surroundings } from "./interpolate";
import { type Shown, type Sources, type Target, targetsOf, variablesOf } from "./page";
import { stepOf, type TimeRange } from "./time";

type Labels = Readonly<Record<string, string>>;

/** What a query gave: a value at each moment, or at one moment. */
export interface Answered {
  labels: Labels;
  /** Seconds since 1970, and the value, which can be NaN. */
  values: readonly (readonly [at: number, value: number])[];
}

/** A line of a log. */
export interface AnsweredLine {
  labels: Labels;
  line: string;
  /** Seconds since 1970. */
  at: number;
}

export interface Answer {
  target: Target;
  /** The query as it was asked. */
  query: string;
  series: readonly Answered[];
  lines: readonly AnsweredLine[];
  /** Milliseconds that it took. */
  took: number;
}

/** The text of a query as the panel asks it, and the step of its graph. */
export function queryOf(sources: Sources, shown: Shown, panel: Panel, target: Target): { query: string; step: number } {
  const { range, picked } = shown;
  const step = stepOf(range, panel.gridPos?.w ?? 24, sources.scrape);
  const around: Surroundings = { variables: variablesOf(shown.dashboard), picked, range, step, scrape: sources.scrape };
  return { query: inQuery(target.expr, around), step };
}

/** Asks all that a panel asks. @throws what the program says against a query. */
export async function askPanel(sources: Sources, shown: Shown, panel: Panel): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const target of targetsOf(panel)) {
    if (target.language === "other") continue;
    answers.push(await askTarget(sources, shown, panel, target));
  }
  return answers;
}

async function askTarget(sources: Sources, shown: Shown, panel: Panel, target: Target): Promise<Answer> {
  const { query, step } = queryOf(sources, shown, panel, target);
  const began = performance.now();
  const found = await (target.language === "loki" ? askLoki : askPrometheus)(sources, query, shown.range, step, target);
  return { target, query, ...found, took: performance.now() - began };
}

async function askPrometheus(
  { prometheus }: Sources,
  query: string,
  range: TimeRange,
  step: number,
  { isInstant }: Target,
) {
  const parameters: Record<string, string> = isInstant
    ? { query, time: String(range.to) }
    : { query, start: String(Math.floor(range.from / step) * step), end: String(range.to), step: String(step) };
  const found = await ask(`${prometheus}/api/v1/query${isInstant ? "" : "_range"}`, parameters);
  return { series: seriesIn(found), lines: [] };
}

/** Lines that Grafana's data source asks for. */
const MOST_LINES = "1000";

async function askLoki({ loki }: Sources, query: string, range: TimeRange, step: number, { isInstant }: Target) {
  if (loki === undefined) throw new Error(`there is no Loki to ask: ${query}`);
  const nanoseconds = (seconds: number) => `${Math.round(seconds)}000000000`;
  const parameters: Record<string, string> = isInstant
    ? { query, time: nanoseconds(range.to) }
    : { query, start: nanoseconds(range.from), end: nanoseconds(range.to), step: String(step), limit: MOST_LINES };
  const found = await ask(`${loki}/loki/api/v1/query${isInstant ? "" : "_range"}`, parameters);
  if (found.resultType !== "streams") return { series: seriesIn(found), lines: [] };
  const lines = found.result.flatMap(({ stream = {}, values = [] }) =>
    values.map(([at, line]) => ({ labels: stream, line, at: Number(at) / 1e9 })),
  );
  return { series: [], lines };
}

interface Found {
  resultType: string;
  result: {
    metric?: Labels;
    stream?: Labels;
    value?: [number, string];
    values?: [number | string, string][];
  }[];
}

async function ask(url: string, parameters: Record<string, string>): Promise<Found> {
  const response = await fetch(url, { method: "POST", body: new URLSearchParams(parameters) });
  const text = await response.text();
  if (!response.ok) throw new Error(`${text}\n${parameters["query"] ?? ""}`);
  return (JSON.parse(text) as { data: Found }).data;
}

function seriesIn({ resultType, result }: Found): Answered[] {
  if (resultType === "scalar") {
    const [at, value] = result as unknown as [number, string];
    return [{ labels: {}, values: [[at, Number(value)]] }];
  }
  return result.map(({ metric = {}, value, values = value === undefined ? [] : [value] }) => ({
    labels: metric,
    values: values.map(([at, text]) => [Number(at), Number(text)] as const),
  }));
}
