import { z } from "zod";
import { list, words } from "./bounds";
import { count, duration, threshold } from "./types";
import { seconds } from "./units";

const WEEK = 604_800;

/** A day that there is: 31 days in each month would take 2026-02-31, which JavaScript reads as a day in March. */
const day = () =>
  words()
    .regex(/^\d{4}-\d{2}-\d{2}$/, { error: "is not a day (for example 2026-12-25)" })
    .refine((text) => !/^\d{4}-\d{2}-\d{2}$/.test(text) || isDay(text), {
      error: "is a day that there is not (for example 2026-12-25)",
    });

/** When a value is unlike the same hour of earlier weeks (docs/anomalies.md). */
export const anomalies = z
  .strictObject({
    weeks: z
      .int({ error: "is not a whole number" })
      .min(3, { error: "is below 3: of two weeks nobody knows which one is odd" })
      .max(12, { error: "is above 12" })
      .default(4)
      .describe("weeks back whose same hour the band is made of"),
    weeksNeeded: z
      .int({ error: "is not a whole number" })
      .min(3, { error: "is below 3: of two weeks nobody knows which one is odd" })
      .max(12, { error: "is above 12" })
      .default(3)
      .describe("weeks of these that have to be known; with fewer nothing is told"),
    deviations: z
      .number()
      .min(1, { error: "is below 1" })
      .max(100, { error: "is above 100" })
      .default(4)
      .describe("half the width of the band, in deviations from the median"),
    leastPercent: threshold()
      .default(10)
      .describe("the deviation at least, as a share of the median: weeks that are all alike have none of their own"),
    leastErrorPercent: threshold()
      .default(0.5)
      .describe("the deviation at least of a share of errors, in percentage points"),
    leastLatencyMs: count().default(10).describe("the deviation at least of the 99th percentile, in milliseconds"),
    requestsPerMinute: count()
      .default(30)
      .describe("requests a minute of a service below which its errors and its latency are not looked at"),
    trafficFor: duration().default("15m").describe("how long traffic is outside its band before that alerts"),
    latencyFor: duration().default("15m").describe("how long latency is above its band before that alerts"),
    errorsFor: duration().default("10m").describe("how long the share of errors is above its band before that alerts"),
    afterRollout: duration()
      .default("1h")
      .describe("how long after a rollout of its Deployment nothing is told of a service"),
    adaptsAfter: duration()
      .default("1d")
      .describe(
        "what has been outside its band for half of this time, on one side, is its new level and no longer told",
      ),
    holidays: list(day())
      .default([])
      .describe("days on which nothing is told of any band, e.g. 2026-12-25, from midnight to midnight in `timezone`"),
    timezone: words().default("UTC").describe("the IANA time zone of `holidays`, e.g. Europe/Berlin"),
  })
  .prefault({})
  .describe("when a value is outside the band of the same hour of earlier weeks (docs/anomalies.md)");

/** The settings with every default. */
export type Anomalies = z.output<typeof anomalies>;

/** Seconds of history that a band needs at least, or the longest that it reads. The hour before now is read an hour ahead. */
export function historyOf({ weeksNeeded }: Pick<Anomalies, "weeksNeeded">): number {
  return weeksNeeded * WEEK;
}

/** Whether enough is kept for a band: without it there is none. */
export function hasBands(settings: {
  metrics: { retention: string };
  thresholds: { anomalies: Pick<Anomalies, "weeksNeeded"> };
}): boolean {
  return seconds(settings.metrics.retention) >= historyOf(settings.thresholds.anomalies);
}

/** The seconds since 1970 at which a day begins and ends in a time zone. */
export function dayIn(text: string, timezone: string): [from: number, to: number] {
  const midnight = Date.parse(`${text}T00:00:00Z`);
  return [begins(midnight, timezone), begins(midnight + 86_400_000, timezone)];
}

/** When it is midnight in a time zone, of a midnight in UTC. */
function begins(midnight: number, timezone: string): number {
  const first = midnight - ahead(midnight, timezone);
  // The clock may have been changed between the two.
  return (midnight - ahead(first, timezone)) / 1000;
}

/** Milliseconds by which a time zone is ahead of UTC at some time. */
function ahead(at: number, timezone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: timezone,
    hourCycle: "h23",
    year: "numeric",
    month: "2-digit",
    day: "2-digit",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
  }).formatToParts(at);
  const part = (type: string) => Number(parts.find((one) => one.type === type)?.value);
  const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return local - at;
}

function isDay(text: string): boolean {
  const at = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(text);
}
