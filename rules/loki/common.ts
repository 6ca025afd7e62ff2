/** What the rules about Loki have in common. */
import { PLATFORM } from "../rule";

export const LOKI = { ...PLATFORM, component: "loki", dashboard: "logs-overview" } as const;

/** Which metrics are the platform's own: a label matcher for its namespace. */
export type Own = string;

/** The one of two series that there is: Loki 2.9 and 3, Promtail and Alloy, call the same thing by other names. */
export function either(first: string, second: string): string {
  return `(${first} or ${second})`;
}
