/** Whose alerts are: rules name the platform's team; what they tell of an application is its owners'. */
import type { App } from "../../settings/apps";
import { matchesPattern } from "../../settings/re2";
import type { Settings } from "../../settings";

type Owners = Settings["alerting"]["owners"];

/** What says whose alerts are: the teams of applications, and the owners of namespaces. */
export type Teams = Pick<Settings, "alerting"> & Partial<Pick<Settings, "apps" | "fileApps" | "probes">>;

/** The component of alerts about probes, whose job is the probe's name. */
const PROBES = "probes";

/** The team that has what nobody else has, under either of its names. */
const PLATFORMS = ["platform", ""];

/**
 * Relabelling of alerts on their way to Alertmanager, in Prometheus' own form. Only what is the platform's changes hands: an
 * alert of security, or of a rule that names its team, stays. Once it has, the next owner finds it taken.
 */
export function ownerRelabelling(owners: Owners): Record<string, unknown>[] {
  return owners.map(({ namespaces, team }) => ({
    source_labels: ["team", "namespace"],
    separator: ";",
    regex: `(?:${PLATFORMS.join("|")});(?:${namespaces})`,
    target_label: "team",
    replacement: team,
    action: "replace",
  }));
}

/** The labels as Alertmanager sees them. */
export function withOwner(owners: Owners, labels: Readonly<Record<string, string>>): Record<string, string> {
  const { team = "", namespace = "" } = labels;
  const owner = PLATFORMS.includes(team)
    ? owners.find(({ namespaces }) => matchesPattern(namespaces, namespace))
    : undefined;
  return owner === undefined ? { ...labels } : { ...labels, team: owner.team };
}

/** Applications with a team that there is; that of a file of another tool may be none. */
function appsOfTeams({ alerting, apps = [], fileApps = [] }: Teams): (App & { team: string })[] {
  return [...apps, ...fileApps].filter(
    (app): app is App & { team: string } => app.team !== undefined && alerting.teams.includes(app.team),
  );
}

/** Relabelling by probe: the names of each team's. */
function probeRelabelling({ probes = [] }: Teams): Record<string, unknown>[] {
  const teams = [...new Set(probes.flatMap(({ team }) => team ?? []))];
  return teams.map((team) => ({
    source_labels: ["team", "component", "job"],
    separator: ";",
    regex: `(?:${PLATFORMS.join("|")});${PROBES};(?:${namesOf(probes, team).join("|")})`,
    target_label: "team",
    replacement: team,
    action: "replace",
  }));
}

function namesOf(probes: Settings["probes"], team: string): string[] {
  return probes.filter((probe) => probe.team === team).map(({ name }) => name);
}

/**
 * Relabelling by application and by probe, and then by namespace: whatever a rule tells of the service in `service`, which would be the
 * platform's, is its team's. Applications of one team and namespace are one step.
 */
export function teamRelabelling(settings: Teams): Record<string, unknown>[] {
  const steps = new Map<string, { team: string; namespace: string | undefined; services: Set<string> }>();
  for (const { name, namespace, team } of appsOfTeams(settings)) {
    const key = `${team} ${namespace ?? ""}`;
    const step = steps.get(key) ?? { team, namespace, services: new Set() };
    steps.set(key, step);
    step.services.add(name);
  }
  // One that names its namespace comes before one of its name that does not.
  const sorted = [...steps.values()].sort(
    (a, b) => Number(a.namespace === undefined) - Number(b.namespace === undefined),
  );
  return [
    ...sorted.map(({ team, namespace, services }) => ({
      source_labels: ["team", "namespace", "service"],
      separator: ";",
      regex: `(?:${PLATFORMS.join("|")});${namespace ?? "[^;]*"};(?:${[...services].join("|")})`,
      target_label: "team",
      replacement: team,
      action: "replace",
    })),
    ...probeRelabelling(settings),
    ...ownerRelabelling(settings.alerting.owners),
  ];
}

/** The labels as Alertmanager sees them: those of {@link teamRelabelling}. */
export function withTeam(settings: Teams, labels: Readonly<Record<string, string>>): Record<string, string> {
  const { team = "", namespace = "", service, component, job } = labels;
  const named = appsOfTeams(settings).filter((app) => PLATFORMS.includes(team) && app.name === service);
  const app = named.find((one) => one.namespace === namespace) ?? named.find((one) => one.namespace === undefined);
  const probe =
    component === PROBES && PLATFORMS.includes(team) ? settings.probes?.find(({ name }) => name === job) : undefined;
  const own = app?.team ?? probe?.team;
  return withOwner(settings.alerting.owners, own === undefined ? labels : { ...labels, team: own });
}
