/** What tests of pictures ask of: a Prometheus and a Loki that have fixed answers, and the browser that draws them. */
import * as http from "node:http";
import type { AddressInfo } from "node:net";
import type { PanelJson } from "../../tools/pictures/shared/page";
import type { Drawing } from "../../scripts/lib/pictures/draw";
import { findPictures, type Packages, PICTURES } from "../../scripts/lib/pictures/packages";
import type { Sources } from "../../scripts/lib/panels/sources";
import { Api } from "../../scripts/lib/prometheus/api";

/** Noon of a Monday, in milliseconds since 1970. */
export const NOON = Date.UTC(2026, 5, 15, 12);

/** The packages; without them the test is skipped, and says so. */
export function picturesOrSkip(context: Mocha.Context): Packages {
  const found = findPictures();
  if (found !== undefined) return found;
  if (context.test !== undefined)
    context.test.title += ` (${PICTURES.name} is missing: run \`npm run tools -- pictures\`)`;
  return context.skip();
}

type Labels = Readonly<Record<string, string>>;

/** A series: its labels, and its value at so many minutes before noon. */
export type Made = readonly [labels: Labels, at: (minutesBefore: number) => number | string];

export interface World {
  /** Series by query. */
  metrics: Readonly<Record<string, readonly Made[]>>;
  /** Lines by query: labels, minutes before noon, and the line. */
  lines?: Readonly<Record<string, readonly (readonly [labels: Labels, minutesBefore: number, line: string])[]>>;
  /** Values of labels, by label. */
  labels?: Readonly<Record<string, readonly string[]>>;
}

export interface Stubs {
  sources: Sources;
  /** The queries that came, with what was asked beside them. */
  asked: URLSearchParams[];
  stop: () => Promise<void>;
}

/** Answers as Prometheus and Loki do. A query that the world does not have is refused. */
export async function serveWorld({ metrics, lines = {}, labels = {} }: World): Promise<Stubs> {
  const asked: URLSearchParams[] = [];
  const answer = (path: string, query: URLSearchParams): unknown => {
    const [, label] = /\/label\/(\w+)\/values$/.exec(path) ?? [];
    if (label !== undefined) return labels[label] ?? [];
    const expr = query.get("query") ?? "";
    const found = lines[expr];
    if (found !== undefined)
      return {
        resultType: "streams",
        result: found.map(([stream, before, line]) => ({
          stream,
          values: [[`${NOON - before * 60_000}000000`, line]],
        })),
      };
    const series = metrics[expr];
    if (series === undefined) return undefined;
    const seconds = (name: string) => Number(query.get(name)) / (path.startsWith("/loki") ? 1e9 : 1);
    const at = (made: Made, time: number) => [time, String(made[1]((NOON / 1000 - time) / 60))] as const;
    if (path.endsWith("/query"))
      return {
        resultType: "vector",
        result: series.map((made) => ({ metric: made[0], value: at(made, seconds("time")) })),
      };
    const [start, end, step] = [seconds("start"), seconds("end"), Number.parseFloat(query.get("step") ?? "")];
    const times = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, index) => start + index * step);
    return {
      resultType: "matrix",
      result: series.map((made) => ({ metric: made[0], values: times.map((time) => at(made, time)) })),
    };
  };
  const server = http.createServer(({ url = "" }, response) => {
    const { pathname, searchParams } = new URL(url, "http://localhost");
    asked.push(searchParams);
    const data = answer(pathname, searchParams);
    response.statusCode = data === undefined ? 400 : 200;
    const error = `the test has no answer to ${pathname} ${searchParams.toString()}`;
    response.end(JSON.stringify(data === undefined ? { status: "error", error } : { status: "success", data }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, headers: {}, secrets: [] };
  return {
    sources: {
      prometheus: new Api("prometheus", address),
      loki: new Api("loki", address),
      now: NOON / 1000,
      scrape: 15,
    },
    asked,
    stop: () => {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

/** How tests draw a page. */
export const DRAWING: Drawing = {
  theme: "dark",
  width: 1920,
  from: "now-1h",
  given: new Map(),
  note: "test",
};

const PROMETHEUS = { type: "prometheus", uid: "prometheus" };
const LOKI = { type: "loki", uid: "loki" };

/** A panel of a dashboard, four to a row. */
export function panel(index: number, type: string, query: string, more: Partial<PanelJson> = {}): PanelJson {
  const { targets = [{}] } = more;
  const datasource = type === "logs" ? LOKI : PROMETHEUS;
  return {
    id: index + 1,
    type,
    title: `${type} ${index + 1}`,
    datasource,
    gridPos: { x: (index % 4) * 6, y: Math.floor(index / 4) * 8, w: 6, h: 8 },
    ...more,
    targets: targets.map((target, at) => ({ refId: "ABCD".charAt(at), expr: query, datasource, ...target })),
  };
}
