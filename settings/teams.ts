/**
 * Whose something is that rules tell of. Rules name the platform's team, or their own; what they tell of an application is its
 * team's, and of the rest that is in somebody's namespace its owner's. The order is here, and nowhere else: Prometheus and Loki's
 * ruler relabel alerts by these steps (components/alertmanager/owners.ts), and what the program says of teams follows them.
 */
import { jobOf } from "./database-series";
import { matchesPattern } from "./re2";

/** The team that has what nobody else has. */
export const PLATFORM_TEAM = "platform";

/** It, under either of its names: what names no team is the platform's. */
export const PLATFORMS: readonly string[] = [PLATFORM_TEAM, ""];

/** The `component` of alerts about business numbers, which may have another team than their application. */
export const BUSINESS_COMPONENT = "business";

/** The `component` of alerts about probes, whose `job` is the probe's name. */
const PROBES_COMPONENT = "probes";

/** Whatever is the platform's still and is as this says changes hands. What is left out may be anything. */
export interface TeamStep {
  team: string;
  component?: string;
  /** By its exact name. */
  namespace?: string;
  /** By an anchored regular expression. */
  namespaces?: string;
  services?: readonly string[];
  jobs?: readonly string[];
}

interface OwnApp {
  name: string;
  namespace?: string | undefined;
  team?: string | undefined;
  business?: { team?: string | undefined } | undefined;
}

/** What says whose something is: the teams of applications, and the owners of namespaces. */
export interface Ownership {
  alerting: { teams: readonly string[]; owners: readonly { namespaces: string; team: string }[] };
  apps?: readonly OwnApp[];
  /** Those of other tools' files: their team may be none of `alerting.teams`, and counts for nothing then. */
  fileApps?: readonly OwnApp[];
  probes?: readonly { name: string; team?: string | undefined }[];
  databases?: readonly {
    name: string;
    cluster?: string | undefined;
    namespace?: string | undefined;
    team?: string | undefined;
  }[];
  /** The platform's namespace, which databases are in that name none. */
  cluster?: { namespace: string };
}

/**
 * The steps, in the order in which they are taken: business numbers that have a team of their own, then applications, those that
 * name their namespace before those of the same name that do not, then probes, then databases, then the owners of namespaces in the
 * order of the settings.
 */
export function teamSteps({
  alerting,
  apps = [],
  fileApps = [],
  probes = [],
  databases = [],
  cluster,
}: Ownership): TeamStep[] {
  const all = [...apps, ...fileApps];
  const known = (team: string | undefined) => team !== undefined && alerting.teams.includes(team);
  const own = (of: (app: OwnApp) => string | undefined, component?: string) =>
    together(
      all.flatMap((app) => {
        const team = of(app);
        return team === undefined || !known(team) ? [] : [{ ...app, team }];
      }),
      component,
    );
  return [
    ...own(({ business }) => business?.team, BUSINESS_COMPONENT),
    ...own(({ team }) => team),
    ...[...new Set(probes.flatMap(({ team }) => team ?? []))].map((team) => ({
      team,
      component: PROBES_COMPONENT,
      jobs: probes.filter((probe) => probe.team === team).map(({ name }) => name),
    })),
    ...databaseSteps(databases, cluster?.namespace),
    ...alerting.owners.map(({ namespaces, team }) => ({ team, namespaces })),
  ];
}

/** Databases of one team and namespace as one step, whichever of their alerts it is: `job` is theirs alone in it. */
function databaseSteps(databases: NonNullable<Ownership["databases"]>, platform: string | undefined): TeamStep[] {
  const steps = new Map<string, { team: string; namespace?: string; jobs: string[] }>();
  for (const database of databases) {
    const { team, namespace = platform } = database;
    if (team === undefined) continue;
    const key = `${team} ${namespace ?? ""}`;
    const step = steps.get(key) ?? { team, ...(namespace === undefined ? {} : { namespace }), jobs: [] };
    steps.set(key, step);
    if (!step.jobs.includes(jobOf(database))) step.jobs.push(jobOf(database));
  }
  return [...steps.values()];
}

/** Applications of one team and namespace as one step. */
function together(apps: readonly (OwnApp & { team: string })[], component: string | undefined): TeamStep[] {
  const steps = new Map<string, { team: string; namespace: string | undefined; services: Set<string> }>();
  for (const { name, namespace, team } of apps) {
    const key = `${team} ${namespace ?? ""}`;
    const step = steps.get(key) ?? { team, namespace, services: new Set() };
    steps.set(key, step);
    step.services.add(name);
  }
  return [...steps.values()]
    .sort((a, b) => Number(a.namespace === undefined) - Number(b.namespace === undefined))
    .map(({ team, namespace, services }) => ({
      team,
      ...(component === undefined ? {} : { component }),
      ...(namespace === undefined ? {} : { namespace }),
      services: [...services],
    }));
}

/** The team of what has these labels, as Alertmanager sees it. @param steps Those of {@link teamSteps}. */
export function teamOf(steps: readonly TeamStep[], labels: Readonly<Record<string, string>>): string {
  const { component = "", job = "", namespace = "", service = "" } = labels;
  const fits = (step: TeamStep) =>
    (step.component === undefined || step.component === component) &&
    (step.namespace === undefined || step.namespace === namespace) &&
    (step.namespaces === undefined || matchesPattern(step.namespaces, namespace)) &&
    (step.services === undefined || step.services.includes(service)) &&
    (step.jobs === undefined || step.jobs.includes(job));
  return steps.reduce(
    (team, step) => (PLATFORMS.includes(team) && fits(step) ? step.team : team),
    labels["team"] ?? "",
  );
}

/**
 * Whom a namespace is charged to: its owner, else the team of its applications, if they have one alone. No alert is anybody's by
 * the second: of what runs beside an application nothing says that it is its team's.
 * @param teams Those of {@link namespaceTeams}.
 */
export function teamOfNamespace(
  steps: readonly TeamStep[],
  teams: Readonly<Record<string, string>>,
  namespace: string,
): string {
  return teamOf(steps, { namespace }) || (teams[namespace] ?? PLATFORM_TEAM);
}

/** The team of the applications of each namespace, where all that have a team have the same one. */
export function namespaceTeams({ alerting, apps = [], fileApps = [] }: Ownership): Record<string, string> {
  const teams = new Map<string, Set<string>>();
  for (const { namespace, team } of [...apps, ...fileApps])
    if (namespace !== undefined && team !== undefined && alerting.teams.includes(team))
      teams.set(namespace, (teams.get(namespace) ?? new Set()).add(team));
  return Object.fromEntries(
    [...teams].flatMap(([namespace, [team = "", ...others]]) => (others.length > 0 ? [] : [[namespace, team]])),
  );
}
