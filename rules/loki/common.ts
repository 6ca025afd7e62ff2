/** What the rules about Loki have in common. */
import { LOGS_UID, LOKI_UID } from "../../names/dashboards";
import { PLATFORM, type RuleSettings } from "../rule";

export const LOKI = { ...PLATFORM, component: "loki", dashboard: LOKI_UID } as const;

/** What those have in common that are about lines and who sends them: their pods are not Loki's. */
export const OF_LINES = { ...LOKI, dashboard: LOGS_UID } as const;

/** Which metrics are the platform's own: a label matcher for its namespace. */
export type Own = string;

/**
 * A condition on each of two series: Loki 2.9 and 3, Promtail and Alloy, call the same thing by other names. During a move
 * both are there, so that each is compared by itself: `(first or second) > 0` would see only the first.
 */
export function either(first: string, second: string, condition: string): string {
  return `${first} ${condition} or ${second} ${condition}`;
}

/** Where an engine's Loki is: during a move both are there, and one must not stand in for the other. */
export const PODS = { "loki-stack": 'pod=~"loki-stack-.+"', loki: 'pod=~"loki-.+",pod!~"loki-stack-.+"' } as const;

/** An engine's name for what Loki has from Cortex: 2.9 kept the old one. */
export const STEM = { "loki-stack": "cortex", loki: "loki" } as const;

/** An engine that keeps logs. */
export type Engine = Exclude<RuleSettings["logs"]["engine"], "none">;
