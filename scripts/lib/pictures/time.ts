/** The moments that a page shows, calendars and all. */
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
}

/** A moment in seconds since 1970. @param now The same. @param roundUp Whether `now/d` is the day's end. @throws {@link UserError} */
export type MomentOf = (text: string, now: number, roundUp: boolean) => number;

/** Moments as Grafana itself reads them: `now-6h`, `now-1M/M`, `2026-11-01T12:00:00Z`, or a number of milliseconds. */
export function momentsBy(packages: Packages): MomentOf {
  const { dateMath, dateTime } = packages.load("@grafana/data") as GrafanaData;
  return (text, now, roundUp) => {
    if (/^\d{12,}$/.test(text)) return Number(text) / 1000;
    const options = { now: dateTime(Math.round(now * 1000)), roundUp, timezone: "utc" };
    const at = text.startsWith("now") ? dateMath.toDateTime(text, options)?.valueOf() : Date.parse(text);
    if (at === undefined || Number.isNaN(at))
      throw new UserError(`${text} is no moment, such as now-6h or 2026-11-01T12:00:00Z`);
    return at / 1000;
  };
}
