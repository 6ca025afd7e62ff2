/** Every rule over logs (LogQL), by subsystem. */
import type { RuleGroup, RuleSettings } from "./rule";

/** Groups by stem; each stem becomes one file of Loki's ruler. */
export function allLogRules(_settings: RuleSettings): Record<string, RuleGroup[]> {
  return {};
}
