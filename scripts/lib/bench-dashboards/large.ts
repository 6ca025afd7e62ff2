/** A large cluster that is made up, in the blocks of a Prometheus: what its pages are timed over. */
import * as fs from "node:fs";
import * as path from "node:path";
import { allDashboards } from "../../../dashboards";
import { allRules } from "../../../rules";
import type { Dashboard } from "../../../dashboards/page";
import type { RuleGroup } from "../../../rules/rule";
import type { Settings } from "../../../settings";
import { Api } from "../prometheus/api";
import { cluster, type Scale } from "../synthetic/cluster";
import { evaluate } from "../synthetic/evaluate";
import { write, type Written } from "../synthetic/remote-write";
import { namesIn, ordered } from "../synthetic/rule-order";
import { allSeries, type Series } from "../synthetic/series";

/** A cluster, and what is known of it. */
export interface Large extends Scale {
  hours: number;
  /** Seconds between two samples. */
  step: number;
}

/** The last moment, in seconds since 1970. */
export const LARGE_NOW = Date.UTC(2026, 5, 15, 12) / 1000;

/** The file that says that all of it has been written. */
const DONE = "complete.json";

/** Seconds over which rules are evaluated: what pages show at first. */
const EVALUATED = 3600;

/** Other pages that are timed beside ours, and the rules whose results they read. */
export interface Others {
  pages: readonly Dashboard[];
  groups: readonly RuleGroup[];
}

/** Writes the cluster into an empty Prometheus, unless it has been: hour by hour, as it would have been scraped, so that blocks are cut as usual. */
export async function fillLarge(
  url: string,
  folder: string,
  settings: Settings,
  large: Large,
  others: Others,
  log: (line: string) => void,
): Promise<void> {
  const done = path.join(folder, DONE);
  if (fs.existsSync(done)) return;
  const groups = [...Object.values(allRules(settings)).flat(), ...others.groups];
  const read = readBy(settings, others.pages, groups);
  const series = allSeries(cluster(settings.cluster.namespace, large), LARGE_NOW).filter(({ labels }) =>
    read.has(labels["__name__"] ?? ""),
  );
  log(`${series.length} series`);
  for (let hour = large.hours; hour > 0; hour--) {
    const began = performance.now();
    const samples = await write(url, ofHour(series, LARGE_NOW - hour * 3600, large.step));
    log(`${hour} h before the end: ${samples} samples in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
  const api = new Api("prometheus", { url, headers: {}, secrets: [] }, { timeoutMs: 600_000 });
  const layers = ordered(groups).map((layer) =>
    layer
      .filter(({ rule }) => "record" in rule && read.has(rule.record))
      .map((one) => ({ ...one, readsItself: false })),
  );
  const began = performance.now();
  const samples = await evaluate(api, url, layers, LARGE_NOW - EVALUATED, LARGE_NOW);
  log(`what rules record: ${samples} samples in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  fs.writeFileSync(done, JSON.stringify({ ...large, series: series.length }));
}

function* ofHour(series: readonly Series[], from: number, step: number): Generator<Written> {
  const moments = Array.from({ length: 3600 / step }, (_, index) => from + (index + 1) * step);
  const times = moments.map((moment) => moment * 1000);
  for (const { labels, at } of series) yield { labels, times, values: moments.map(at) };
}

/** Every name that pages read, and that the recordings are made of which they read. */
function readBy(settings: Settings, others: readonly Dashboard[], groups: readonly RuleGroup[]): Set<string> {
  const own = allDashboards(settings).flatMap(({ folder, dashboard }) => (folder === "Runbooks" ? [] : [dashboard]));
  const texts = [...own, ...others].map((page) => JSON.stringify(page));
  const found = new Set(texts.flatMap((text) => text.match(/[a-zA-Z_][\w:]*/g) ?? []));
  const rules = groups.flatMap((group) => group.rules);
  for (const name of found)
    for (const rule of rules)
      if ("record" in rule && rule.record === name)
        for (const one of [...namesIn(rule.expr), ...(rule.expr.match(/[a-zA-Z_]\w*/g) ?? [])]) found.add(one);
  return found;
}
