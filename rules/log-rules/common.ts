/** What the rules over logs have in common. */
import type { Alert } from "../rule";

/**
 * An alert over logs. It has no `keepFiringFor`: Loki's ruler, 2.9's and 3.7's alike, reads a rule file into messages of its
 * own that have no such field, and so drops it without a word. What must last has the time in its expression's range, or is
 * kept by Prometheus (loki/security.ts).
 */
export type LogAlert = Alert & { keepFiringFor?: never };

/** Alerts about lines share the page of logs. */
export const LOGS = { component: "logs", dashboard: "logs-overview" } as const;

/**
 * Every stream but those of programs that write the queries they are asked into their own log: a rule that looks for a text
 * would find itself there, and each time anew.
 */
export const STREAMS = 'namespace=~".+", service!~"loki|grafana"';

/** A line filter by a regular expression of RE2, whatever characters are in it. */
export function matching(pattern: string): string {
  return `|~ \`${pattern}\``;
}

/** The opposite of {@link matching}. */
export function without(pattern: string): string {
  return `!~ \`${pattern}\``;
}
