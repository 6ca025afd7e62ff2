/** The time that a page shows, as Grafana counts it; in seconds. */
import { seconds } from "../../../settings/units";

export interface TimeRange {
  /** Seconds since 1970. */
  from: number;
  to: number;
}

/** A moment that a page has of itself, such as `now-6h`, `now`, or milliseconds since 1970. @param now Seconds since 1970. */
export function momentOf(text: string, now: number): number {
  if (/^\d+$/.test(text)) return Number(text) / 1000;
  const [, before = ""] = /^now(?:-(\d+[smhdwy]))?$/.exec(text) ?? unknown(text);
  return now - seconds(before);
}

function unknown(text: string): never {
  throw new Error(`no moment: ${text}`);
}

/** Steps of Grafana's graphs, each with what is below it exactly. Source: `roundInterval` in @grafana/data. */
const STEPS: readonly (readonly [below: number, step: number])[] = [
  ...([
    [1.5, 1],
    [3.5, 2],
    [7.5, 5],
    [12.5, 10],
    [17.5, 15],
    [25, 20],
    [45, 30],
    [90, 60],
    [210, 120],
  ] as const),
  ...([
    [450, 300],
    [750, 600],
    [1050, 900],
    [1500, 1200],
    [2700, 1800],
    [5400, 3600],
    [9000, 7200],
  ] as const),
  ...([
    [16_200, 10_800],
    [32_400, 21_600],
    [86_400, 43_200],
    [604_800, 86_400],
    [1_814_400, 604_800],
  ] as const),
];
const LONGEST_STEP = 2_592_000;

/** The most points that Prometheus returns of a series. */
const MOST_POINTS = 10_000;

/** The step of a graph of so many points. @param least Seconds between the points that the data has at best. */
export function stepOf({ from, to }: TimeRange, points: number, least: number): number {
  const exact = (to - from) / Math.max(1, points);
  const [, step] = STEPS.find(([below]) => exact < below) ?? [0, LONGEST_STEP];
  return Math.max(step, least, Math.ceil(((to - from) * 1000) / MOST_POINTS) / 1000);
}

/**
 * Grafana's `$__rate_interval` in seconds: four scrapes, so that a rate has two samples even when one is missed; and a scrape more
 * than a step, so that none is left out. Source: Grafana's documentation of its Prometheus data source.
 */
export function rateInterval(step: number, scrape: number): number {
  return Math.max(step + scrape, 4 * scrape);
}
