/** What lines tell of attacks and of leaks. That it stays until somebody has looked at it is loki/security.ts. */
import { CREDENTIAL_KINDS, redacted } from "../../log-format/redaction";
import type { RuleSettings } from "../rule";
import { type LogAlert, LOGS, matching, STREAMS } from "./common";

const common = { ...LOGS, team: "security" };

/** How programs say that somebody has become root, or has a shell in a container. */
const ROOT_SHELL = [
  // Applications, in the event of an audit line or in words.
  "root ?shell ?opened",
  // PAM, for su, sudo, login and sshd.
  String.raw`session opened for user root\b`,
  // Falco.
  "a shell was spawned in a container",
  // Kubernetes' audit log: kubectl exec of a shell.
  String.raw`/exec\?[^"\s]*\bcommand=(?:[\w.-]*(?:/|%2F))*(?:ba|da|z|k|a|c|tc|fi)?sh(?:[&"\s]|$)`,
];

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

/** Who opened it is in the line, which the summary cannot show: the dashboard does. */
export function rootShell(): LogAlert {
  return {
    ...common,
    alert: "RootShellOpened",
    severity: "critical",
    expr: `
      sum by (namespace, service, pod, node) (
        count_over_time({${STREAMS}} ${matching(`(?i)${ROOT_SHELL.join("|")}`)} [15m])
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

export function authenticationFailures({ authenticationFailures: limit }: RuleSettings["thresholds"]): LogAlert {
  return {
    ...common,
    alert: "AuthenticationFailuresHigh",
    severity: "high",
    expr: `
      sum by (namespace, service) (
        count_over_time({${STREAMS}} ${matching(`(?i)${FAILED_SIGN_IN.join("|")}`)} [5m])
      ) > ${limit}`,
    for: "0s",
    summary: "Many sign-ins fail at {{ $labels.namespace }}/{{ $labels.service }}",
    description: `
      {{ $value }} sign-ins failed at {{ $labels.namespace }}/{{ $labels.service }} within 5 minutes, more than ${limit}.
      Somebody tries passwords, or a program has one that is not valid any more.`,
  };
}

export function credentialInLogs(): LogAlert {
  return {
    ...common,
    alert: "CredentialInLogs",
    severity: "medium",
    expr: `
      sum by (namespace, service) (
        count_over_time({${STREAMS}} ${matching(REDACTED_CREDENTIAL)} [15m])
      ) > 0`,
    for: "0s",
    summary: "{{ $labels.namespace }}/{{ $labels.service }} writes credentials into its log",
    description: `
      {{ $value }} lines of {{ $labels.namespace }}/{{ $labels.service }} within 15 minutes had a credential in them. Loki
      has the lines without it, but it stood in plain text on the node, where kubectl logs still shows it.`,
  };
}
