/** What a report is about, beside the answers: it is the same until the settings change. */
import { PLATFORM_TEAM, teamOf, type TeamStep } from "../settings/teams";

export interface Subject {
  cluster: string;
  timezone: string;
  /** The teams that it is about; all where there is none. */
  teams: readonly string[];
  /** Whose something is: the steps by which alerts are relabelled, and the team of each namespace's applications. */
  steps: readonly TeamStep[];
  namespaceTeams: Readonly<Record<string, string>>;
  /** How capacity is looked at: `thresholds.capacity`. Undefined where it has no rules. */
  capacity: Forecast | undefined;
  links: Readonly<Record<string, string>>;
}

/** How days left are forecast. */
export interface Forecast {
  /** Days left until something is full that are a ticket. */
  days: number;
  /** Days of a period; nothing is said before there have been two. */
  periodDays: number;
}

/** The team that an alert with these labels is told to. */
export function teamOfLabels({ steps }: Subject, labels: Readonly<Record<string, string>>): string {
  return teamOf(steps, labels) || PLATFORM_TEAM;
}
