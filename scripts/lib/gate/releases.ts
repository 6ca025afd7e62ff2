/** The simulated releases on which the gate's rates of error are measured, and the tests that it was chosen from. */
import { holm } from "./families";
import { type Layout, standardized } from "./placebo";
import { errorTest, latencyTest } from "./shares";
import { DAY_SLICES, type History } from "./history";
import { judge } from "./judge";
import { LIMITS } from "./limits";
import { Random } from "./random";
import type { Verdict } from "./verdict";
import { normalShare } from "./normal";
import { type Application, NOTHING, type Release, simulated, STEADY } from "./world";

/** Slices of the history before the window: a day, and what the same time of it is compared with. */
export const AGAINST = DAY_SLICES + 18;

/** Ten minutes. */
export const LAYOUT: Layout = { window: 2, gap: 1 };

export interface Scenario {
  name: string;
  application: Application;
  release: Release;
}

const SEASONAL: Application = { ...STEADY, season: { traffic: 8, errors: 3, latency: 1.6 } };
const BURSTY: Application = { ...STEADY, bursts: { perDay: 8, slices: 2, share: 0.05 } };
const INCIDENT: Application = { ...STEADY, bursts: { perDay: 1, slices: 4, share: 0.3 } };
const RESTLESS: Application = { ...STEADY, errorsMove: 1, latencyMove: 0.15 };
const FAILING: Application = { ...STEADY, errors: 0.03 };
const SPARSE: Application = { ...STEADY, rate: 0.1 };
const RARE: Application = { ...STEADY, rate: 0.01 };

const errors = (points: number): Release => ({ errors: points / 100, latency: 1 });
const slower = (percent: number): Release => ({ errors: 0, latency: 1 + percent / 100 });

const of = (kind: string, application: Application, releases: Readonly<Record<string, Release>>): Scenario[] =>
  Object.entries(releases).map(([what, release]) => ({ name: `${kind}: ${what}`, application, release }));

/** Of each kind of application a good release, and worse ones. */
export const SCENARIOS: readonly Scenario[] = [
  ...of("steady", STEADY, {
    good: NOTHING,
    "errors +0.5 points": errors(0.5),
    "errors +1 point": errors(1),
    "errors +2 points": errors(2),
    "10 % slower": slower(10),
    "25 % slower": slower(25),
    "50 % slower": slower(50),
    "100 % slower": slower(100),
    down: errors(100),
  }),
  ...of("seasonal", SEASONAL, {
    good: NOTHING,
    "errors +2 points": errors(2),
    "50 % slower": slower(50),
    "100 % slower": slower(100),
  }),
  ...of("bursty", BURSTY, {
    good: NOTHING,
    "errors +2 points": errors(2),
    "errors +5 points": errors(5),
    "errors +10 points": errors(10),
  }),
  ...of("an incident a day", INCIDENT, { good: NOTHING, "errors +2 points": errors(2), "errors +5 points": errors(5) }),
  ...of("restless", RESTLESS, {
    good: NOTHING,
    "errors +2 points": errors(2),
    "50 % slower": slower(50),
    "100 % slower": slower(100),
  }),
  ...of("3 % fail always", FAILING, { good: NOTHING, "errors +2 points": errors(2), "errors +5 points": errors(5) }),
  ...of("sparse, 6 a minute", SPARSE, {
    good: NOTHING,
    "errors +10 points": errors(10),
    "errors +20 points": errors(20),
    "100 % slower": slower(100),
  }),
  ...of("sparse, 6 in ten minutes", RARE, { good: NOTHING, down: errors(100) }),
];

/** A release of a scenario. @param number Which one: each is another, and the same each time. */
export function releaseOf({ application, release }: Scenario, number: number, layout = LAYOUT): History {
  return simulated(application, release, new Random(1 + number * 7919), {
    against: AGAINST + layout.gap,
    window: layout.window,
  });
}

/** What the gate says of it. */
export function gateOf(history: History, layout = LAYOUT): Verdict {
  return judge({ history, restarts: undefined, logs: undefined, slos: [], layout }).verdict;
}

/**
 * Whether a test of two proportions alarms: errors, and requests slower than the bounds of p95 and p99, in the window and in the
 * hour before, corrected by Holm. It is what one would write first, and what the gate is measured beside: alone, and where what
 * is too small to matter is left out as the gate does.
 */
export function proportionsOf(history: History, layout = LAYOUT): { alone: boolean; mattering: boolean } {
  const latencies = ([0.95, 0.99] as const).map((quantile) => latencyTest(history, layout, quantile));
  const tests = [errorTest(history, layout), ...latencies.filter((test) => test !== undefined)];
  const ps = holm(tests.map(({ now, before }) => 1 - normalShare(standardized(now, before, 0))));
  const alarms = tests.filter((_, at) => (ps[at] ?? 1) <= LIMITS.alarms);
  return { alone: alarms.length > 0, mattering: alarms.some(({ matters }) => matters) };
}

/** A share of so many, and the interval in which it is with 95 %. Source: Wilson, Journal of the American Statistical Association 22 (1927). */
export function interval(count: number, all: number): { share: number; low: number; high: number } {
  const z = 1.959964;
  const share = count / all;
  const middle = share + z ** 2 / (2 * all);
  const half = z * Math.sqrt((share * (1 - share)) / all + z ** 2 / (4 * all ** 2));
  const whole = 1 + z ** 2 / all;
  return { share, low: Math.max((middle - half) / whole, 0), high: Math.min((middle + half) / whole, 1) };
}
