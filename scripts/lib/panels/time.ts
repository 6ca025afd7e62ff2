/** The time that a page shows, as Grafana counts it. */

export interface TimeRange {
  /** Seconds since 1970. */
  from: number;
  to: number;
}

const UNITS: Readonly<Record<string, number>> = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86_400,
  w: 604_800,
  M: 30 * 86_400,
  y: 365 * 86_400,
};

/** A moment of a page, such as `now-6h`, `now`, or milliseconds since 1970. @param now Seconds since 1970. */
export function momentOf(text: string, now: number): number {
  if (/^\d+$/.test(text)) return Number(text) / 1000;
  const [, count = "0", unit = "s"] = /^now(?:-(\d+)([smhdwMy]))?$/.exec(text) ?? unknown(text);
  return now - Number(count) * (UNITS[unit] ?? 0);
}

function unknown(text: string): never {
  throw new Error(`no moment: ${text}`);
}

/** Steps of Grafana's graphs, in seconds. Source: `roundInterval` in @grafana/data. */
const STEPS = [1, 2, 5, 10, 15, 20, 30, 60, 120, 300, 600, 900, 1200, 1800, 3600, 7200, 10_800, 21_600, 43_200, 86_400];

/** The points of a graph that is as wide as the screen: one for each of its pixels, at 1080p. */
const WIDEST = 1850;

/** A graph's step in seconds: a point for each pixel, but none between two scrapes. @param width Columns out of 24. @param scrape Seconds between scrapes. */
export function stepOf({ from, to }: TimeRange, width: number, scrape: number): number {
  const exact = (to - from) / ((WIDEST * width) / 24);
  const round = STEPS.find((step) => step >= exact * 0.75) ?? 86_400;
  return Math.max(scrape, round);
}

/** Grafana's `$__rate_interval` in seconds: four scrapes at least. Source: Grafana's documentation of its Prometheus data source. */
export function rateInterval(step: number, scrape: number): number {
  return Math.max(step + scrape, 4 * scrape);
}
