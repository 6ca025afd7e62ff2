/**
 * Several checks of one release: with five of them, each at 5 %, one in four good releases would fail one. Two corrections hold
 * the probability that any of them is failed wrongly.
 */
import { rankP } from "./placebo";

/**
 * Holm's step-down procedure. Source: Holm, "A Simple Sequentially Rejective Multiple Test Procedure", Scandinavian Journal of
 * Statistics 6 (1979). @returns Adjusted p-values in the order of those given.
 */
export function holm(ps: readonly number[]): number[] {
  const order = ps.map((p, index) => ({ p, index })).sort((a, b) => a.p - b.p);
  const adjusted = new Array<number>(ps.length).fill(1);
  let highest = 0;
  for (const [rank, { p, index }] of order.entries()) {
    highest = Math.max(highest, Math.min(p * (ps.length - rank), 1));
    adjusted[index] = highest;
  }
  return adjusted;
}

/**
 * Westfall's and Young's minimum of p, in one step: how many of the stretches stand out in any check as much as the window does in
 * this one. Where checks fail together, as errors and latency do, nothing is lost for their number. Source: Westfall and Young,
 * "Resampling-Based Multiple Testing" (1993), section 2.3.3; as laid out in Ge, Dudoit and Speed, "Resampling-based multiple
 * testing for microarray data analysis", Test 12 (2003), section 3.
 */
export class Family {
  /** Of each earlier stretch the least p of all checks, ascending. */
  private readonly least: readonly number[];

  constructor(private readonly checks: readonly Check[]) {
    this.least = leastPs(checks);
  }

  /** The adjusted p-values, in the order of the checks. */
  ps(): number[] {
    return this.checks.map(({ z, earlier }) => this.adjusted(rankP(z, earlier)));
  }

  /** How far a check has to stand out for its adjusted p to be at most so much; infinite where nothing would. */
  critical(index: number, most: number): number {
    const earlier = (this.checks[index]?.earlier ?? []).filter((one) => one !== undefined).sort((a, b) => b - a);
    const stops = earlier.findIndex((_, above) => this.adjusted((1 + above) / (1 + earlier.length)) > most);
    return earlier[(stops < 0 ? earlier.length : stops) - 1] ?? Infinity;
  }

  private adjusted(p: number): number {
    let [low, high] = [0, this.least.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.least[middle] ?? 1) <= p) low = middle + 1;
      else high = middle;
    }
    return (1 + low) / (1 + this.least.length);
  }
}

/** One check: the window's z, and those of earlier stretches. */
export interface Check {
  z: number;
  earlier: readonly (number | undefined)[];
}

/** Of each earlier stretch the least p of all checks, ascending. */
function leastPs(checks: readonly Check[]): number[] {
  const length = Math.max(0, ...checks.map(({ earlier }) => earlier.length));
  const byStretch = checks.map(({ z, earlier }) => stretchPs(z, earlier));
  return Array.from({ length }, (_, at) =>
    byStretch.reduce<number | undefined>(
      (min, ps) => (ps[at] === undefined ? min : Math.min(min ?? 1, ps[at])),
      undefined,
    ),
  )
    .filter((one) => one !== undefined)
    .sort((a, b) => a - b);
}

/** The p of each earlier stretch among all and the window. */
function stretchPs(z: number, earlier: readonly (number | undefined)[]): (number | undefined)[] {
  const sorted = [...earlier.filter((one) => one !== undefined), z].sort((a, b) => b - a);
  const rank = new Map<number, number>();
  for (const [index, value] of sorted.entries()) rank.set(value, index + 1);
  return earlier.map((one) => (one === undefined ? undefined : (rank.get(one) ?? 1) / sorted.length));
}
