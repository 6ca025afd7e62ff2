/** The range of time that a page shows, and the intervals that Grafana computes from it. */
import { UserError } from "../stack";
import type { Packages } from "./packages";

/** What is used of `@grafana/data`, which only the workspace installs. */
interface GrafanaData {
  dateMath: {
    toDateTime: (
      text: string,
      options: { now: unknown; roundUp: boolean; timezone: string },
    ) => { valueOf: () => number } | undefined;
  };
  dateTime: (at: number) => unknown;
  rangeUtil: {
    calculateInterval: (
      range: { from: number; to: number },
      points: number,
      least: string,
    ) => { intervalMs: number; interval: string };
    intervalToMs: (text: string) => number;
  };
}

/** In milliseconds since 1970. */
export interface Range {
  from: number;
  to: number;
}

/** The most points that Prometheus returns of a series. */
const MOST_POINTS = 10_000;

/** Grafana's own arithmetic of time. */
export class Times {
  private readonly data: GrafanaData;

  constructor(packages: Packages) {
    this.data = packages.load("@grafana/data") as GrafanaData;
  }

  /** A moment such as `now-6h`, `now-1M/M`, `2026-11-01T12:00:00Z` or a number of milliseconds. @throws {@link UserError} */
  moment(text: string, now: number, roundUp: boolean): number {
    if (/^\d{12,}$/.test(text)) return Number(text);
    const options = { now: this.data.dateTime(now), roundUp, timezone: "utc" };
    const at = text.startsWith("now") ? this.data.dateMath.toDateTime(text, options)?.valueOf() : Date.parse(text);
    if (at === undefined || Number.isNaN(at))
      throw new UserError(`${text} is no moment, such as now-6h or 2026-11-01T12:00:00Z`);
    return at;
  }

  /** Seconds between the points of a graph of so many points, of which the data has one every so often at best. */
  step({ from, to }: Range, points: number, least: string): number {
    const { intervalMs } = this.data.rangeUtil.calculateInterval({ from, to }, Math.max(1, points), least);
    return Math.max(intervalMs, Math.ceil((to - from) / MOST_POINTS), 1) / 1000;
  }

  /** A duration such as `15s`, in seconds. */
  seconds(duration: string): number {
    return this.data.rangeUtil.intervalToMs(duration) / 1000;
  }
}
