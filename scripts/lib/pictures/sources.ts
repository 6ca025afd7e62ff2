/** The queries of panels, asked of Prometheus and of Loki as Grafana asks them. */
import { z } from "zod";
import type { Annotation, FrameJson, TargetJson } from "../../../tools/pictures/shared/page";
import type { Api } from "../prometheus/api";
import { type LogLine, legendOf, logsFrame, type Points, seriesFrames, tableFrame } from "./frames";

/** Where queries go. Without a Loki, panels of logs say so. */
export interface Sources {
  prometheus: Api;
  loki?: Api;
}

/** A query with its variables put in. */
export interface Asked {
  target: TargetJson;
  refId: string;
  expr: string;
  legend: string | undefined;
  /** Seconds since 1970. */
  from: number;
  to: number;
  /** Seconds between points. */
  step: number;
  /** Whether the panel has several tables. */
  several: boolean;
}

const labels = z.record(z.string(), z.string());
const point = z.tuple([z.number(), z.string()]);
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
      result: z.array(
        z.object({ stream: labels, values: z.array(z.tuple([z.string(), z.string()]).rest(z.unknown())) }),
      ),
    }),
  ]),
});
const exemplarAnswer = z.object({
  data: z.array(z.object({ exemplars: z.array(z.object({ value: z.string(), timestamp: z.number() })) })),
});

type Answer = z.infer<typeof answer>["data"];

const DEFAULT_LINES = 1000;

/** What Prometheus answers. Times of a range are multiples of the step, as Grafana's data source has them. */
export async function askPrometheus(api: Api, asked: Asked): Promise<FrameJson[]> {
  const { target, refId, expr, step, several } = asked;
  const [start, end] = [Math.floor(asked.from / step) * step, Math.floor(asked.to / step) * step];
  // Grafana asks for a range unless it is told otherwise.
  const ranged = target.range === true || target.instant !== true;
  const given = await api.get(
    ranged ? "/query_range" : "/query",
    ranged ? { query: expr, start, end, step } : { query: expr, time: asked.to },
    answer,
  );
  const series = pointsOf(given.data);
  if (target.format === "table") return [tableFrame(refId, series, several)];
  const name = (metric: Points["metric"]) => legendOf(metric, asked.legend, expr);
  const frames = seriesFrames(refId, series, name, ranged ? step : undefined);
  return target.exemplar === true ? [...frames, ...(await exemplars(api, asked))] : frames;
}

async function exemplars(api: Api, { refId, expr, from, to }: Asked): Promise<FrameJson[]> {
  const { data } = await api.get("/query_exemplars", { query: expr, start: from, end: to }, exemplarAnswer);
  const found = data.flatMap((series) => series.exemplars);
  if (found.length === 0) return [];
  const times = found.map(({ timestamp }) => Math.round(timestamp * 1000));
  const values = found.map(({ value }) => Number(value));
  return [
    {
      refId,
      kind: "exemplars",
      fields: [
        { name: "Time", type: "time", values: times },
        { name: "Value", type: "number", values },
      ],
    },
  ];
}

/** What Loki answers: lines, or series as Prometheus has them. */
export async function askLoki(api: Api, asked: Asked): Promise<FrameJson[]> {
  const { target, refId, expr, from, to, step } = asked;
  const instant = target.queryType === "instant";
  const limit = target.maxLines ?? DEFAULT_LINES;
  const nanoseconds = (seconds: number) => `${Math.round(seconds * 1000)}000000`;
  const given = await api.get(
    instant ? "/query" : "/query_range",
    instant
      ? { query: expr, time: nanoseconds(to), limit }
      : { query: expr, start: nanoseconds(from), end: nanoseconds(to), step: `${step}s`, limit, direction: "backward" },
    answer,
  );
  if (given.data.resultType === "streams") return [logsFrame(refId, linesOf(given.data))];
  const series = pointsOf(given.data);
  // Grafana's data source makes a table of every instant query, and numbers its column even where it is the only one.
  if (instant) return [tableFrame(refId, series, true)];
  return seriesFrames(refId, series, (metric) => legendOf(metric, asked.legend, expr), step);
}

function linesOf({ result }: Extract<Answer, { resultType: "streams" }>): LogLine[] {
  return result.flatMap(({ stream, values }) => values.map(([at, line]) => ({ labels: stream, at, line })));
}

function pointsOf(data: Answer): Points[] {
  if (data.resultType === "matrix") return data.result;
  if (data.resultType === "scalar") return [{ metric: {}, values: [data.result] }];
  if (data.resultType === "vector")
    return data.result.flatMap(({ metric, value }) => (value === undefined ? [] : [{ metric, values: [value] }]));
  throw new Error("lines of logs came where numbers were asked for");
}

/** An annotation's query with its variables put in. */
export interface AskedAnnotation {
  expr: string;
  title: string;
  color: string;
  /** Whether values are the times of marks, in milliseconds. */
  timed: boolean;
  from: number;
  to: number;
  step: number;
}

/** Annotations of Prometheus: one where a series begins to be above zero, or at each of its values, as Grafana's data source makes them. */
export async function askAnnotations(api: Api, asked: AskedAnnotation): Promise<Annotation[]> {
  const { expr, title, color, timed, from, to, step } = asked;
  const given = await api.get("/query_range", { query: expr, start: from, end: to, step }, answer);
  return pointsOf(given.data).flatMap(({ metric, values }) => {
    const text = legendOf(metric, title, expr);
    if (timed) return [...new Set(values.map(([, value]) => Number(value)))].map((time) => ({ time, text, color }));
    const up = values.filter(([, value]) => Number(value) > 0);
    const begins = up.filter(([at], index) => at - (up[index - 1]?.[0] ?? -Infinity) > step);
    return begins.map(([at]) => ({ time: at * 1000, text, color }));
  });
}
