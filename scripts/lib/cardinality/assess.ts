/** What the measured series come to: who pays for them, which nothing reads, what to drop. Pure. */
import {
  type Ownership,
  PLATFORM_TEAM,
  teamOf,
  teamOfNamespace,
  teamSteps,
  namespaceTeams,
} from "../../../settings/teams";
import type { Cardinality, Metric, Owner } from "./measure";
import type { Readers } from "./readers";
import { isMade, type Suggestion } from "./suggest";

export interface Team {
  team: string;
  series: number;
}

export interface Assessment extends Cardinality {
  /** Undefined without a stack: nobody says whose a namespace is. */
  teams: Team[] | undefined;
  /** Scraped metrics that nothing known reads, most series first. */
  unread: Metric[];
  /** Recordings that nothing known reads. */
  unreadRecordings: Metric[];
  suggestions: Suggestion[];
  /** Queries that were looked at, and those of them that read whatever there is. */
  readings: number;
  ofAny: readonly string[];
  unreadable: readonly string[];
  /** Whether dashboards were given beside the platform's own. */
  hasOthersDashboards: boolean;
}

export function teams(owners: readonly Owner[], ownership: Ownership): Team[] {
  const steps = teamSteps(ownership);
  const ofNamespaces = namespaceTeams(ownership);
  const sums = new Map<string, number>();
  for (const { namespace, service, series } of owners) {
    const own = teamOf(steps, { namespace, service });
    const team = own === "" || own === PLATFORM_TEAM ? teamOfNamespace(steps, ofNamespaces, namespace) : own;
    sums.set(team, (sums.get(team) ?? 0) + series);
  }
  return [...sums].map(([team, series]) => ({ team, series })).sort((a, b) => b.series - a.series);
}

/** The metrics that no query known reads: those that are scraped, and those that are recorded. */
export function unread(
  metrics: readonly Metric[],
  readers: Readers,
  recorded: ReadonlySet<string>,
): Pick<Assessment, "unread" | "unreadRecordings"> {
  const all = metrics.filter(({ name }) => readers.readerOf(name) === undefined);
  return {
    unread: all.filter(({ name }) => !isMade(name, recorded)),
    unreadRecordings: all.filter(({ name }) => recorded.has(name)),
  };
}

export function seriesOf(metrics: readonly Metric[]): number {
  return metrics.reduce((sum, { series }) => sum + series, 0);
}
