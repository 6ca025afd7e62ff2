/**
 * What is not told because something else that is told explains it. Muting by another alert is opt-in: a table names each
 * consequence with its cause, so that nothing is hidden because it happens to have a label in common.
 */
import { ESCALATED } from "../../names/escalation";
import type { Consequence } from "./consequence";
import { CONSEQUENCES } from "./consequences";
import { type Matcher, renderMatcher } from "./routing";

/** The team whose alerts nothing but their own severities mutes: what an attacker does has no innocent cause. */
export const SECURITY = "security";

/** The label by which a rule of anybody's says that what it tells follows from a node's being down. */
export const FOLLOWS_FROM = "follows_from";

/** `inhibit_rules`. */
export function inhibitRules(): Record<string, unknown>[] {
  return [
    ...severityRules(),
    ...CONSEQUENCES.map(consequenceRule),
    // Rules that are not the platform's opt in by a label.
    inhibit(
      [{ label: "alertname", op: "=", value: "NodeDown" }],
      [
        { label: FOLLOWS_FROM, op: "=", value: "NodeDown" },
        { label: "node", op: "!=", value: "" },
        { label: "team", op: "!=", value: SECURITY },
      ],
      ["node"],
    ),
  ];
}

/**
 * critical mutes the severities below it, and high those below high, of the same alert about the same subject. What an alert
 * is about is in its label `subject` alone: no list of labels could be complete for the rules of others, and one that lacks
 * a label mutes one queue by another. An alert without the label is never muted by its severity.
 */
function severityRules(): Record<string, unknown>[] {
  const subject: Matcher = { label: "subject", op: "!=", value: "" };
  return [
    { severity: "critical", spared: "critical|none" },
    { severity: "high", spared: "critical|high|none" },
  ].map(({ severity, spared }) =>
    inhibit(
      [{ label: "severity", op: "=", value: severity }, subject],
      // What is escalated is told, whatever else is.
      [{ label: "severity", op: "!~", value: spared }, subject, { label: "alertname", op: "!=", value: ESCALATED }],
      ["alertname", "namespace", "subject"],
    ),
  );
}

function consequenceRule({ cause, effect, equal }: Consequence): Record<string, unknown> {
  const present = equal.map((label): Matcher => ({ label, op: "!=", value: "" }));
  return inhibit(
    [...cause, ...present],
    [...effect, ...present, { label: "team", op: "!=", value: SECURITY }],
    [...equal],
  );
}

/** A label that neither alert has counts as equal; what must be there is a matcher. */
function inhibit(source: Matcher[], target: Matcher[], equal: string[]): Record<string, unknown> {
  return {
    source_matchers: source.map(renderMatcher),
    target_matchers: target.map(renderMatcher),
    equal: ["cluster", ...equal],
  };
}
