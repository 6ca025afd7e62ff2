/** What the rules over logs have in common. */

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
