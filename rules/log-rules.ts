/** Every rule over logs, for the store that evaluates them; what there is to alert about logs that stay away is with the store. */
import { logRulesOn } from "../settings";
import { APPLICATION_MARKS, errorRateHigh, fatalLines, volumeHigh } from "./log-rules/applications";
import { countsOf, type LineCount, type LogAlert, logql, type LogRule, type Mark, written } from "./log-rules/common";
import { authenticationFailures, credentialInLogs, rootShell, SECURITY_MARKS } from "./log-rules/security";
import type { RuleGroup, RuleSettings } from "./rule";

/** What lines are marked with on their way to Elasticsearch: all that a rule looks for in them. */
export const MARKS: readonly Mark[] = [...Object.values(SECURITY_MARKS), ...Object.values(APPLICATION_MARKS)];

/** The rules by stem and group, whichever store evaluates them. */
export function logRules({ thresholds }: Pick<RuleSettings, "thresholds">): Record<string, Record<string, LogRule[]>> {
  return {
    applications: { "logs-applications": [errorRateHigh(thresholds), fatalLines(), volumeHigh(thresholds)] },
    // One rule in each group: Prometheus sees of a group of Loki's only whether something in it fires (loki/security.ts).
    security: {
      "logs-root-shell": [rootShell()],
      "logs-authentication": [authenticationFailures(thresholds)],
      "logs-credentials": [credentialInLogs()],
    },
  };
}

/** Groups by stem as Loki's ruler evaluates them; each stem becomes one file of its. None where Elasticsearch's lines are looked at. */
export function allLogRules(settings: RuleSettings): Record<string, RuleGroup[]> {
  if (logRulesOn(settings) !== "loki") return {};
  return Object.fromEntries(
    Object.entries(logRules(settings)).map(([stem, groups]) => [
      stem,
      groupsOf(groups, (rule) => written(rule, logql)),
    ]),
  );
}

/** Groups with each rule written for a store. */
export function groupsOf(groups: Record<string, LogRule[]>, write: (rule: LogRule) => LogAlert): RuleGroup[] {
  return Object.entries(groups).map(([name, rules]) => ({ name, rules: rules.map(write) }));
}

/** Every count that the rules are made of, each once. */
export function lineCounts(settings: Pick<RuleSettings, "thresholds">): LineCount[] {
  const all = Object.values(logRules(settings)).flatMap((groups) => Object.values(groups).flat());
  return [...new Map(all.flatMap(countsOf).map((lines) => [lines.name, lines])).values()];
}
