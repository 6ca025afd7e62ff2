/**
 * The seasonal band: what a value usually is at this hour of the week, and how far from that it usually is.
 *
 * The middle is the median of the same hour over the past weeks, and the deviation is 1.4826 times the median of the absolute
 * deviations from it (MAD), which for normal values is their standard deviation. Half of the weeks may be odd before either
 * breaks down, where a mean and a standard deviation do with one. Sources: Rousseeuw and Croux, "Alternatives to the Median
 * Absolute Deviation", Journal of the American Statistical Association 88 (1993), section 1, for the factor and the breakdown
 * point; Leys et al., "Detecting outliers: Do not use standard deviation around the mean, use absolute deviation around the
 * median", Journal of Experimental Social Psychology 49 (2013), for the median plus or minus some of them.
 *
 * Three to a few weeks give a poor estimate of a deviation, and weeks that are all alike give none. It is therefore never below
 * a share of the median, nor, of what is counted, below the square root that a count has by chance (Poisson).
 *
 * The band at a moment is the widest of the hours around it, from an hour before to an hour after: a season that is shifted by
 * an hour, as by the change to summer time, stays within it, and so does what is steep.
 */
import type { Anomalies } from "../../settings/anomalies";
import type { Recording } from "../rule";
import { BY_SIGNAL, COUNTS, HOUR, NOW, NOW_SECONDS } from "./signals";

/** How often the bands are evaluated. Samples so far apart are just within Prometheus' look-back of 5 minutes, which is half-open. */
export const INTERVAL = "5m";

/** Median and deviation of the hour whose middle is an hour from now. */
export const AHEAD_MEDIAN = "service:signal_ahead:median";
export const AHEAD_DEVIATION = "service:signal_ahead:deviation";

/** The band now, and where the value is: 1 above it, -1 below, 0 within. */
export const UPPER = "service:signal_band:upper";
export const LOWER = "service:signal_band:lower";
export const OUTSIDE = "service:signal_band:outside";

/** The middle of the band now. */
export const USUAL = `(${AHEAD_MEDIAN} offset 1h)`;

/** The ratio of a normal distribution's standard deviation to its MAD. */
const NORMAL = 1.4826;

/** Evaluations of the last two hours, of 24, without which the band's shape is not known. */
const SHAPE = 16;

/** The recordings of the band, from what is kept of each hour. */
export function band(anomalies: Anomalies): Recording[] {
  const { weeks, weeksNeeded, deviations } = anomalies;
  const past = pastHours(weeks);
  const edge = (sign: "+" | "-") => `(${AHEAD_MEDIAN} ${sign} ${deviations} * ${AHEAD_DEVIATION})[2h:10m]`;
  const known = `count_over_time(${AHEAD_DEVIATION}[2h]) >= ${SHAPE}`;
  return [
    {
      record: AHEAD_MEDIAN,
      expr: `
        quantile by (${BY_SIGNAL}) (0.5, ${past})
        and count by (${BY_SIGNAL}) (${past}) >= ${weeksNeeded}`,
    },
    {
      record: AHEAD_DEVIATION,
      expr: `
        (
          ${NORMAL} * quantile by (${BY_SIGNAL}) (0.5, abs(${past} - on (${BY_SIGNAL}) group_left () ${AHEAD_MEDIAN}))
          > ${least(anomalies)}
        )
        or ${least(anomalies)}`,
    },
    { record: UPPER, expr: `max_over_time(${edge("+")}) and ${known}` },
    { record: LOWER, expr: `min_over_time(${edge("-")}) and ${known}` },
    { record: OUTSIDE, expr: `(${NOW} > bool ${UPPER}) - (${NOW} < bool ${LOWER})` },
  ];
}

/** The hour whose middle is an hour ahead of now, of each past week, told apart by the label `week`. */
function pastHours(weeks: number): string {
  const hours = Array.from({ length: weeks }, (_, index) => index + 1).map(
    (week) => `label_replace(${HOUR} offset ${168 * week - 2}h30m, "week", "${week}", "", "")`,
  );
  return `(${hours.join(" or ")})`;
}

/** The deviation at least. */
function least({ leastPercent, leastErrorPercent, leastLatencyMs }: Anomalies): string {
  const median = (matcher: string) => `${AHEAD_MEDIAN}{signal${matcher}}`;
  const counts = `=~"${COUNTS.join("|")}"`;
  const others = `!~"${[...COUNTS, "errors", "latency"].join("|")}"`;
  return `(
    ${leastPercent} / 100 * abs(${AHEAD_MEDIAN})
    + (
      sqrt(clamp_min(${median(counts)}, 0) / ${NOW_SECONDS})
      or 0 * ${median('="errors"')} + ${leastErrorPercent} / 100
      or 0 * ${median('="latency"')} + ${leastLatencyMs} / 1000
      or 0 * ${median(others)}
    )
  )`;
}
