/** Checks of exceptions to who hears what: routes that no alert can take. */
import type { Settings } from "../../settings";
import type { Check, Problem } from "../../settings/problem";
import { isPattern, matchesPattern } from "../../settings/re2";
import { PLATFORM_TEAM } from "../../settings/teams";

/** The teams that the platform's own rules name. */
const OWN_TEAMS = [PLATFORM_TEAM, "security"];

/** Why no alert takes a route, as the end of a sentence; undefined when one may. */
export function neverMatches({ alerting, cluster }: Settings, index: number): string | undefined {
  const route = alerting.routes[index];
  if (route === undefined) return undefined;
  const { match, severities } = route;
  // Labels whose values are known. A severity that is none of ours is medium, and an alert without a team the platform's.
  const values: Record<string, readonly string[]> = {
    cluster: [cluster.name],
    severity: severities.includes("medium") ? [] : severities,
    team: [...new Set([...OWN_TEAMS, ...alerting.teams]), ""],
  };
  for (const [label, pattern] of Object.entries(match)) {
    const known = values[label] ?? [];
    if (!isPattern(pattern) || known.length === 0) continue;
    if (!known.some((value) => matchesPattern(pattern, value)))
      return `${label} "${pattern}" is none of ${known.filter((value) => value !== "").join(", ")}, which is all that gets here`;
  }
  const before = alerting.routes.findIndex(
    (other, at) =>
      at < index &&
      other.exclusive &&
      severities.every((severity) => other.severities.includes(severity)) &&
      Object.entries(other.match).every(([label, pattern]) => match[label] === pattern),
  );
  return before < 0 ? undefined : `alerting.routes[${before}] is exclusive, and takes every alert that it would match`;
}

function routesMatch(settings: Settings): Problem[] {
  return settings.alerting.routes.flatMap((_, index) => {
    const why = neverMatches(settings, index);
    const key = `alerting.routes[${index}]`;
    return why === undefined ? [] : [{ key, problem: `never matches: ${why}`, cure: { unset: key } }];
  });
}

export const routeChecks: readonly Check[] = [routesMatch];
