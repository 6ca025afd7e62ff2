/**
 * What becomes of the nodes' lines of logins and of the API server's audit log, before the steps that every line has: what is an audit
 * event becomes a line of the log format. Go's templates with sprig's functions, as Promtail and Alloy have them.
 */
import {
  API_SERVER,
  LOGIN_LINES,
  LOGIN_PROGRAMS,
  MOST_COMMAND,
  NODES_NAMESPACE,
  SECRET_OPTION,
  SHELL_COMMAND,
  SOURCE_EVENTS,
  SYSLOG_LINE,
  UNATTENDED_SESSIONS,
} from "../../log-format/shells";
import { BELIEVED, RFC3339, UNZONED } from "../../log-format/time";
import type { Settings } from "../../settings";
import { ofLines } from "./pipeline";
import type { Stage } from "./stage";
import { lineOf, quoted } from "./template";

/** The label that the journal's time has until it is read. */
export const JOURNAL_TIME = "journal_time";

/**
 * When it was, by what wrote the line down, as a container's runtime says of its lines; else when the line was read. Loki would refuse what
 * is still to come.
 */
const WRITTEN: readonly Stage[] = [
  {
    kind: "template",
    source: "written",
    template: `{{ with .at }}{{ $at := toDate "${RFC3339}" (toString .) }}{{ if and (gt $at.Unix 0) (le $at.Unix (add now.Unix ${BELIEVED.after})) }}{{ printf "%d" $at.UnixNano }}{{ end }}{{ end }}`,
  },
  { kind: "time", source: "written" },
  {
    kind: "template",
    source: "time",
    template: `{{ if .written }}{{ .at }}{{ else }}{{ dateInZone "${RFC3339}" now "UTC" }}{{ end }}`,
  },
];

/**
 * The time of a line of syslog's. Only the newer of both forms says the year and the zone; one of the older is as if it were UTC's, the
 * latest that is not to come, and nothing where that may be now in some zone.
 */
const SYSLOG_TIME =
  '{{ if regexMatch "^[0-9]" (toString .syslog_time) }}{{ .syslog_time }}{{ else }}' +
  "{{ $at := 0 }}{{ $now := now.Unix }}{{ $year := now.UTC.Year }}{{ range list -1 0 1 }}" +
  '{{ $one := (toDate "2006 Jan _2 15:04:05 MST" (printf "%d %s UTC" (add $year .) $.syslog_time)).Unix }}' +
  `{{ if and (gt $one 0) (le $one (add $now ${UNZONED.after})) }}{{ $at = $one }}{{ end }}{{ end }}` +
  `{{ if and (gt $at 0) (lt $at (sub $now ${UNZONED.before})) }}{{ dateInZone "${RFC3339}" $at "UTC" }}{{ end }}{{ end }}`;

/** The steps of lines from syslog's files: the program is the service, and those of no login end here. */
export function syslogSteps(settings: Settings): Stage[] {
  const selector = `{cluster=${quoted(settings.cluster.name)}, service!~${quoted(LOGIN_PROGRAMS.join("|"))}}`;
  return [
    { kind: "regex", expression: SYSLOG_LINE },
    { kind: "template", source: "service", template: "{{ .syslog_program }}" },
    { kind: "labels", names: ["service"] },
    { kind: "drop", selector, reason: "no-login" },
    { kind: "line", source: "syslog_text" },
    { kind: "template", source: "at", template: SYSLOG_TIME },
    ...loginSteps(settings),
  ];
}

/** The steps of lines from the journal, which says in microseconds when they were. */
export function journalSteps(settings: Settings): Stage[] {
  const time = `{{ with .${JOURNAL_TIME} }}{{ dateInZone "${RFC3339}" (div (int64 .) 1000000) "UTC" }}{{ end }}`;
  return [{ kind: "template", source: "at", template: time }, ...loginSteps(settings)];
}

/** The steps of lines that have a program as their service. */
function loginSteps(settings: Settings): Stage[] {
  const program = "(toString .service)";
  const isRoot = '(or (eq (toString .pam_user) "root") (eq (toString .pam_uid) "0"))';
  const attended = `(not (has (toString .pam_service) (list ${UNATTENDED_SESSIONS.map(quoted).join(" ")})))`;
  const event = [
    '{{ $event := "" }}{{ $user := "" }}{{ $outcome := "success" }}{{ $ip := "" }}{{ $command := "" }}',
    `{{ if .pam_service }}{{ if and ${isRoot} ${attended} }}{{ $event = ${quoted(SOURCE_EVENTS.shell)} }}`,
    "{{ $user = coalesce .pam_by .pam_user }}{{ end }}",
    `{{ else if and .accepted_user (hasPrefix "sshd" ${program}) }}{{ $event = ${quoted(SOURCE_EVENTS.login)} }}`,
    "{{ $user = .accepted_user }}{{ $ip = .accepted_ip }}",
    `{{ if eq .accepted_user "root" }}{{ $event = ${quoted(SOURCE_EVENTS.shell)} }}{{ end }}`,
    `{{ else if and .failed_ip (hasPrefix "sshd" ${program}) }}{{ $event = ${quoted(SOURCE_EVENTS.failedLogin)} }}`,
    '{{ $user = trunc 256 .failed_user }}{{ $ip = .failed_ip }}{{ $outcome = "failure" }}',
    `{{ else if and .sudo_user (eq ${program} "sudo") }}{{ $event = ${quoted(SOURCE_EVENTS.command)} }}`,
    "{{ $user = .sudo_user }}{{ $command = .sudo_command }}",
    '{{ if .sudo_refused }}{{ $outcome = "failure" }}',
    `{{ else if and (eq .sudo_as "root") (regexMatch ${quoted(SHELL_COMMAND)} .sudo_command) }}`,
    `{{ $event = ${quoted(SOURCE_EVENTS.shell)} }}{{ end }}{{ end }}`,
    "{{ if $event }}",
    `{{ $message := regexReplaceAll ${quoted(`(?i)${SECRET_OPTION}`)} (trunc ${MOST_COMMAND} .Entry) "$1=" }}`,
    // A working directory, which the redaction would take for a password.
    '{{ if .sudo_user }}{{ $message = $message | trim | replace " PWD=" " DIRECTORY=" }}{{ end }}',
    `{{ $command = regexReplaceAll ${quoted(`(?i)${SECRET_OPTION}`)} (trunc ${MOST_COMMAND} $command) "$1=" }}`,
    lineOf({
      timestamp: ".at",
      level: `(ternary "warn" "info" (or (eq $event ${quoted(SOURCE_EVENTS.shell)}) (eq $outcome "failure")))`,
      message: "$message",
      service: ".service",
      audit: "true",
      event: "$event",
      user_id: "$user",
      outcome: "$outcome",
      source_ip: "$ip",
      command: "$command",
    }),
    "{{ end }}",
  ].join("");
  return [
    ...WRITTEN,
    ...Object.values(LOGIN_LINES).map((expression): Stage => ({ kind: "regex", expression })),
    { kind: "template", source: "audit_line", template: event },
    { kind: "line", source: "audit_line" },
    ...ofLines(settings),
  ];
}

/** Fields of an event of the API server's, by JMESPath: of the whole, so that nothing inside of what somebody sent is taken for it. */
const AUDIT_FIELDS = {
  at: "stageTimestamp",
  k8s_code: "responseStatus.code",
  k8s_id: "auditID",
  // All but the last may be what the client says.
  k8s_ip: "sourceIPs[-1]",
  k8s_namespace: "objectRef.namespace",
  k8s_pod: "objectRef.name",
  k8s_resource: "objectRef.resource",
  k8s_stage: "stage",
  k8s_subresource: "objectRef.subresource",
  k8s_uri: "requestURI",
  k8s_user: "user.username",
  k8s_as: "impersonatedUser.username",
  k8s_verb: "verb",
} as const;

/** What the template makes of an event that is none of these. A line that it cannot read at all is kept as it is. */
const NOTHING = "nothing";

/** One part of a URL decoded. It is made a path, which is what there is a function for; what is no code stays as it is. */
const DECODED =
  '{{ $raw = $raw | replace "+" "%20" | replace "?" "%3F" | replace "#" "%23" }}' +
  '{{ $raw = regexReplaceAll "%([0-9A-Fa-f]{2})" $raw "\\x01${1}" | replace "%" "%25" | replace "\\x01" "%" }}' +
  '{{ $text := (urlParse (printf "x://x/%s" $raw)).path | trimPrefix "/" }}';

/** The steps of the API server's audit log. */
export function apiServerSteps(settings: Settings): Stage[] {
  const { shell, command, forward } = SOURCE_EVENTS;
  const event = [
    '{{ $words := list }}{{ $container := "" }}{{ $namespace := .k8s_namespace }}{{ $pod := .k8s_pod }}',
    `{{ range $pair := splitList "&" (toString .k8s_query) }}{{ $raw := $pair }}${DECODED}`,
    '{{ if hasPrefix "command=" $text }}{{ $words = append $words (trimPrefix "command=" $text) }}',
    '{{ else if hasPrefix "cmd=" $text }}{{ $words = append $words (trimPrefix "cmd=" $text) }}',
    '{{ else if hasPrefix "container=" $text }}{{ $container = trimPrefix "container=" $text }}{{ end }}{{ end }}',
    '{{ $command := join " " $words }}{{ $kind := "" }}',
    '{{ if eq (toString .k8s_resource) "pods" }}{{ $kind = toString .k8s_subresource }}',
    // By way of the kubelet, which the API server passes on what is asked of it.
    '{{ else if and (eq (toString .k8s_resource) "nodes") (eq (toString .k8s_subresource) "proxy") }}',
    `{{ $raw := toString .k8s_path }}${DECODED}`,
    '{{ $parts := regexFindAll "/proxy/.*?\\\\b(?:exec|attach|run|portForward)/+[^/]+/+[^/]+(?:/.*)?$" $text 1 }}',
    '{{ range $parts }}{{ $found := regexReplaceAll "^/proxy/.*?\\\\b(exec|attach|run|portForward)/+([^/]+)/+([^/]+)/*(.*)$" . "${1} ${2} ${3} ${4}" }}',
    '{{ $names := splitList " " $found }}{{ $kind = index $names 0 | lower }}{{ $namespace = index $names 1 }}',
    "{{ $pod = index $names 2 }}{{ $container = base (index $names 3) }}{{ end }}{{ end }}",
    '{{ $event := "" }}{{ $did := "" }}',
    `{{ if has $kind (list "attach" "ephemeralcontainers") }}{{ $event = ${quoted(shell)} }}`,
    '{{ $did = ternary "an attachment to" "a container for debugging in" (eq $kind "attach") }}',
    `{{ else if has $kind (list "exec" "run") }}{{ $event = ${quoted(command)} }}{{ $did = "a command in" }}`,
    `{{ if regexMatch ${quoted(SHELL_COMMAND)} $command }}{{ $event = ${quoted(shell)} }}{{ $did = "a shell in" }}{{ end }}`,
    `{{ else if eq $kind "portforward" }}{{ $event = ${quoted(forward)} }}{{ $did = "ports forwarded from" }}{{ end }}`,
    // A container for debugging is looked at by the same path.
    '{{ if and (eq $kind "ephemeralcontainers") (has .k8s_verb (list "get" "watch")) }}{{ $event = "" }}{{ end }}',
    '{{ if eq (toString .k8s_stage) "RequestReceived" }}{{ $event = "" }}{{ end }}',
    '{{ $outcome := "success" }}{{ $got := "got" }}{{ if ge (int .k8s_code) 400 }}{{ $outcome = "failure" }}',
    `{{ if eq $event ${quoted(shell)} }}{{ $event = ${quoted(command)} }}{{ end }}{{ $got = "failed to get" }}{{ end }}`,
    `{{ $command = regexReplaceAll ${quoted(`(?i)${SECRET_OPTION}`)} (trunc ${MOST_COMMAND} $command) "$1=" }}`,
    '{{ $message := printf "%s %s %s %s/%s" .k8s_user $got $did $namespace $pod }}',
    '{{ if $container }}{{ $message = printf "%s (container %s)" $message $container }}{{ end }}',
    '{{ if $command }}{{ $message = printf "%s: %s" $message $command }}{{ end }}',
    "{{ if $event }}",
    lineOf({
      timestamp: ".at",
      level: `(ternary "warn" "info" (or (eq $event ${quoted(shell)}) (eq $outcome "failure")))`,
      message: "$message",
      service: quoted(API_SERVER),
      audit: "true",
      event: "$event",
      user_id: ".k8s_user",
      outcome: "$outcome",
      source_ip: ".k8s_ip",
      request_id: ".k8s_id",
      impersonated_user: ".k8s_as",
      verb: ".k8s_verb",
      namespace: "$namespace",
      pod: "$pod",
      container: "$container",
      command: "$command",
    }),
    `{{ else if .k8s_stage }}${NOTHING}{{ end }}`,
  ].join("");
  return [
    { kind: "json", expressions: AUDIT_FIELDS },
    ...WRITTEN,
    { kind: "regex", source: "k8s_uri", expression: String.raw`^(?P<k8s_path>[^?]*)\??(?P<k8s_query>.*)$` },
    { kind: "template", source: "audit_line", template: event },
    {
      kind: "template",
      source: "no_event",
      template: `{{ if eq (toString .audit_line) ${quoted(NOTHING)} }}true{{ end }}`,
    },
    { kind: "dropWhere", source: "no_event", reason: "no-shell" },
    { kind: "line", source: "audit_line" },
    { kind: "json", expressions: { namespace: "namespace", pod: "pod", container: "container" } },
    { kind: "labels", names: ["namespace", "container"] },
    ...ofLines(settings),
  ];
}

/** Labels of a node's lines that no line says. */
export function nodeLabels({ cluster }: Settings, service?: string): Record<string, string> {
  return { cluster: cluster.name, namespace: NODES_NAMESPACE, ...(service === undefined ? {} : { service }) };
}
