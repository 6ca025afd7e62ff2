/**
 * Service level objectives: how much of what users were promised is lost, and how fast. Alerts look at two windows of several
 * lengths each (multi-window, multi-burn-rate). Source: Google, "The Site Reliability Workbook", chapter 5, "Alerting on SLOs",
 * section 6 and table 5-8.
 */
import { createHash } from "node:crypto";
import { type App, type Slo, sloName } from "../settings/apps";
import { hasTracing } from "../settings";
import { seconds } from "../settings/units";
import { type Alert, PLATFORM, type Recording, type RuleGroup, type RuleSettings } from "./rule";
import { counted } from "./slo/indicator";
import { BY_SLO, INTERVAL, LONGEST_DAYS, rateOf, steps, windowExpr, WINDOWS } from "./slo/windows";

/** The uid of the page that shows them. */
const SERVICE_LEVELS_UID = "service-levels";

/**
 * How many objects the SLOs are kept in, each application in one by its name: whatever is added or taken away changes no other,
 * and with 10,000 SLOs none has more than a quarter of what an object may have.
 */
const PARTS = 64;

/** Days, of which an SLO's window has a whole number. */
const DAY = 86_400;

const BUDGET = "slo:error_budget:ratio";
const DAYS = "slo:window:days";

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

/** An application, and one of its SLOs. */
export interface AppSlo {
  app: App;
  slo: Slo;
}

/** Every SLO, in the order of the settings; those of files come last. */
export function allSlos({ apps, fileApps }: Pick<RuleSettings, "apps" | "fileApps">): AppSlo[] {
  return [...apps, ...fileApps].flatMap((app) => app.slo.map((slo) => ({ app, slo })));
}

/** The part of an SLO's events that may be bad: 0.001 of 99.9 %, without what binary fractions add. */
export function budgetOf({ objective }: Pick<Slo, "objective">): number {
  return Number(((100 - objective) / 100).toPrecision(9));
}

/** The days of an SLO's window. */
export function daysOf({ window }: Pick<Slo, "window">): number {
  return seconds(window) / DAY;
}

/** The slowest burn rate that pages; a budget that it exceeds cannot be burned that fast. */
export function slowestPage(slo: Pick<Slo, "window">): number {
  return Math.max(1, (FAST[1].share * 24 * daysOf(slo)) / FAST[1].hours);
}

/** Rules of all SLOs: none without an SLO. */
export function slo(settings: RuleSettings): RuleGroup[] {
  const slos = allSlos(settings);
  if (slos.length === 0) return [];
  const windows = [...new Set(slos.map((one) => daysOf(one.slo)))].sort((a, b) => a - b);
  const { sloErrors } = settings.thresholds;
  return [
    ...parts(settings, slos),
    {
      name: "slo",
      interval: INTERVAL,
      rules: [...WINDOWS.flatMap(window), burnsFast(sloErrors), burnsSlowly(sloErrors), notMeasured()],
    },
    // Of days, minutes do not matter.
    { name: "slo-window", interval: "2m", rules: [...windows.flatMap(whole), ...budgetLeft()] },
  ];
}

/** The base of each SLO, in objects of many. */
function parts(settings: RuleSettings, slos: readonly AppSlo[]): RuleGroup[] {
  const found = new Map<string, Recording[]>();
  for (const one of slos) {
    const part = partOf(one.app);
    found.set(part, [...(found.get(part) ?? []), ...base(settings, one)]);
  }
  return [...found]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([part, rules]) => ({ name: `slo-${part}`, part, interval: INTERVAL, rules }));
}

/** The part of the objects that an application's SLOs are in. */
function partOf({ name, namespace = "" }: App): string {
  const [byte = 0] = createHash("sha256").update(`${namespace}/${name}`).digest();
  return String(byte % PARTS).padStart(2, "0");
}

/** The labels that an application's alerts have before its namespace's owner gets them. */
export function baseLabels({ alerting }: Pick<RuleSettings, "alerting">, { namespace, team }: App): Record<string, string> {
  return {
    ...(namespace === undefined ? {} : { namespace }),
    team: team !== undefined && alerting.teams.includes(team) ? team : PLATFORM.team,
  };
}

function base(settings: RuleSettings, { app, slo }: AppSlo): Recording[] {
  const { errors, events } = counted(app, slo, settings.conventions.http, hasTracing(settings));
  const labels = {
    ...(app.namespace === undefined ? {} : { namespace: app.namespace }),
    service: app.name,
    slo: sloName(slo) ?? "",
  };
  // Here alone, so that a new team or objective does not begin the history anew.
  const facts = {
    ...labels,
    ...baseLabels(settings, app),
    page: String(slo.alerting.page),
    ticket: String(slo.alerting.ticket),
  };
  return [
    { record: rateOf("errors", "5m"), expr: errors, labels },
    { record: rateOf("events", "5m"), expr: events, labels },
    { record: BUDGET, expr: `vector(${budgetOf(slo)})`, labels: facts },
    { record: DAYS, expr: `vector(${daysOf(slo)})`, labels },
  ];
}

function window(one: (typeof WINDOWS)[number]): Recording[] {
  return (["errors", "events"] as const).map((what) => ({
    record: rateOf(what, one.name),
    expr: windowExpr(what, one),
  }));
}

/** The whole window of the SLOs that have it so long: of windows of three days, and of one day at its end. */
function whole(days: number): Recording[] {
  const threes = Math.floor(days / LONGEST_DAYS);
  return (["errors", "events"] as const).map((what) => {
    const [first = "", ...others] = steps("3d", threes).map((offset) => [rateOf(what, "3d"), offset] as const);
    const ends = steps("1d", days - LONGEST_DAYS * threes, LONGEST_DAYS * threes).map(
      (offset) => [rateOf(what, "1d"), offset] as const,
    );
    const own = `(${first[0]} and on (${BY_SLO}) ${DAYS} == ${days})`;
    const tile = ([series, offset]: readonly [string, string], weight: number) =>
      `${weight} * (${series} offset ${offset} or 0 * ${series})`;
    return {
      record: rateOf(what, "_window"),
      labels: { window: `${days}d` },
      expr: `(${[
        `${LONGEST_DAYS} * ${own}`,
        ...others.map((one) => tile(one, LONGEST_DAYS)),
        ...ends.map((one) => tile(one, 1)),
      ].join(" + ")}) / ${days}`,
    };
  });
}

function budgetLeft(): Recording[] {
  const ratio = `${rateOf("errors", "_window")} / (${rateOf("events", "_window")} > 0)`;
  return [
    { record: "slo:burn:ratio_window", expr: `${ratio} / on (${BY_SLO}) group_left () ${BUDGET}` },
    { record: "slo:budget_left:ratio", expr: "1 - slo:burn:ratio_window" },
  ];
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

function burnsFast(errors: number): Alert {
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

function burnsSlowly(errors: number): Alert {
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
function notMeasured(): Alert {
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
