/** Checks of a share of requests: those that fail, and those that are slower than a bound of the histogram. */
import { type Counts, filled, middleHalf, ratio, type Share, shareOf } from "./counts";
import { LIMITS } from "./limits";
import { normalShare } from "./normal";
import { beforeOf, beginOf, type Layout, placebos, standardized } from "./placebo";
import { bucketsOf, boundOf, DAY_SLICES, type History, quantileOf, slowCounts } from "./history";

/** What a check has found: how far the window stands out among earlier stretches, and what it differs in. */
export interface ShareTest {
  check: "errors" | "p95" | "p99";
  z: number | undefined;
  earlier: readonly (number | undefined)[];
  now: Share;
  before: Share;
  /** Of the same time of earlier days; undefined where there were no requests. */
  sameTime: Share | undefined;
  /** The same in seconds, of quantiles; and the bound above which a request counts as slow. */
  seconds?: { now: number; before: number; sameTime: number | undefined; bound: number };
  /** Whether what it differs in matters, against what was before and against the same time of earlier days. */
  matters: boolean;
  /** How far the share would have to rise to be seen with a probability of 80 %, if standing out takes this z. */
  detectable: (critical: number) => number;
}

/** The slices of the same time of earlier days, without the odd ones of them. */
export function sameTimeOf(counts: Counts, layout: Layout): number[] {
  const begin = beginOf(counts, layout);
  const days = Math.floor((begin + LIMITS.around) / DAY_SLICES);
  const slices = Array.from({ length: days }, (_, day) => begin - (day + 1) * DAY_SLICES).flatMap((from) =>
    filled(counts, from - LIMITS.around, from + layout.window + LIMITS.around),
  );
  return middleHalf(counts, slices);
}

export function errorTest(history: History, layout: Layout): ShareTest {
  const counts = { events: history.failed, among: history.requests };
  return shareTest("errors", counts, layout, ({ now, before }) => {
    const [share, usual] = [ratio(shareOf(counts, now)), ratio(shareOf(counts, before))];
    return share - usual >= LIMITS.errors.points && share >= LIMITS.errors.times * usual;
  });
}

/** @returns Undefined where there are no durations. */
export function latencyTest(history: History, layout: Layout, quantile: 0.95 | 0.99): ShareTest | undefined {
  const begin = history.requests.length - layout.window;
  const bound = boundOf(history, quantile, begin);
  if (bound === undefined) return undefined;
  const of = (slices: readonly number[]) => quantileOf(history.bounds, bucketsOf(history, slices), quantile);
  const test = shareTest(
    `p${quantile * 100}` as "p95" | "p99",
    slowCounts(history, bound),
    layout,
    ({ now, before }) => {
      const [seconds, usual] = [of(now) ?? 0, of(before) ?? 0];
      return seconds >= LIMITS.latency.times * usual && seconds - usual >= LIMITS.latency.seconds;
    },
  );
  const { now, before, sameTime } = test.slices;
  return {
    ...test,
    seconds: { now: of(now) ?? 0, before: of(before) ?? 0, sameTime: of(sameTime), bound: history.bounds[bound] ?? 0 },
  };
}

interface Slices {
  now: number[];
  before: number[];
  sameTime: number[];
}

function shareTest(
  check: ShareTest["check"],
  counts: Counts,
  layout: Layout,
  differs: (slices: Pick<Slices, "now" | "before">) => boolean,
): ShareTest & { slices: Slices } {
  const { z, earlier, rho } = placebos(counts, layout);
  const begin = beginOf(counts, layout);
  const now = filled(counts, begin, begin + layout.window);
  const before = beforeOf(counts, begin, layout);
  const sameTime = sameTimeOf(counts, layout);
  const shares = { now: shareOf(counts, now), before: shareOf(counts, before), sameTime: shareOf(counts, sameTime) };
  const isUnlikeOtherDays =
    sameTime.length === 0 ||
    (differs({ now, before: sameTime }) && standardized(shares.now, shares.sameTime, rho) > LIMITS.sameTimeZ);
  return {
    check,
    z,
    earlier,
    ...shares,
    sameTime: sameTime.length === 0 ? undefined : shares.sameTime,
    matters: differs({ now, before }) && isUnlikeOtherDays,
    detectable: (critical) =>
      detectable(
        now.map((slice) => shareOf(counts, [slice])),
        shares.before,
        rho,
        critical,
      ),
    slices: { now, before, sameTime },
  };
}

/**
 * How far the share would have to rise for each slice of the window to stand out with a probability of 80 %; 1 where no rise would.
 * By the normal distribution, in which requests are correlated, and by the binomial one, which is right where there are few.
 */
function detectable(slices: readonly Share[], before: Share, rho: number, critical: number): number {
  const usual = ratio(before);
  if (slices.length === 0 || !Number.isFinite(critical)) return 1;
  const least = slices.map((one) => leastEvents(one, before, rho, critical));
  const stands = (rise: number) => {
    const p = Math.min(usual + rise, 1);
    const isLikely = slices.every(
      (one) => standardized({ ...one, events: p * one.among }, before, rho) - LIMITS.powerZ >= critical,
    );
    const all = slices.reduce(
      (product, { among }, at) => product * atLeast(least[at] ?? Infinity, Math.round(among), p),
      1,
    );
    return isLikely && all >= LIMITS.power;
  };
  if (!stands(1 - usual)) return 1;
  let [low, high] = [0, 1 - usual];
  for (let step = 0; step < 20; step++) {
    const middle = (low + high) / 2;
    if (stands(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Events of a slice with which it stands out. */
function leastEvents(slice: Share, before: Share, rho: number, critical: number): number {
  let [low, high] = [0, Math.ceil(slice.among) + 1];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (standardized({ ...slice, events: middle }, before, rho) >= critical) high = middle;
    else low = middle + 1;
  }
  return low > slice.among ? Infinity : low;
}

/** The probability of at least so many events of a binomial distribution; where many are expected, the normal one's. */
function atLeast(events: number, among: number, p: number): number {
  if (events <= 0) return 1;
  if (events > among) return 0;
  if (p >= 1) return 1;
  if (among * p > 50) return 1 - normalShare((events - 0.5 - among * p) / Math.sqrt(among * p * (1 - p)));
  let [term, below] = [(1 - p) ** among, 0];
  for (let count = 0; count < events; count++) {
    below += term;
    term *= ((among - count) / (count + 1)) * (p / (1 - p));
  }
  return 1 - below;
}
