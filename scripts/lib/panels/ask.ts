/** Asks what panels ask of Prometheus and of Loki, as Grafana's data sources do. */
import { z } from "zod";
import { seconds } from "../../../settings/units";
import { FULL_HD, widthOf } from "../../../tools/pictures/shared/layout";
import { type Api, Unanswered } from "../prometheus/api";
import { filled, inQuery, type Surroundings } from "./interpolate";
import { type PanelWithTargets, type Shown, type Target, targetsOf, variablesOf } from "./page";
import type { Sources } from "./sources";
import { stepOf, type TimeRange } from "./time";

export type Labels = Readonly<Record<string, string>>;

/** A series: numbers as the program writes them, at moments in seconds since 1970. */
export interface Series {
  labels: Labels;
  values: readonly (readonly [at: number, value: string])[];
}

/** A line of a log. */
export interface Line {
  labels: Labels;
  line: string;
  /** Nanoseconds since 1970, as Loki writes them. */
  at: string;
}

/** A series at one moment. */
interface Momentary extends Series {
  values: readonly [readonly [at: number, value: string]];
}

interface Found {
  /** Whether lines were asked for, and not numbers. */
  isLog: boolean;
  series: readonly Series[];
  lines: readonly Line[];
}

export interface Answer extends Found {
  target: Target;
  /** The query and the legend as they were asked for. */
  query: string;
  legend: string;
  /** Seconds between the points of a graph. */
  step: number;
  /** Milliseconds that it took. */
  took: number;
}

/** What is around a query in a graph of so many points. */
export function surroundings({ scrape }: Sources, shown: Shown, points: number, least = ""): Surroundings {
  const { range, picked } = shown;
  const step = stepOf(range, points, least === "" ? scrape : seconds(least));
  return { variables: variablesOf(shown.dashboard), picked, range, step, scrape };
}

/** Asks all that a panel asks, as wide as it is on a screen. @throws what the program says against a query. */
export async function askPanel(sources: Sources, shown: Shown, panel: PanelWithTargets): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const target of targetsOf(panel))
    if (target.language !== "other") answers.push(await askTarget(sources, shown, target, pointsOf(panel)));
  return answers;
}

/** The text of a query as the panel asks it. */
export function queryOf(sources: Sources, shown: Shown, panel: PanelWithTargets, { expr, least }: Target): string {
  return inQuery(expr, surroundings(sources, shown, pointsOf(panel), least));
}

/** The most points of a panel's graph: one for each of its pixels. @param width Its pixels. Default: those on a screen of 1920. */
export function pointsOf(
  { maxDataPoints, gridPos }: PanelWithTargets,
  width: number = widthOf(gridPos?.w ?? 24, FULL_HD.width),
): number {
  return maxDataPoints ?? Math.floor(width);
}

/** Asks a query of a panel. @throws what the program says against it, and if there is no such program. */
export async function askTarget(sources: Sources, shown: Shown, target: Target, points: number): Promise<Answer> {
  const around = surroundings(sources, shown, points, target.least);
  const [query, legend] = [inQuery(target.expr, around), filled(target.legend, around)];
  const api = target.language === "other" ? undefined : sources[target.language];
  if (api === undefined) throw new Error(`there is no ${target.dataSource} to ask: ${query}`);
  const began = performance.now();
  const found = await (target.language === "loki" ? askLoki : askPrometheus)(api, query, around, target).catch(
    (error: unknown) => {
      throw error instanceof Unanswered ? new Unanswered(`${error.message}\n${query}`) : error;
    },
  );
  return { target, query, legend, step: around.step, ...found, took: performance.now() - began };
}

/** Times of a range are multiples of the step. */
async function askPrometheus(api: Api, query: string, { range, step }: Surroundings, { isInstant }: Target) {
  const whole = (at: number) => Math.floor(at / step) * step;
  return foundIn(
    query,
    isInstant
      ? await api.get("/query", { query, time: range.to }, answer)
      : await api.get("/query_range", { query, start: whole(range.from), end: whole(range.to), step }, answer),
  );
}

async function askLoki(api: Api, query: string, { range, step }: Surroundings, { isInstant, mostLines }: Target) {
  const [start, end] = nanoseconds(range);
  const limit = mostLines;
  return foundIn(
    query,
    isInstant
      ? await api.get("/query", { query, time: end, limit }, answer)
      : await api.get("/query_range", { query, start, end, step: `${step}s`, limit, direction: "backward" }, answer),
  );
}

/** A range as Loki has it. */
export function nanoseconds({ from, to }: TimeRange): [start: string, end: string] {
  const written = (at: number) => `${Math.round(at * 1000)}000000`;
  return [written(from), written(to)];
}

const labels = z.record(z.string(), z.string());
const point = z.tuple([z.number(), z.string()]);
const line = z.tuple([z.string(), z.string()]).rest(z.unknown());
const answer = z.object({
  data: z.discriminatedUnion("resultType", [
    z.object({
      resultType: z.literal("matrix"),
      result: z.array(z.object({ metric: labels, values: z.array(point).default([]) })),
    }),
    z.object({
      resultType: z.literal("vector"),
      result: z.array(z.object({ metric: labels, value: point.optional() })),
    }),
    z.object({ resultType: z.literal("scalar"), result: point }),
    z.object({
      resultType: z.literal("streams"),
      result: z.array(z.object({ stream: labels, values: z.array(line) })),
    }),
  ]),
});

function foundIn(query: string, { data }: z.infer<typeof answer>): Found {
  const ofSeries = (series: Series[]): Found => ({ isLog: false, series, lines: [] });
  switch (data.resultType) {
    case "matrix":
      return ofSeries(data.result.map(({ metric, values }) => ({ labels: metric, values })));
    case "vector":
      return ofSeries(
        inOrder(
          query,
          data.result.flatMap(({ metric, value }) =>
            value === undefined ? [] : [{ labels: metric, values: [value] as const }],
          ),
        ),
      );
    case "scalar":
      return ofSeries([{ labels: {}, values: [data.result] }]);
    case "streams": {
      const lines = data.result.flatMap(({ stream, values }) =>
        values.map(([at, text]) => ({ labels: stream, at, line: text })),
      );
      return { isLog: true, series: [], lines };
    }
  }
}

/**
 * Series of one moment in the order that the query asks for, and by their labels where it leaves that open: the programs have
 * those in another order each time.
 */
function inOrder(query: string, found: readonly Momentary[]): Momentary[] {
  const isOrdered = /^\W*(bottomk|sort|sort_desc|topk)\b/.test(query);
  const places = new Map<string, number>();
  for (const { values } of found) if (!places.has(values[0][1])) places.set(values[0][1], places.size);
  return found
    .map((series) => ({
      series,
      place: isOrdered ? (places.get(series.values[0][1]) ?? 0) : 0,
      name: JSON.stringify(Object.entries(series.labels).sort()),
    }))
    .sort((a, b) => a.place - b.place || (a.name < b.name ? -1 : 1))
    .map(({ series }) => series);
}
