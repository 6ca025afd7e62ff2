/** What was promised of applications: their SLOs, and what each comes to in numbers. */
import { type App, type Slo } from "../../settings/apps";
import { seconds } from "../../settings/units";
import { PLATFORM, type RuleSettings } from "../rule";

/** Days, of which an SLO's window has a whole number. */
const DAY = 86_400;

/** The part of the events that may be bad, with the team; and the days of the window. */
export const BUDGET = "slo:error_budget:ratio";
export const DAYS = "slo:window:days";

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

/** The days of every window that there is, here and where this stack cannot see it; some are there more than once. */
export function allDays(settings: Pick<RuleSettings, "apps" | "appsElsewhere" | "fileApps">): number[] {
  const elsewhere = (settings.appsElsewhere?.sloWindows ?? []).map((window) => ({ window }));
  return [...allSlos(settings).map(({ slo }) => slo), ...elsewhere].map(daysOf);
}

/** The labels that an application's alerts have before its namespace's owner gets them. */
export function baseLabels(
  { alerting }: Pick<RuleSettings, "alerting">,
  { namespace, team }: App,
): Record<string, string> {
  return {
    ...(namespace === undefined ? {} : { namespace }),
    team: team !== undefined && alerting.teams.includes(team) ? team : PLATFORM.team,
  };
}
