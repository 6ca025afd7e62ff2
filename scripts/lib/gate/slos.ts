/** Objectives: whether the window burns their budget as fast as it takes to wake somebody. */
import { LIMITS } from "./limits";
import { BEFORE, type Layout } from "./placebo";
import type { Verdict } from "./verdict";

export interface SloHistory {
  slo: string;
  /** Bad events and all, by slice. */
  errors: readonly number[];
  events: readonly number[];
  /** The share that may be bad. */
  budget: number;
  /** The burn rate that alerts as critical, as `SloBudgetBurning` has it. */
  pages: number;
}

export interface SloFinding {
  slo: string;
  verdict: Verdict;
  /** How many times as fast as allowed the budget burns, and did in the hour before. */
  burn: number;
  before: number;
  pages: number;
  bad: number;
}

/**
 * Regressed: in each slice of the window it burns as fast as it takes to page, and twice as fast as in the hour before, with
 * enough bad events to be no accident. Good: it does not, though there were requests enough to see that.
 */
export function judgedSlos(slos: readonly SloHistory[], { window, gap }: Layout): SloFinding[] {
  return slos.map(({ slo, errors, events, budget, pages }) => {
    const begin = events.length - window;
    const sum = (values: readonly number[], from: number, to: number) =>
      values.slice(Math.max(from, 0), Math.max(to, 0)).reduce((all, one) => all + one, 0);
    const burnOf = (from: number, to: number) => {
      const all = sum(events, from, to);
      return all === 0 ? 0 : sum(errors, from, to) / all / budget;
    };
    const [burn, before] = [burnOf(begin, begin + window), burnOf(begin - gap - BEFORE, begin - gap)];
    const bad = sum(errors, begin, begin + window);
    const each = Array.from({ length: window }, (_, index) => burnOf(begin + index, begin + index + 1));
    const all = sum(events, begin, begin + window);
    const regressed = bad >= LIMITS.sloErrors && each.every((one) => one >= pages) && burn >= 2 * before;
    // As many bad events as it takes would have been there, had it burned so fast.
    const isSeen = all * budget * pages >= LIMITS.sloErrors || all * Math.min(budget * pages, 1) >= LIMITS.sloErrors;
    return { slo, verdict: regressed ? "regressed" : isSeen ? "good" : "unknown", burn, before, pages, bad } as const;
  });
}
