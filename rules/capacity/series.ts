/**
 * How growth is measured, the same way for everything that can be full. Hourly peaks of what is used are put together to the
 * peak of a day and of a period (7 days); the peak of this period is compared with those of the two periods before it. Growth
 * is the smaller of the two differences, by the day; days left are what is free above the day's peak, divided by it.
 *
 * Why peaks: what is full is full at its peak, and a store that retention, compaction or rotation empties again and again has
 * the same peak in every period, however steep its teeth are. Why the smaller of two differences: a single step (a bulk load,
 * a restore) is in one of them only, so that it is no growth, and a line is in both. This is a forecast by the naive method
 * with drift on block maxima (Hyndman and Athanasopoulos, "Forecasting: Principles and Practice", 3rd edition, section 5.2),
 * with the least of two drifts in the place of their mean: a mean, and a least-squares line as `predict_linear` draws it, have
 * no defence against one outlier (section 13.9). It extrapolates no further than it has looked back: 14 days ahead of 14.
 *
 * A period's peak is recorded, and recorded again a period later as that of the period before. So Prometheus has to keep a
 * period and a day, not three periods.
 */
import type { Recording } from "../rule";

/** What is used, at its peak within the hour, in a unit of its own; `resource` says of what. */
export const USED = "resource:capacity_used:max1h";
/** What there can be at most, in the same unit. */
export const LIMIT = "resource:capacity_limit:last";
const DAY = "resource:capacity_used:max1d";
const PERIOD = "resource:capacity_used:max_period";
const BEFORE = "resource:capacity_used:max_period_before";
const SECOND_BEFORE = "resource:capacity_used:max_period_second_before";
/** What it grows by in a day. */
export const GROWTH = "resource:capacity_growth:per_day";
/** Days until it is full, of what grows. */
export const LEFT = "resource:capacity_left:days";
/** What a store of logs or of traces is sent in a day, at the rate of an hour. */
export const ARRIVED = "resource:capacity_arrived:per_day";

/** How often all of it is evaluated. */
export const INTERVAL = "1h";

/**
 * What was recorded a period ago, or up to so long before: an hour may be missing, or all of them while Prometheus was away.
 */
const SLACK = "6h";

/** What the labels are by which one thing that can be full is told from another. */
export const SUBJECT = "resource, namespace, persistentvolumeclaim, node, device, pod, nodeset";

/** Recordings of growth and days left, of everything that {@link USED} and {@link LIMIT} say something of. */
export function forecast(periodDays: number): Recording[] {
  const shifted = (series: string) => `last_over_time(${series}[${SLACK}] offset ${periodDays}d)`;
  const latest = `(${PERIOD} - ${BEFORE})`;
  const earlier = `(${BEFORE} - ${SECOND_BEFORE})`;
  return [
    { record: DAY, expr: `max_over_time(${USED}[1d])` },
    { record: PERIOD, expr: `max_over_time(${USED}[${periodDays}d])` },
    { record: BEFORE, expr: shifted(PERIOD) },
    { record: SECOND_BEFORE, expr: shifted(BEFORE) },
    // The smaller of the two; neither, where one is not known yet.
    { record: GROWTH, expr: `(${latest} <= ${earlier} or ${earlier}) / ${periodDays}` },
    // The limit of the day: with a node that is away for an hour, there is no less to be had for long.
    { record: LEFT, expr: `clamp_min(max_over_time(${LIMIT}[1d]) - ${DAY}, 0) / (${GROWTH} > 0)` },
  ];
}
