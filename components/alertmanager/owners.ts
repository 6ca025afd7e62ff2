/** Whose alerts are, as Prometheus and Loki's ruler have it: the steps of settings/teams.ts in the form of their relabelling. */
import { type Ownership, PLATFORMS, teamOf, type TeamStep, teamSteps } from "../../settings/teams";

/**
 * Relabelling of alerts on their way to Alertmanager, in Prometheus' own form. Only what is the platform's changes hands: an
 * alert of security, or of a rule that names its team, stays. Once it has, the next owner finds it taken.
 */
export function teamRelabelling(settings: Ownership): Record<string, unknown>[] {
  return teamSteps(settings).map(relabelled);
}

function relabelled({ team, component, namespace, namespaces, services, jobs }: TeamStep): Record<string, unknown> {
  const conditions: [label: string, pattern: string][] = [
    ["team", `(?:${PLATFORMS.join("|")})`],
    ["namespace", namespaces === undefined ? (namespace ?? "[^;]*") : `(?:${namespaces})`],
    ...(services === undefined ? [] : [["service", `(?:${services.join("|")})`] satisfies [string, string]]),
    ...(component === undefined ? [] : [["component", component] satisfies [string, string]]),
    ...(jobs === undefined ? [] : [["job", `(?:${jobs.join("|")})`] satisfies [string, string]]),
  ];
  return {
    source_labels: conditions.map(([label]) => label),
    separator: ";",
    regex: conditions.map(([, pattern]) => pattern).join(";"),
    target_label: "team",
    replacement: team,
    action: "replace",
  };
}

/** The labels as Alertmanager sees them: those of {@link teamRelabelling}. */
export function withTeam(settings: Ownership, labels: Readonly<Record<string, string>>): Record<string, string> {
  const team = teamOf(teamSteps(settings), labels);
  return team === "" ? { ...labels } : { ...labels, team };
}
