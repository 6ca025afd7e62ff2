/** Checks of events that are no share of requests: restarts of pods, and lines of errors. */
import { type Counts, filled, ratio, type Share, shareOf } from "./counts";
import { SLICE } from "./history";
import { LIMITS } from "./limits";
import { BEFORE, beforeOf, beginOf, type Layout, placebos, startsOf } from "./placebo";

export interface EventTest {
  check: "restarts" | "log errors";
  z: number | undefined;
  earlier: readonly (number | undefined)[];
  /** Events; of lines, among all of them. */
  now: Share;
  before: Share;
  matters: boolean;
  /** Events a minute. */
  perMinute: { now: number; before: number };
}

/** Restarts are rare, and a count of them is compared as it is: with the most that as long a stretch has had. */
export function restartTest(restarts: readonly number[], layout: Layout): EventTest {
  const { window, gap } = layout;
  const begin = restarts.length - window;
  const sum = (from: number, to: number) => restarts.slice(Math.max(from, 0), to).reduce((all, one) => all + one, 0);
  const share = (from: number, to: number): Share => ({
    events: sum(from, to),
    among: 0,
    slices: Math.max(to - Math.max(from, 0), 0),
  });
  const [now, before] = [share(begin, begin + window), share(begin - gap - BEFORE, begin - gap)];
  return {
    check: "restarts",
    z: now.events,
    earlier: startsOf(restarts.length, layout).map((from) => sum(from, from + window)),
    now,
    before,
    matters: now.events >= LIMITS.restarts,
    perMinute: perMinute(now, before),
  };
}

/** As a share of all lines, and by the minute: more lines of every level are traffic, fewer of the others are a level turned off. */
export function logTest(
  { errors, lines }: { errors: readonly number[]; lines: readonly number[] },
  layout: Layout,
): EventTest {
  const counts: Counts = { events: errors, among: lines };
  const begin = beginOf(counts, layout);
  const now = shareOf(counts, filled(counts, begin, begin + layout.window));
  const before = shareOf(counts, beforeOf(counts, begin, layout));
  const rates = perMinute(now, before);
  const { z, earlier } = placebos(counts, layout);
  return {
    check: "log errors",
    z,
    earlier,
    now,
    before,
    matters:
      ratio(now) >= LIMITS.logs.times * ratio(before) &&
      rates.now >= LIMITS.logs.times * rates.before &&
      rates.now - rates.before >= LIMITS.logs.perMinute,
    perMinute: rates,
  };
}

function perMinute(now: Share, before: Share): { now: number; before: number } {
  const of = ({ events, slices }: Share) => (slices === 0 ? 0 : (events / (slices * SLICE)) * 60);
  return { now: of(now), before: of(before) };
}
