/** What graphs are marked with: annotations, which are vertical lines of every graph, and exemplars. */
import { z } from "zod";
import type { Annotation, FrameJson } from "../../../tools/pictures/shared/page";
import { type Answer, surroundings } from "../panels/ask";
import { filled } from "../panels/interpolate";
import type { Shown } from "../panels/page";
import type { Sources } from "../panels/sources";
import { legendOf } from "./frames";

/** Annotations of a dashboard's JSON, as far as drawing looks at them. */
export interface AnnotationsJson {
  list?: readonly AnnotationJson[];
}

interface AnnotationJson {
  name?: string;
  enable?: boolean;
  expr?: string;
  step?: string;
  titleFormat?: string;
  /** Whether values are the times of marks, in milliseconds. */
  useValueForTime?: boolean;
  iconColor?: string;
  target?: { expr?: string };
  datasource?: { type?: string } | null;
}

/** How far apart annotations are asked for where they do not say, and how many points of their series at most. */
const ANNOTATION_STEP = "60s";
const ANNOTATION_POINTS = 5000;

export async function annotationsOf(
  { annotations }: { annotations?: AnnotationsJson },
  sources: Sources,
  shown: Shown,
): Promise<Annotation[]> {
  const found: Annotation[] = [];
  for (const annotation of annotations?.list ?? []) {
    const { enable, expr = annotation.target?.expr, datasource } = annotation;
    if (enable === false || expr === undefined || datasource?.type !== "prometheus") continue;
    found.push(...(await marksOf(annotation, expr, sources, shown)));
  }
  return found;
}

/** One where a series begins to be above zero, or at each of its values, as Prometheus' data source of Grafana makes them. */
async function marksOf(
  { name = "", titleFormat = name, iconColor: color = "red", step, useValueForTime }: AnnotationJson,
  expr: string,
  sources: Sources,
  shown: Shown,
): Promise<Annotation[]> {
  const around = surroundings(sources, shown, ANNOTATION_POINTS, step ?? ANNOTATION_STEP);
  const query = filled(expr, around);
  const series = await sources.prometheus.range(query, shown.range.from, shown.range.to, around.step);
  return series.flatMap(({ labels, values }) => {
    const text = legendOf(labels, titleFormat, query);
    if (useValueForTime === true)
      return [...new Set(values.map(([, value]) => value))].map((time) => ({ time, text, color }));
    const up = values.filter(([, value]) => value > 0);
    const begins = up.filter(([at], index) => at - (up[index - 1]?.[0] ?? -Infinity) > around.step);
    return begins.map(([at]) => ({ time: at * 1000, text, color }));
  });
}

const exemplars = z.object({
  data: z.array(z.object({ exemplars: z.array(z.object({ value: z.string(), timestamp: z.number() })) })),
});

/** The exemplars of a query that shows them. */
export async function exemplarsOf(
  { prometheus }: Sources,
  { range }: Shown,
  { target: { refId, language, hasExemplars, isTable }, query }: Answer,
): Promise<FrameJson[]> {
  if (language !== "prometheus" || isTable || !hasExemplars) return [];
  const { data } = await prometheus.get("/query_exemplars", { query, start: range.from, end: range.to }, exemplars);
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
