/** The series of the made-up cluster: every metric that anybody here reads, of every target that exports it. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { FIXTURES } from "../chart-facts";
import { APPLICATION_SHAPES, PROBE_SHAPES } from "./application-shapes";
import type { Cluster } from "./cluster";
import { type Labels, rows } from "./labels";
import { DATABASE_SHAPES } from "./database-shapes";
import { CONTAINER_SHAPES, NODE_SHAPES } from "./node-shapes";
import { hashed } from "./noise";
import { OBJECT_SHAPES } from "./object-shapes";
import { STATES } from "./objects";
import { PLATFORM_SHAPES } from "./platform-shapes";
import type { Shape, Shapes } from "./shapes";
import type { Target } from "./target";
import { targets } from "./targets";
import { USUAL } from "./usual";

export interface Series {
  /** With `__name__`. */
  labels: Labels;
  at: Shape;
}

interface Exporter {
  target: string;
  metrics: Record<string, string>;
}

const SHAPES: Shapes = [
  ...NODE_SHAPES,
  ...CONTAINER_SHAPES,
  ...OBJECT_SHAPES,
  ...APPLICATION_SHAPES,
  ...PROBE_SHAPES,
  ...PLATFORM_SHAPES,
  ...DATABASE_SHAPES,
  ...USUAL,
];

/** Metrics that a page's variables ask for, or that an application of the settings counts: no rule and no panel reads them by name. */
const MORE: Readonly<Record<string, Record<string, string>>> = {
  applications: { jobs_total: "result" },
  "kube-state-metrics": { kube_namespace_status_phase: "namespace phase" },
  "node-exporter": { node_uname_info: "domainname machine nodename release sysname version" },
};

/** What each exporter exports, by the name of its file. */
function exporters(): Map<string, Exporter> {
  const folder = join(FIXTURES, "metrics");
  return new Map(
    readdirSync(folder).map((file) => {
      const name = file.replace(/\.json$/, "");
      const found = JSON.parse(readFileSync(join(folder, file), "utf8")) as Exporter;
      return [name, { ...found, metrics: { ...MORE[name], ...found.metrics } }];
    }),
  );
}

/** @param end The last moment, in seconds since 1970. */
export function allSeries(cluster: Cluster, end: number): Series[] {
  const known = exporters();
  const all = targets(cluster);
  // Of what is scraped Prometheus itself says how it went.
  const scraped = new Map(all.map(({ labels }) => [JSON.stringify(labels), labels]));
  const own = [...scraped.values()]
    .filter((labels) => labels["job"] !== undefined)
    .map((labels): Target => ({
      exporter: "scrape",
      labels,
      tables: [[{ port_guessed: "", prober: labels["prober"] ?? "" }]],
    }));
  return [...all, ...own].flatMap((target) => seriesOf(cluster, end, target, known.get(target.exporter)));
}

function seriesOf(cluster: Cluster, end: number, target: Target, exporter: Exporter | undefined): Series[] {
  if (exporter === undefined) throw new Error(`no file says what ${target.exporter} exports`);
  const words = new Set(exporter.target.split(" "));
  const given = Object.fromEntries(
    Object.entries(target.labels).filter(([name]) => words.has(name) || name === "prober"),
  );
  return Object.entries(exporter.metrics).flatMap(([metric, names]) => {
    if (target.only?.test(metric) === false) return [];
    const own = names.split(" ").filter((name) => name !== "");
    return rows(own, [...(STATES[metric] ?? []), ...(target.tables ?? [])]).flatMap((row): Series[] => {
      const labels = { ...given, ...row };
      const at = shapeOf({ cluster, metric, labels, seed: seedOf(metric, labels), end });
      return at === undefined ? [] : [{ labels: { ...labels, __name__: metric }, at }];
    });
  });
}

const found = new Map<string, Shapes[number][1]>();

function shapeOf(asked: Parameters<Shapes[number][1]>[0]): Shape | undefined {
  const known = found.get(asked.metric) ?? SHAPES.find(([pattern]) => pattern.test(asked.metric))?.[1];
  if (known !== undefined) found.set(asked.metric, known);
  return known?.(asked);
}

/** The series of a histogram belong together. */
function seedOf(metric: string, labels: Labels): number {
  const others = Object.entries(labels).flatMap(([name, value]) => (name === "le" ? [] : [value]));
  return hashed(`${metric.replace(/_(bucket|count|sum)$/, "")} ${others.sort().join(" ")}`);
}
