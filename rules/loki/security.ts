/** What the rules over logs have told of attacks, and nobody has closed: a line passes, what it says has happened. */
import type { Alert } from "../rule";
import { type Engine, OF_LINES, type Own, STEM } from "./common";

/**
 * How long an event stays. It is closed by a silence as long as that. Prometheus keeps it no longer than its own samples
 * (`metrics.retention`).
 */
export const OPEN_FOR = "7d";

/**
 * The groups of log-rules.ts whose events stay, each with one rule, and the alert it is of. Loki's ruler cannot hold an
 * alert, and asking for the lines of days each minute would read all of them each minute. But it counts the samples of each
 * group's last evaluation, which are none unless its alert fires: Prometheus remembers that.
 *
 * What is critical has paged by then. That it is still open is told again and again where people read, and wakes nobody a
 * second time: no severity here is critical.
 */
export const EVENTS = [
  { group: "logs-root-shell", event: "RootShellOpened", severity: "high" },
  { group: "logs-authentication", event: "AuthenticationFailuresHigh", severity: "high" },
  { group: "logs-credentials", event: "CredentialInLogs", severity: "medium" },
] as const;

/** From when the event's own alert ends, so that people are told by one of them at a time. */
export function eventOpen(own: Own, engine: Engine, { group, ...event }: (typeof EVENTS)[number]): Alert {
  const samples = `${STEM[engine]}_prometheus_last_evaluation_samples{${own},rule_group=~".+;${group}"}`;
  const by = "max by (namespace)";
  return {
    ...OF_LINES,
    ...openEvent(event, `${by} (max_over_time(${samples}[${OPEN_FOR}])) > 0 unless ${by} (${samples}) > 0`),
  };
}

/** What is told of an open event. @param open What holds from when the event's own alert ends, by the platform's namespace. */
export function openEvent(
  { event, severity }: Pick<(typeof EVENTS)[number], "event" | "severity">,
  open: string,
): Omit<Alert, "component" | "dashboard"> {
  return {
    team: "security",
    alert: "SecurityEventOpen",
    severity,
    subject: ["event"],
    // Also of the rule, or promtool would take two of one severity for one.
    labels: { event },
    expr: `
      label_replace(
        ${open},
        "event", "${event}", "", ""
      )`,
    for: "0s",
    summary: "{{ $labels.event }} has not been closed",
    description: `
      {{ $labels.event }} was told within ${OPEN_FOR} by the rules over logs, and nobody has closed it. Its lines have passed;
      what they said has happened all the same. A silence of this alert and its event closes it.`,
  };
}
