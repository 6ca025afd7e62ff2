/** Pieces of Alertmanager's template language that several messages are made of. */

import { ESCALATED } from "../../names/escalation";

/** At most so many alerts are spelled out in one message; the rest is counted. */
export const SHOWN = 10;

/** Colours by severity, from red to blue, and green for what is over. */
const COLORS = {
  critical: "d93f3f",
  high: "f2711c",
  medium: "f2c94c",
  low: "3b82f6",
  info: "8a8f98",
  resolved: "2eb67d",
};

/** The length of a title, in bytes: Discord's limit of 256 characters is the least of all. */
const TITLE = 240;

/** What names a subject where an alert does not: the labels of the charts' rules, of which the object's come before `pod`. */
const NAMING = [
  "node",
  "persistentvolumeclaim",
  "deployment",
  "statefulset",
  "daemonset",
  "horizontalpodautoscaler",
  "job_name",
  "pod",
  "instance",
];

/** The same of an alert that is escalated, as the escalation has it: a silence of that one is what answers. */
const ESCALATING = {
  alertname: "alert",
  cluster: "cluster",
  namespace: "namespace",
  severity: "alert_severity",
  subject: "alert_subject",
};

/** What says which alert about which subject it is, where an alert has a subject. */
const IDENTIFYING = ["alertname", "cluster", "namespace", "severity"];

/** Sets a variable to a text that is cut after a whole word. */
export function cut(variable: string, expression: string, length: number): string {
  return (
    `{{ ${variable} := ${expression} }}{{ if gt (len ${variable}) ${length} }}` +
    `{{ ${variable} = reReplaceAll "\\\\s+\\\\S*$" " …" (printf "%.${length}s" ${variable}) }}{{ end }}`
  );
}

/** What a page shows of the time around an alert's beginning: what led to it, and what it did at first. In nanoseconds, as Go has it. */
const AROUND = { before: "3600000000000", after: "900000000000" };

/**
 * Sets `$dashboard` to the page of the alerts at the moment when the first of them began: whoever reads the message the next
 * morning sees what there was. Alerts about several subjects lead to that of the first.
 */
export function dashboardVariable(grafana: string): string {
  const at = (offset: string) => `($first.StartsAt.Add ${offset}).UnixMilli`;
  return (
    `{{ $dashboard := "${grafana}/alerting/list" }}{{ $first := index .Alerts 0 }}` +
    "{{ with or .CommonAnnotations.dashboard_url $first.Annotations.dashboard_url }}" +
    '{{ $and := "?" }}{{ if match "[?]" . }}{{ $and = "&" }}{{ end }}' +
    `{{ $dashboard = printf "%s%sfrom=%d&to=%d" . $and ${at(`-${AROUND.before}`)} ${at(AROUND.after)} }}{{ end }}`
  );
}

/** One of several texts, by severity. */
export function bySeverity(values: Record<string, string>, otherwise: string): string {
  const [first, ...rest] = Object.entries(values);
  const test = ([severity, value]: [string, string]) => `eq .CommonLabels.severity "${severity}" }}${value}`;
  if (first === undefined) return otherwise;
  return `{{ if ${test(first)}${rest.map((entry) => `{{ else if ${test(entry)}`).join("")}{{ else }}${otherwise}{{ end }}`;
}

export function colorBySeverity(format: (color: string) => string): string {
  const { resolved, ...severities } = COLORS;
  const firing = Object.fromEntries(Object.entries(severities).map(([severity, color]) => [severity, format(color)]));
  return `{{ if eq .Status "resolved" }}${format(resolved)}{{ else }}${bySeverity(firing, format(COLORS.medium))}{{ end }}`;
}

/**
 * Sets `$title`: "CRITICAL: NodeDown node-1 on prod", "HIGH: PodCrashLooping in shop on prod (2)", "RESOLVED: …". An escalation has
 * its level, "HIGH: AlertEscalated to L3: NodeDown node-1 on prod": the highest, where one message tells of several.
 */
export function titleVariable(): string {
  const naming = ["subject", ...NAMING].map((label) => `.CommonLabels.${label}`).join(" ");
  const status =
    '{{ $status := "RESOLVED" }}{{ if eq .Status "firing" }}{{ $status = or .CommonLabels.severity "alert" | toUpper }}{{ end }}';
  const append = (condition: string, format: string, value: string) =>
    `{{ if ${condition} }}{{ $long = printf "%s${format}" $long ${value} }}{{ end }}`;
  return (
    status +
    '{{ $long := printf "%s: %s" $status (or .CommonLabels.alertname .GroupLabels.alertname) }}' +
    `{{ $subject := or ${naming} "" }}{{ $namespace := or .CommonLabels.namespace "" }}` +
    `{{ $level := "" }}{{ if eq (or .CommonLabels.alertname "") "${ESCALATED}" }}` +
    "{{ range .Alerts }}{{ if gt (or .Labels.level ``) $level }}{{ $level = .Labels.level }}{{ end }}{{ end }}{{ end }}" +
    append("$level", " to %s:", "$level") +
    append("and $subject (ne $subject $namespace)", " %s", "$subject") +
    append("$namespace", " in %s", "$namespace") +
    append(".CommonLabels.cluster", " on %s", ".CommonLabels.cluster") +
    append("and (not $level) (gt (len .Alerts.Firing) 1)", " (%d)", "(len .Alerts.Firing)") +
    cut("$title", "$long", TITLE)
  );
}

/**
 * Sets `$silence`: the link to a silence of what the message is about and of nothing else. Alerts that have no subject have
 * no such silence in common; then it leads to the list, where each can be silenced by itself.
 */
export function silenceVariable(grafana: string): string {
  const matcher = (pairs: string) =>
    `{{ range ${pairs} }}{{ $silence = printf "%s&matcher=%s%%3D%s" $silence .Name (.Value | urlquery) }}{{ end }}`;
  const identifying = IDENTIFYING.map(
    (label) =>
      `{{ with .CommonLabels.${label} }}{{ $silence = printf "%s&matcher=${label}%%3D%s" $silence (. | urlquery) }}{{ end }}`,
  ).join("");
  const escalating = Object.entries(ESCALATING)
    .map(
      ([label, own]) =>
        `{{ with .CommonLabels.${own} }}{{ $silence = printf "%s&matcher=${label}%%3D%s" $silence (. | urlquery) }}{{ end }}`,
    )
    .join("");
  return (
    `{{ $silence := "${grafana}/alerting/silence/new?alertmanager=Alertmanager" }}` +
    '{{ $named := true }}{{ $subjects := "" }}{{ range .Alerts }}{{ if .Labels.subject }}' +
    "{{ $escaped := reReplaceAll `([.+*?()|\\[\\]{}^$\\\\])` `\\$1` .Labels.subject }}" +
    '{{ if $subjects }}{{ $subjects = printf "%s|%s" $subjects $escaped }}{{ else }}{{ $subjects = $escaped }}{{ end }}' +
    "{{ else }}{{ $named = false }}{{ end }}{{ end }}" +
    `{{ if eq (or .CommonLabels.alertname "") "${ESCALATED}" }}${escalating}` +
    `{{ else if .CommonLabels.subject }}${identifying}` +
    '{{ $silence = printf "%s&matcher=subject%%3D%s" $silence (.CommonLabels.subject | urlquery) }}' +
    `{{ else if $named }}${identifying}{{ $silence = printf "%s&matcher=subject%%3D~%s" $silence ($subjects | urlquery) }}` +
    `{{ else if eq (len .Alerts) 1 }}${matcher(".CommonLabels.SortedPairs")}` +
    `{{ else }}{{ $silence = "${grafana}/alerting/groups" }}{{ end }}`
  );
}

/** What a value may consist of to be put into a command: the characters of names, none of which a shell gives a meaning to. */
const NAME = "^[a-zA-Z0-9][a-zA-Z0-9_./:-]*$";

/**
 * Sets `$steps`: the first steps of the runbook, with the labels that all alerts of the message have in common in the place
 * of their names, so that they run as they stand. What differs, or is more than a name, stays as `<pod>`.
 * @param most So many bytes it may be, else nothing is filled in; undefined for any number.
 */
export function stepsVariable(most?: number): string {
  const fill =
    `{{ range .CommonLabels.SortedPairs }}{{ if match "${NAME}" .Value }}` +
    '{{ $steps = reReplaceAll (printf "<%s>" .Name) .Value $steps }}{{ end }}{{ end }}';
  const short =
    most === undefined ? "" : `{{ if gt (len $steps) ${most} }}{{ $steps = .CommonAnnotations.first_steps }}{{ end }}`;
  return `{{ $steps := or .CommonAnnotations.first_steps "" }}${fill}${short}`;
}
