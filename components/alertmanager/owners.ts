/** Whose alerts are: rules name the platform's team; what they tell of an application is its owners'. */
import { matchesPattern } from "../../settings/re2";
import type { Settings } from "../../settings";

type Owners = Settings["alerting"]["owners"];

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
