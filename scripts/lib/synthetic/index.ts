/**
 * A small cluster that is made up, in a real Prometheus and a real Loki: what the dashboards are looked at, tried and drawn with.
 * All is at a fixed time and the same every time. Four nodes, some eighty pods, every exporter of which anything here is read,
 * the platform's own rules evaluated over it; and some things are wrong.
 */
import { allRules } from "../../../rules";
import { allDashboards } from "../../../dashboards";
import type { Settings } from "../../../settings";
import { Api, type Sample } from "../prometheus/api";
import { type Cluster, cluster } from "./cluster";
import { evaluate } from "./evaluate";
import { alertHistory, rawHistory, readBack, readOverHours, recordedHistory } from "./history";
import { allLines } from "./lines";
import { startLoki } from "./loki";
import { startPrometheus } from "./prometheus";
import { write, type Written } from "./remote-write";
import { namesIn, ordered } from "./rule-order";
import { allSeries, type Series } from "./series";

/** The last moment of the set: noon of a Monday, in seconds since 1970. */
export const SYNTHETIC_NOW = Date.UTC(2026, 5, 15, 12) / 1000;

/** Seconds before the end in which everything is there once a minute, and the rules are evaluated. */
const LIVE = 2 * 3600;
const STEP = 60;

/** What the longest rates need before the rules' first moment. */
const LEAD = 15 * 60;

/** Is told what is going on, a line each. */
type Log = (line: string) => void;

export interface SyntheticOptions {
  /** Whether there is a Loki with the lines of the last two hours as well. Default: no. */
  logs?: boolean;
  /** Default: nobody is told. */
  log?: Log | undefined;
}

export interface Synthetic {
  /** Prometheus' address. */
  prometheus: string;
  /** Loki's address, if it was asked for. */
  loki?: string;
  /** The moment that stands for now, in seconds since 1970: {@link SYNTHETIC_NOW}. */
  now: number;
  /** Seconds between two scrapes, as the set has them. */
  scrape: number;
  /** Ends the processes and removes their data. */
  stop: () => Promise<void>;
}

/** Starts Prometheus with the set. @throws if a tool is missing, or a rule cannot be evaluated. */
export async function startSynthetic(settings: Settings, options: SyntheticOptions = {}): Promise<Synthetic> {
  const log: Log = options.log ?? (() => undefined);
  const made = cluster(settings.cluster.namespace);
  const started: { stop: () => Promise<void> }[] = [];
  const stop = async () => {
    await Promise.all(started.map((one) => one.stop()));
  };
  try {
    const prometheus = await startPrometheus({ log });
    started.push(prometheus);
    const loki =
      options.logs === true ? await startLoki(allLines(made, settings.cluster.name, SYNTHETIC_NOW), log) : undefined;
    if (loki !== undefined) started.push(loki);
    await fill(prometheus.url, made, settings, log);
    return {
      prometheus: prometheus.url,
      ...(loki === undefined ? {} : { loki: loki.url }),
      now: SYNTHETIC_NOW,
      scrape: STEP,
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function fill(url: string, made: Cluster, settings: Settings, log: Log): Promise<void> {
  const now = SYNTHETIC_NOW;
  const series = allSeries(made, now);
  const groups = Object.values(allRules(settings)).flat();
  const layers = ordered(groups);
  const exprs = exprsOf(settings);
  // Prometheus is asked for much at once, and on a busy machine.
  const api = new Api("prometheus", { url, headers: {}, secrets: [] }, { timeoutMs: 120_000 });
  const steps: [string, () => Promise<unknown>][] = [
    ["samples of each minute", () => write(url, live(series, now))],
    ["samples of before", () => write(url, rawHistory(series, exprs, now - LIVE - LEAD - STEP))],
    [
      "what was recorded before",
      () => before(api, url, { fine: readBack(groups), over: readOverHours(exprs) }, layers, now - LIVE - STEP),
    ],
    ["the rules' results", () => evaluate(api, url, layers, now - LIVE, now)],
  ];
  for (const [what, step] of steps) {
    const began = performance.now();
    const samples = await step();
    log(`${what}: ${String(samples)} in ${((performance.now() - began) / 1000).toFixed(1)} s`);
  }
}

function* live(series: readonly Series[], now: number): Generator<Written> {
  const times = Array.from({ length: (LIVE + LEAD) / STEP + 1 }, (_, index) => now - LIVE - LEAD + index * STEP);
  const written = times.map((time) => time * 1000);
  for (const { labels, at } of series) yield { labels, times: written, values: times.map((time) => at(time)) };
}

function keyOf(labels: Readonly<Record<string, string>>): string {
  return JSON.stringify(Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** How often recordings are looked at for their history: what compares weeks has something to compare from the second time on. */
const ROUNDS = 5;

/** Recordings at moments before the rules' first, and what they were before. */
async function before(
  api: Api,
  url: string,
  read: Parameters<typeof recordedHistory>[1],
  layers: ReturnType<typeof ordered>,
  last: number,
): Promise<number> {
  const known = new Set<string>();
  let fresh: Sample[] = [];
  let samples = await write(url, alertHistory(SYNTHETIC_NOW));
  for (let round = 0; round < ROUNDS; round++) {
    const at = last - (ROUNDS - 1 - round) * STEP;
    const news = new Set(fresh.map(({ labels }) => labels["__name__"] ?? ""));
    const due = layers.map((layer) =>
      layer
        .filter(
          ({ rule }) => "record" in rule && (round === 0 || [...namesIn(rule.expr)].some((name) => news.has(name))),
        )
        .map((one) => ({ ...one, step: STEP, readsItself: false })),
    );
    samples += await evaluate(api, url, due, at, at);
    const found = await api.instant('{__name__=~".+:.+"}', at);
    fresh = found.filter(({ labels }) => !known.has(keyOf(labels)));
    samples += await write(url, recordedHistory(fresh, read));
    for (const { labels } of fresh) known.add(keyOf(labels));
  }
  return samples;
}

/** Every expression that is evaluated or shown; a panel's range is that of its page. */
function exprsOf(settings: Settings): string[] {
  const rules = Object.values(allRules(settings)).flatMap((groups) => groups.flatMap(({ rules: own }) => own));
  const shown = allDashboards(settings).flatMap(({ dashboard }) => {
    const range = (dashboard.time?.from ?? "now-1h").replace("now-", "");
    return [...JSON.stringify(dashboard).matchAll(/"expr":"((?:[^"\\]|\\.)*)"/g)].map(([, expr = ""]) =>
      expr.replace(/\$__range\b/g, range),
    );
  });
  return [...rules.map(({ expr }) => expr), ...shown];
}
