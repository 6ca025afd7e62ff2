/** Weeks of before: recordings as they were, at a coarse step, made from what they are at a moment when all was well. */
import type { RuleGroup } from "../../../rules/rule";
import { seconds } from "../../../settings/units";
import type { Sample } from "../prometheus/api";
import { busyness, hashed, jitter } from "./noise";
import type { Written } from "./remote-write";
import type { Series } from "./series";

const HOUR = 3600;
const DAY = 86_400;

/** Seconds of history: five weeks, for what compares with four of them. */
export const HISTORY = 35 * DAY;

/** The steps of history: coarse, and fine where a rule looks back to a moment of then, or asks for each minute of a day. */
const COARSE = HOUR;
const FINE = 300;

/** Ranges and offsets from which on history is asked for. */
const LONG = 3 * HOUR;

/** Names that are read a while back, or over a while. */
export function readOverHours(exprs: readonly string[]): Set<string> {
  const found = new Set<string>();
  for (const expr of exprs) {
    const spans = [...expr.matchAll(/(?:\[|offset )((?:\d+[smhdwy])+)/g)].map(([, text = ""]) => seconds(text));
    if (spans.some((span) => span >= LONG)) for (const name of expr.match(/[a-zA-Z_][\w:]*/g) ?? []) found.add(name);
  }
  return found;
}

/** Recordings whose samples of a single earlier moment are read. */
export function readBack(groups: readonly RuleGroup[]): Set<string> {
  const found = new Set<string>();
  for (const { expr } of groups.flatMap(({ rules }) => rules))
    for (const [, name = ""] of expr.matchAll(/([\w:]+)(?:\{[^}]*\})? offset \d+(?:d|\dh)/g)) found.add(name);
  return found;
}

/** What raw series were: their own shapes, by the hour. */
export function* rawHistory(series: readonly Series[], exprs: readonly string[], to: number): Generator<Written> {
  const read = readOverHours(exprs);
  // A rate of an hour of last week takes two samples of it.
  const rates = readOverHours(exprs.filter((expr) => /\boffset \d+[dw]/.test(expr)));
  for (const { labels, at } of series) {
    const name = labels["__name__"] ?? "";
    if (!read.has(name)) continue;
    const times = moments(to - HISTORY, to, rates.has(name) ? COARSE / 3 : COARSE);
    yield { labels, times: times.map((time) => time * 1000), values: times.map((time) => at(time)) };
  }
}

/** What recordings were. @param baseline Their results at a moment when all was well. @param fine Those of which any moment is read. @param over Those that are read over hours. */
export function* recordedHistory(
  baseline: readonly Sample[],
  { fine, over }: { fine: ReadonlySet<string>; over: ReadonlySet<string> },
): Generator<Written> {
  for (const { labels, at: to, value } of baseline) {
    const name = labels["__name__"] ?? "";
    if (!Number.isFinite(value) || /^(ALERTS|alert:|alert_history:)/.test(name)) continue;
    const near = to - (over.has(name) ? DAY : 6 * HOUR);
    const times = fine.has(name)
      ? moments(to - HISTORY, to - FINE, FINE)
      : [
          ...moments(to - HISTORY, to - 7 * DAY - 1, 4 * COARSE),
          ...moments(to - 7 * DAY, near - 1, COARSE),
          ...moments(near, to - FINE, FINE),
        ];
    const then = before(name, hashed(Object.values(labels).join(" ")), to, value);
    yield { labels, times: times.map((time) => time * 1000), values: times.map(then) };
  }
}

/** What is decided stays as it was, what is used up grows, and the rest follows the day. */
function before(name: string, seed: number, to: number, value: number): (at: number) => number {
  if (/timestamp|:info|:objective|:window|budget:|limit|:known|:up|_up:|:last\b/.test(name)) return () => value;
  if (/capacity_used/.test(name)) return (at) => value * (1 - (0.006 * (to - at)) / DAY);
  if (/ratio|availab|quantile|p9\d|median|mean/.test(name)) return (at) => value * jitter(seed, at);
  const now = busyness(seed, to);
  return (at) => (value * busyness(seed, at)) / now;
}

function moments(from: number, to: number, step: number): number[] {
  const first = Math.ceil(from / step) * step;
  return Array.from({ length: Math.max(0, Math.floor((to - first) / step) + 1) }, (_, index) => first + index * step);
}

/** An alert that fired in the past. */
interface Past {
  alertname: string;
  component: string;
  severity: string;
  namespace: string;
  service?: string;
  /** Days before the end when it began, and minutes that it fired. */
  began: readonly number[];
  minutes: number;
  /** Whether somebody silenced it. */
  acted: boolean;
}

const PAST: readonly Past[] = [
  {
    alertname: "PodCrashLooping",
    component: "kubernetes",
    severity: "high",
    namespace: "shop",
    began: [1.2, 3.4, 6.1, 12.7, 19.2],
    minutes: 42,
    acted: false,
  },
  {
    alertname: "ServiceErrorRateHigh",
    component: "applications",
    severity: "high",
    namespace: "shop",
    service: "payments",
    began: [2.5, 9.3],
    minutes: 25,
    acted: true,
  },
  {
    alertname: "NodeCpuHigh",
    component: "node",
    severity: "medium",
    namespace: "",
    began: [0.8, 1.8, 2.8, 3.8, 4.8, 5.8, 6.8],
    minutes: 55,
    acted: false,
  },
  {
    alertname: "TargetDown",
    component: "targets",
    severity: "high",
    namespace: "observability",
    began: [15.5],
    minutes: 12,
    acted: true,
  },
];

/** The history of alerts, as its rules would have written it. */
export function alertHistory(end: number): Written[] {
  const team = "platform";
  const written: Written[] = [];
  for (const { began, minutes, acted, ...labels } of PAST) {
    const starts = began.map((days) => Math.floor((end - days * DAY) / 60) * 60).sort((a, b) => a - b);
    const once = (name: string) => written.push(at(name, { ...labels, team }, starts, () => 1));
    once("alert:started:count");
    // Each comes back once while it lasts.
    written.push(
      at(
        "alert:resumed:count",
        { ...labels, team },
        starts.map((start) => start + 600),
        () => 1,
      ),
    );
    once("alert:asked:count");
    if (acted) once("alert:acted_on:count");
    const firing = starts.flatMap((start) => Array.from({ length: minutes }, (_, index) => start + index * 60));
    written.push(at("alert:firing:count", { ...labels, team }, firing, () => 1));
    const age = (time: number) => time - Math.max(...starts.filter((start) => start <= time));
    written.push(at("alert:firing_age_seconds:max", { ...labels, team }, firing, age));
    const last = Math.max(...firing);
    written.push(
      at(
        "alert:last_fired:timestamp_seconds",
        { alertname: labels.alertname },
        moments(last, end - LONG - 600, COARSE),
        () => last,
      ),
    );
  }
  const old = end - 120 * DAY;
  const long = end - 100 * DAY;
  const known = moments(end - HISTORY, end - LONG - 600, COARSE);
  written.push(at("alert:last_fired:timestamp_seconds", { alertname: "GrafanaErrorsHigh" }, known, () => long));
  written.push(at("alert_history:began:timestamp_seconds", {}, known, () => old));
  return written;
}

function at(
  name: string,
  labels: Readonly<Record<string, string>>,
  times: readonly number[],
  value: (at: number) => number,
): Written {
  return { labels: { ...labels, __name__: name }, times: times.map((time) => time * 1000), values: times.map(value) };
}
