/** What lines tell of attacks and of leaks. That it stays until somebody has looked at it is loki/security.ts. */
import { CREDENTIAL_KINDS, redacted } from "../../log-format/redaction";
import type { RuleSettings } from "../rule";
import { type LineCount, type LogRule, LOGS, type Mark } from "./common";
import { SAID, SHELL_EVENT, UNATTENDED } from "./root-shell";

const common = { ...LOGS, team: "security" } as const;

/** How programs say that a sign-in failed. */
const FAILED_SIGN_IN = [
  "authentication fail(?:ed|ure)",
  "failed (?:password|login|sign-?in)",
  "(?:log-?in|sign-?in) (?:has )?failed",
  "invalid (?:password|credentials?|username or password|user name or password)",
  "bad credentials",
  "user(?:login|signin)failed",
];

/** What the log shippers put in a credential's place. Personal data is redacted too, and is no reason to be told. */
const REDACTED_CREDENTIAL = redacted(`(?:${CREDENTIAL_KINDS.join("|")})`);

/** What lines say, for what tells of it. */
export const SECURITY_MARKS = {
  rootShell: { name: "root-shell", pattern: SAID },
  unattendedSession: { name: "unattended-session", pattern: UNATTENDED },
  failedSignIn: { name: "failed-sign-in", pattern: `(?i)${FAILED_SIGN_IN.join("|")}` },
  redactedCredential: { name: "redacted-credential", pattern: REDACTED_CREDENTIAL },
} satisfies Record<string, Mark>;

/** Who opened it is in the line, which the summary cannot show: the dashboard does. */
export function rootShell(): LogRule {
  const lines = { by: ["namespace", "service", "pod", "node"], over: "15m" } satisfies Partial<LineCount>;
  const { rootShell: says, unattendedSession: saysNot } = SECURITY_MARKS;
  return {
    ...common,
    alert: "RootShellOpened",
    severity: "critical",
    expr: (count) => `
      (
        ${count({ ...lines, name: "root-shell-event", eventIs: SHELL_EVENT })}
        or
        ${count({ ...lines, name: "root-shell", says, saysNot, noEvent: true })}
      ) > 0`,
    // It has happened. Over 15 minutes, each line of them searched 15 times: so late may a line be, or Loki away.
    for: "0s",
    summary: "A root shell was opened in {{ $labels.namespace }}/{{ $labels.service }}",
    description: `
      {{ $value }} lines within 15 minutes say that a root shell was opened in
      {{ $labels.namespace }}/{{ $labels.service }}{{ with $labels.pod }} (pod {{ . }}){{ end }}{{ with $labels.node }} on
      node {{ . }}{{ end }}. Whoever has it can read every secret there, and change what runs.`,
  };
}

export function authenticationFailures({ authenticationFailures: limit }: RuleSettings["thresholds"]): LogRule {
  return {
    ...common,
    alert: "AuthenticationFailuresHigh",
    severity: "high",
    expr: (count) => `
      ${count({
        name: "failed-sign-in",
        by: ["namespace", "service"],
        over: "5m",
        says: SECURITY_MARKS.failedSignIn,
      })} > ${limit}`,
    for: "0s",
    summary: "Many sign-ins fail at {{ $labels.namespace }}/{{ $labels.service }}",
    description: `
      {{ $value }} sign-ins failed at {{ $labels.namespace }}/{{ $labels.service }} within 5 minutes, more than ${limit}.
      Somebody tries passwords, or a program has one that is not valid any more.`,
  };
}

export function credentialInLogs(): LogRule {
  return {
    ...common,
    alert: "CredentialInLogs",
    severity: "medium",
    expr: (count) => `
      ${count({
        name: "redacted-credential",
        by: ["namespace", "service"],
        over: "15m",
        says: SECURITY_MARKS.redactedCredential,
      })} > 0`,
    for: "0s",
    summary: "{{ $labels.namespace }}/{{ $labels.service }} writes credentials into its log",
    description: `
      {{ $value }} lines of {{ $labels.namespace }}/{{ $labels.service }} within 15 minutes had a credential in them. They
      are kept without it, but it stood in plain text on the node, where kubectl logs still shows it.`,
  };
}
