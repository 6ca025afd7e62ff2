/** Every rule over logs (LogQL), which Loki's ruler evaluates; what there is to alert about logs that stay away is in loki.ts. */
import { hasLogs } from "../settings";
import { errorRateHigh, fatalLines, volumeHigh } from "./log-rules/applications";
import { authenticationFailures, credentialInLogs, rootShell } from "./log-rules/security";
import type { RuleGroup, RuleSettings } from "./rule";

/** Groups by stem; each stem becomes one file of Loki's ruler. */
export function allLogRules(settings: RuleSettings): Record<string, RuleGroup[]> {
  if (!hasLogs(settings)) return {};
  const { thresholds } = settings;
  return {
    applications: [
      { name: "logs-applications", rules: [errorRateHigh(thresholds), fatalLines(), volumeHigh(thresholds)] },
    ],
    // One rule in each group: Prometheus sees of a group only whether something in it fires (loki/security.ts).
    security: [
      { name: "logs-root-shell", rules: [rootShell()] },
      { name: "logs-authentication", rules: [authenticationFailures(thresholds)] },
      { name: "logs-credentials", rules: [credentialInLogs()] },
    ],
  };
}
