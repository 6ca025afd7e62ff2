/** What is known of an application's requests, in slices of time of one length; and what is made of it. */
import type { Counts } from "./counts";

/** Seconds of a slice: the range of the recorded rates, so that slices stand side by side. */
export const SLICE = 300;

export const DAY_SLICES = 86_400 / SLICE;

export interface History {
  /** Requests, and those that failed, by slice, oldest first; the window is at the end. */
  requests: readonly number[];
  failed: readonly number[];
  /** Upper bounds of buckets, in seconds, ascending, the last one infinite. Empty where there are no durations. */
  bounds: readonly number[];
  /** Requests within each bound, those below it included, by slice. */
  within: readonly (readonly number[])[];
}

/** The bucket bound above which the share of requests is nearest to what is beyond a quantile, by its index. */
export function boundOf({ bounds, within }: History, quantile: number, end: number): number | undefined {
  const all = bucketsOf(
    { bounds, within },
    Array.from({ length: end }, (_, slice) => slice),
  );
  const total = all.at(-1) ?? 0;
  if (total === 0) return undefined;
  const far = (index: number) => {
    const above = 1 - (all[index] ?? 0) / total;
    return above <= 0 ? Infinity : Math.abs(Math.log(above / (1 - quantile)));
  };
  const found = bounds.map((_, index) => index).reduce((best, index) => (far(index) < far(best) ? index : best), 0);
  // The last bound has nothing above it.
  return Math.min(found, bounds.length - 2);
}

/** Requests that took longer than a bound, among all that have a duration. */
export function slowCounts({ within }: History, bound: number): Counts {
  return {
    events: within.map((buckets) => Math.max((buckets.at(-1) ?? 0) - (buckets[bound] ?? 0), 0)),
    among: within.map((buckets) => buckets.at(-1) ?? 0),
  };
}

/** Requests within each bound, of some slices together. */
export function bucketsOf({ bounds, within }: Pick<History, "bounds" | "within">, slices: readonly number[]): number[] {
  return bounds.map((_, index) => slices.reduce((sum, slice) => sum + (within[slice]?.[index] ?? 0), 0));
}

/**
 * A quantile of durations as Prometheus computes it: even within its bucket, and in the last one that one's lower bound. Source:
 * Prometheus, `promql/quantile.go`, `BucketQuantile`.
 */
export function quantileOf(bounds: readonly number[], within: readonly number[], quantile: number): number | undefined {
  const total = within.at(-1) ?? 0;
  if (total === 0 || bounds.length < 2) return undefined;
  const rank = quantile * total;
  const index = within.findIndex((count) => count >= rank);
  if (index === bounds.length - 1 || index < 0) return bounds.at(-2);
  const [lower, below] = index === 0 ? [0, 0] : [bounds[index - 1] ?? 0, within[index - 1] ?? 0];
  const upper = bounds[index] ?? 0;
  if (index === 0 && upper <= 0) return upper;
  const inside = (within[index] ?? 0) - below;
  return inside === 0 ? upper : lower + ((upper - lower) * (rank - below)) / inside;
}
