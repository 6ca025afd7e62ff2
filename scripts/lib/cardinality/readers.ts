/** What reads metrics: rules, panels and whatever else is known to ask Prometheus. */
import { literalPattern, patternMatcher } from "../../../settings/re2";
import { type NameMatcher, selectorsOf } from "./selectors";

/** A query, and where it stands. */
export interface Reading {
  /** E.g. `rule ServiceErrorRateHigh`, `panel Requests of Application health`. */
  where: string;
  query: string;
}

/** No metric is called so: a selector that takes it takes anything. */
const NOBODY = "\u0001no metric\u0001";

export class Readers {
  private readonly exact = new Map<string, string>();
  private readonly patterns: { reads: (metric: string) => boolean; where: string }[] = [];
  /** Queries of whatever metric there is: they show that it is there, and need none of it. */
  readonly ofAny: string[] = [];
  /** Texts that are not PromQL, of which every word counts as read. */
  readonly unreadable: string[] = [];

  constructor(readings: readonly Reading[]) {
    const seen = new Set<string>();
    for (const { where, query } of readings) {
      if (seen.has(query)) continue;
      seen.add(query);
      this.add(where, query);
    }
  }

  /** What reads a metric first; undefined where nothing that is known does. */
  readerOf(metric: string): string | undefined {
    return this.exact.get(metric) ?? this.patterns.find(({ reads }) => reads(metric))?.where;
  }

  private add(where: string, query: string): void {
    const { selectors, words } = selectorsOf(query);
    if (words.length > 0) this.unreadable.push(where);
    for (const word of words) if (!this.exact.has(word)) this.exact.set(word, where);
    for (const matchers of selectors) {
      const [only, ...others] = matchers;
      if (only?.op === "=" && others.length === 0) {
        if (!this.exact.has(only.value)) this.exact.set(only.value, where);
        continue;
      }
      const reads = conjunction(matchers);
      if (reads(NOBODY)) this.ofAny.push(where);
      else this.patterns.push({ reads, where });
    }
  }
}

function conjunction(matchers: readonly NameMatcher[]): (metric: string) => boolean {
  const tests = matchers.map(({ op, value }) => {
    const isPattern = op === "=~" || op === "!~";
    const matches = compiled(isPattern ? value : literalPattern(value));
    return op.startsWith("!") ? (metric: string) => !matches(metric) : matches;
  });
  return (metric) => tests.every((test) => test(metric));
}

/** A pattern that RE2 does not take reads nothing: Prometheus would refuse it. */
function compiled(pattern: string): (text: string) => boolean {
  try {
    return patternMatcher(pattern);
  } catch {
    return () => false;
  }
}
