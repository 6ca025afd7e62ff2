/** The alerts of SLOs. */
import { SERVICE_LEVELS_UID } from "../../names/dashboards";
import type { Slo } from "../../settings/apps";
import { type Alert, PLATFORM } from "../rule";
import { BUDGET, DAYS, daysOf } from "./objective";
import { BY_SLO, rateOf } from "./windows";

const common = { ...PLATFORM, component: "slo", dashboard: SERVICE_LEVELS_UID, team: "{{ $labels.team }}" };

/** Two windows, and the share of the budget that is gone when the long one has burned at the rate that alerts. */
interface Pair {
  long: string;
  short: string;
  hours: number;
  share: number;
}

/** Table 5-8: of a window of 30 days these are burn rates of 14.4, 6, 3 and 1. */
const FAST: readonly [Pair, Pair] = [
  { long: "1h", short: "5m", hours: 1, share: 0.02 },
  { long: "6h", short: "30m", hours: 6, share: 0.05 },
];
const SLOW: readonly [Pair, Pair] = [
  { long: "1d", short: "2h", hours: 24, share: 0.1 },
  { long: "3d", short: "6h", hours: 72, share: 0.1 },
];

/** The slowest burn rate that pages; a budget that it exceeds cannot be burned that fast. */
export function slowestPage(slo: Pick<Slo, "window">): number {
  return Math.max(1, Number(((FAST[1].share * 24 * daysOf(slo)) / FAST[1].hours).toPrecision(9)));
}

/** The burn rate that pages within an hour, of a window of so many days. */
export function fastestPage(days: number): number {
  return Math.max(1, Number(((FAST[0].share * 24 * days) / FAST[0].hours).toPrecision(9)));
}

/** How many times as fast as its window allows an SLO has burned its budget, with its team. */
function burn(window: string, matchers: string): string {
  return `${rateOf("errors", window)} / (${rateOf("events", window)} > 0) / on (${BY_SLO}) group_left (team) ${BUDGET}{${matchers}}`;
}

/**
 * A pair of windows that both burn at the rate at which the long one uses up its share of the budget: the short one ends it soon
 * after the errors do. A rate below 1 is none to tell of, as the budget then lasts: of windows shorter than 30 days, the slower
 * pairs would have one.
 */
function burning({ long, short, hours, share }: Pair, matchers: string, errors: number): string {
  const rate = `on (${BY_SLO}) group_left () clamp_min(${share} * 24 / ${hours} * ${DAYS}, 1)`;
  return `
    (
      ${burn(long, matchers)} > ${rate}
      and ${burn(short, matchers)} > ${rate}
      and on (${BY_SLO}) ${rateOf("errors", long)} * ${hours * 3600} >= ${errors}
    )`;
}

const NAMED = "{{ $labels.slo }} of {{ $labels.service }}{{ with $labels.namespace }} in {{ . }}{{ end }}";

/** A burn that wakes somebody. */
export function burnsFast(errors: number): Alert {
  return {
    ...common,
    alert: "SloBudgetBurning",
    severity: "critical",
    expr: FAST.map((pair) => burning(pair, 'page="true"', errors)).join("\n    or"),
    for: "0s",
    subject: ["service", "slo"],
    summary: `The error budget of ${NAMED} burns fast`,
    description: `
      ${NAMED} has burned its error budget {{ $value | printf "%.1f" }} times as fast as its window allows, for an hour or six,
      and still does in the last minutes. Users are hit now; at this rate the budget is gone within days.`,
  };
}

/** A burn that is somebody's work by day. */
export function burnsSlowly(errors: number): Alert {
  return {
    ...common,
    alert: "SloBudgetBurning",
    severity: "medium",
    expr: SLOW.map((pair) => burning(pair, 'ticket="true"', errors)).join("\n    or"),
    for: "0s",
    subject: ["service", "slo"],
    summary: `The error budget of ${NAMED} burns`,
    description: `
      ${NAMED} has burned its error budget {{ $value | printf "%.1f" }} times as fast as its window allows, for one day or three,
      and still does in the last hours. If it goes on, the objective is missed.`,
  };
}

/** An SLO that counts nothing says that all is well, whatever happens. */
export function notMeasured(): Alert {
  return {
    ...common,
    alert: "SloNotMeasured",
    severity: "low",
    expr: `
      (${rateOf("events", "3d")} == 0)
      * on (${BY_SLO}) group_left (team) ${BUDGET}`,
    for: "1h",
    subject: ["service", "slo"],
    summary: `${NAMED} counts nothing`,
    description: `
      ${NAMED} has counted no event in three days: its metrics have other names, or are gone, or nobody uses the application.
      While it counts nothing, it cannot alert.`,
  };
}
