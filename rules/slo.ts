/**
 * Service level objectives: how much of what users were promised is lost, and how fast. Alerts look at two windows of several
 * lengths each (multi-window, multi-burn-rate). Source: Google, "The Site Reliability Workbook", chapter 5, "Alerting on SLOs",
 * section 6 and table 5-8.
 */
import { sloName } from "../settings/apps";
import { hasTracing } from "../settings";
import { partOf } from "./parts";
import type { Recording, RuleGroup, RuleSettings } from "./rule";
import { burnsFast, burnsSlowly, notMeasured } from "./slo/burning";
import { counted } from "./slo/indicator";
import { allDays, allSlos, type AppSlo, baseLabels, BUDGET, budgetOf, DAYS, daysOf } from "./slo/objective";
import { BY_SLO, INTERVAL, LONGEST_DAYS, rateOf, steps, windowExpr, WINDOWS } from "./slo/windows";

/** Rules of all SLOs: none without an SLO. */
export function slo(settings: RuleSettings): RuleGroup[] {
  const slos = allSlos(settings);
  if (slos.length === 0 && settings.appsElsewhere === undefined) return [];
  const windows = [...new Set(allDays(settings))].sort((a, b) => a - b);
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

/** What there is of one SLO alone; all else is computed of all of them at once. */
export function base(settings: RuleSettings, { app, slo }: AppSlo): Recording[] {
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
