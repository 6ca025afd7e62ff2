/**
 * `npm run bench:dashboards [-- --against <folder>]`: what it costs to render the pages, and Prometheus to answer each of them over
 * a large cluster that is made up; beside other dashboards of the same questions, in the same run. Its data is written once.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { allDashboards, renderDashboard } from "../dashboards";
import type { Dashboard } from "../dashboards/page";
import { fillLarge, type Large, LARGE_NOW, type Others } from "./lib/bench-dashboards/large";
import { type Measured, measured } from "./lib/bench-dashboards/measured";
import { sideBySide } from "./lib/bench-dashboards/questions";
import { figures } from "./lib/bench-dashboards/report";
import { command } from "./lib/command";
import { sourcesAt } from "./lib/panels/sources";
import { startPrometheus } from "./lib/synthetic/prometheus";
import { syntheticSettings } from "./lib/synthetic/settings";
import { cacheFolder } from "./lib/tools";

/** The file with the rules whose results the others read: groups, as in a PrometheusRule. */
const RULES = "rules.json";

void command(
  "npm run bench:dashboards -- [--nodes <number>] [--pods <number>] [--hours <number>] [--step <seconds>] [--data <folder>] [--against <folder>]",
  {
    nodes: { type: "string", default: "300" },
    pods: { type: "string", default: "10000" },
    hours: { type: "string", default: "24" },
    step: { type: "string", default: "60" },
    data: { type: "string" },
    against: { type: "string" },
  },
  async ({ nodes, pods, hours, step, data, against }) => {
    const large: Large = { nodes: Number(nodes), pods: Number(pods), hours: Number(hours), step: Number(step) };
    const settings = syntheticSettings();
    const rendering = renderAll(settings);
    const others = against === undefined ? { pages: [], groups: [] } : othersIn(against);
    const size = `${nodes}-${pods}-${hours}h-${step}s${against === undefined ? "" : "-beside-others"}`;
    const folder = data ?? path.join(cacheFolder(process.env), `dashboards-${size}`);
    const { url, stop } = await startPrometheus({ data: folder, log: console.error });
    try {
      await fillLarge(url, folder, settings, large, others, console.error);
      const sources = sourcesAt({ prometheus: url, now: LARGE_NOW, scrape: large.step });
      const own = allDashboards(settings).flatMap(({ folder: at, dashboard }) =>
        at === "Runbooks" ? [] : [dashboard],
      );
      const ours: Measured[] = [];
      for (const dashboard of own) ours.push(await measured(sources, dashboard));
      const theirs: Measured[] = [];
      for (const dashboard of others.pages) theirs.push(await measured(sources, dashboard));
      const compared = await sideBySide(sources, own, theirs);
      return figures(large, rendering, ours, theirs, compared);
    } finally {
      await stop();
    }
  },
);

/** Pages, and the milliseconds that it takes to make and to render all of them. */
function renderAll(settings: Parameters<typeof allDashboards>[0]): { pages: number; took: number } {
  const began = performance.now();
  const rendered = allDashboards(settings).map(({ dashboard }) => renderDashboard(dashboard));
  return { pages: rendered.length, took: performance.now() - began };
}

/** The dashboards of a folder's JSON files, and the groups of rules in its `rules.json`, if there is one. */
function othersIn(folder: string): Others {
  const read = (file: string): unknown => JSON.parse(fs.readFileSync(path.join(folder, file), "utf8"));
  const files = fs
    .readdirSync(folder)
    .filter((file) => file.endsWith(".json"))
    .sort();
  const { groups } = files.includes(RULES) ? (read(RULES) as Pick<Others, "groups">) : { groups: [] };
  return { pages: files.filter((file) => file !== RULES).map((file) => read(file) as Dashboard), groups };
}
