/**
 * The windows over which SLOs are looked at, and how each is made of shorter ones. Only the shortest is computed from what
 * applications expose; every longer window is the mean of windows that lie side by side and cover it without a gap, so that its
 * cost does not grow with its length.
 *
 * Errors and events are kept apart all the way, and divided last: the ratio of a window is the sum of its errors by the sum of
 * its events, not the mean of ratios, in which a quiet hour would weigh as much as a busy one ("Avoid averaging averages",
 * Prometheus, "Recording rules"). A time that nothing is recorded of counts as no events.
 */

/** How often the base and the windows are evaluated: a divisor of every window. */
export const INTERVAL = "30s";

/** The window that is computed from what applications expose. */
export const BASE = { name: "5m", seconds: 300 };

/** A longer window: `count` windows of the name `of`, each `step` after the one before. */
interface Window {
  name: string;
  seconds: number;
  of: string;
  step: string;
  count: number;
}

/** The windows of the alerts, shortest first: each is made of one before it. */
export const WINDOWS: readonly Window[] = [
  { name: "30m", seconds: 1800, of: "5m", step: "5m", count: 6 },
  { name: "1h", seconds: 3600, of: "30m", step: "30m", count: 2 },
  { name: "2h", seconds: 7200, of: "1h", step: "1h", count: 2 },
  { name: "6h", seconds: 21_600, of: "2h", step: "2h", count: 3 },
  { name: "1d", seconds: 86_400, of: "6h", step: "6h", count: 4 },
  { name: "3d", seconds: 259_200, of: "1d", step: "1d", count: 3 },
];

/** The longest window of an alert, in days: an SLO's own may not be shorter. */
export const LONGEST_DAYS = 3;

/** The series of a window, per second. */
export const rateOf = (what: "errors" | "events", window: string): string => `slo:${what}:rate${window}`;

/** What tells one SLO from another. */
export const BY_SLO = "namespace, service, slo";

/** The mean of windows side by side; those that nothing is recorded of count as zero, once the newest is there. */
export function tiled(series: string, offsets: readonly string[], by: number): string {
  const tiles = offsets.map((offset) => (offset === "0s" ? series : `(${series} offset ${offset} or 0 * ${series})`));
  return `(${tiles.join(" + ")}) / ${by}`;
}

/** The expression of one of {@link WINDOWS}. */
export function windowExpr(what: "errors" | "events", { of, step, count }: Window): string {
  return tiled(rateOf(what, of), steps(step, count), count);
}

/** The offsets of windows side by side: 0s, 2h, 4h. @param step Its amount and unit. */
export function steps(step: string, count: number, from = 0): string[] {
  const [, amount = "", unit = ""] = /^(\d+)([a-z])$/.exec(step) ?? [];
  return Array.from({ length: count }, (_, index) => {
    const at = Number(amount) * index + from;
    return at === 0 ? "0s" : `${at}${unit}`;
  });
}
