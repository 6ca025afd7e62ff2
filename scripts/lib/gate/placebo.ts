/**
 * The test: is what came after the release further from what was before it than the same stretch of any other time is from what
 * was before that? Each earlier stretch of the window's length is looked at as if something had been released at its beginning
 * (a placebo), and the release has to stand out among them.
 *
 * Nothing is assumed of how requests fail: bursts, failures that come together and steep hours of the day are in the earlier
 * stretches as much as in the window. A test of two proportions takes requests for independent, and calls a release bad for each
 * burst (docs/release-gate.md has the figures). Sources: Chernozhukov, Wüthrich and Zhu, "An Exact and Robust Conformal Inference
 * Method for Counterfactual and Synthetic Controls", Journal of the American Statistical Association 116 (2021), section 2, for
 * the permutation of blocks in time; Phipson and Smyth, "Permutation P-values Should Never Be Zero", Statistical Applications in
 * Genetics and Molecular Biology 9 (2010), for the 1 that is added.
 */
import { type Counts, filled, ratio, type Share, shareOf } from "./counts";

/** Slices before a stretch that it is compared with: an hour of five minutes each. */
export const BEFORE = 12;

/** Slices of {@link BEFORE} without which there is nothing to compare with. */
const BEFORE_NEEDED = 4;

/** The share of what differs most that does not count for {@link correlation}. */
const LEFT_OUT = 0.25;

export interface Layout {
  /** Slices of the window, at the end. */
  window: number;
  /** Slices between it and what it is compared with: those in which the release was rolled out. */
  gap: number;
}

export interface Placebos {
  /** How far the window stands out, in standard errors; undefined where there is nothing in it, or nothing to compare it with. */
  z: number | undefined;
  /** The same of each earlier stretch, by the slice at which it begins. */
  earlier: readonly (number | undefined)[];
  /** As {@link correlation}. */
  rho: number;
}

/** Where the window begins. */
export function beginOf({ among }: Pick<Counts, "among">, { window }: Layout): number {
  return among.length - window;
}

/** Where each earlier stretch begins: the last one ends before the release. */
export function startsOf(slices: number, { window, gap }: Layout): number[] {
  return Array.from({ length: Math.max(slices - 2 * window - gap + 1, 0) }, (_, from) => from);
}

/** What was before a stretch. */
export function beforeOf(counts: Counts, from: number, { gap }: Layout): number[] {
  return filled(counts, from - gap - BEFORE, from - gap);
}

/** Compares the window, and every earlier stretch, each with what was before it. */
export function placebos(counts: Counts, layout: Layout): Placebos {
  const begin = beginOf(counts, layout);
  const starts = startsOf(counts.among.length, layout);
  const rho = correlation(counts, starts, layout);
  const z = (from: number) => standing(counts, from, layout, rho);
  return { z: z(begin), earlier: starts.map(z), rho };
}

/**
 * How far a stretch stands out: that one of its slices which does so least. What a release does lasts, and a burst passes: one of
 * five minutes does not make a stretch of ten stand out.
 */
export function standing(counts: Counts, from: number, layout: Layout, rho: number): number | undefined {
  const before = beforeOf(counts, from, layout);
  const slices = filled(counts, from, from + layout.window);
  if (before.length < BEFORE_NEEDED || slices.length === 0) return undefined;
  const usual = shareOf(counts, before);
  return Math.min(...slices.map((slice) => standardized(shareOf(counts, [slice]), usual, rho)));
}

/**
 * The difference of two shares by its standard error, where the requests of a slice are correlated by `rho` (beta-binomial): a
 * share of n requests has the variance p(1-p)(1+(n-1)rho)/n. Both are taken together for p, as under "nothing has changed", with
 * half an event added, so that there is a variance where nothing has ever failed. Sources: Fleiss, Levin and Paik, "Statistical
 * Methods for Rates and Proportions" (2003), section 3.3, for two proportions; Williams, "The Analysis of Binary Responses from
 * Toxicological Experiments Involving Reproduction and Teratogenicity", Biometrics 31 (1975), for the variance.
 */
export function standardized(now: Share, before: Share, rho: number): number {
  if (now.among <= 0 || before.among <= 0) return 0;
  const p = Math.min((now.events + before.events + 0.5) / (now.among + before.among + 1), 0.999);
  return (ratio(now) - ratio(before)) / Math.sqrt(p * (1 - p) * (part(now, rho) + part(before, rho)));
}

/** (1+(n-1)rho)/n of each slice, and of so many slices that much less. */
function part({ among, slices }: Share, rho: number): number {
  const each = among / Math.max(slices, 1);
  return (1 + Math.max(each - 1, 0) * rho) / among;
}

/**
 * The correlation of requests of one slice by the method of moments, of what differs between each slice and what was before it: so
 * a slow change over the day does not count. The quarter of them that differ most is left out, so that an outage does not make
 * every stretch look like another. It only makes busy and quiet hours comparable; how likely a difference is, ranks say.
 */
export function correlation(counts: Counts, starts: readonly number[], layout: Layout): number {
  const terms = starts
    .flatMap((from) => {
      const [now, before] = [
        shareOf(counts, filled(counts, from, from + 1)),
        shareOf(counts, beforeOf(counts, from, layout)),
      ];
      if (now.among === 0 || before.slices < BEFORE_NEEDED) return [];
      const p = (now.events + before.events) / (now.among + before.among);
      const of = (rho: number) => p * (1 - p) * (part(now, rho) + part(before, rho));
      return [{ excess: (ratio(now) - ratio(before)) ** 2 - of(0), room: of(1) - of(0) }];
    })
    .filter(({ room }) => room > 0)
    .sort((a, b) => a.excess / a.room - b.excess / b.room);
  const kept = terms.slice(0, Math.ceil(terms.length * (1 - LEFT_OUT)));
  const sum = (of: (term: (typeof terms)[number]) => number) => kept.reduce((all, term) => all + of(term), 0);
  const room = sum((term) => term.room);
  return room === 0 ? 0 : Math.min(Math.max(sum(({ excess }) => excess) / room, 0), 1);
}

/** The share of stretches, with the window itself, that stand out as much as it does. */
export function rankP(z: number, earlier: readonly (number | undefined)[]): number {
  const known = earlier.filter((one) => one !== undefined);
  return (1 + known.filter((one) => one >= z).length) / (1 + known.length);
}
