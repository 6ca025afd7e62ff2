/**
 * The one set of message templates, in Alertmanager's template language. Every channel says the same: what is wrong,
 * since when, how bad, and where to read on, with the marks of its own kind of text.
 */
import type { Settings } from "../../settings";
import { grafanaUrl } from "../../names/links";

/** The file that the templates are deployed in, beside Alertmanager's configuration. */
export const TEMPLATE_FILE = "observability.tmpl";

/** At most so many alerts are spelled out in one message; the rest is counted. */
const SHOWN = 10;

/** Colours by severity, from red to blue, and green for what is over. */
const COLORS = {
  critical: "d93f3f",
  high: "f2711c",
  medium: "f2c94c",
  low: "3b82f6",
  info: "8a8f98",
  resolved: "2eb67d",
};

/** How one kind of text is marked up; each function takes and returns Go template text. */
interface Markup {
  /** An expression that makes a text safe to show, e.g. `reReplaceAll "<" "&lt;" X`. */
  escape: (expression: string) => string;
  bold: (text: string) => string;
  link: (text: string, url: string) => string;
  newline: string;
}

const PLAIN: Markup = {
  escape: (x) => x,
  bold: (text) => text,
  link: (text, url) => `${text}: ${url}`,
  newline: "\n",
};

const SLACK: Markup = {
  // Slack's own three: https://docs.slack.dev/messaging/formatting-message-text
  escape: (x) => `${x} | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;"`,
  bold: (text) => `*${text}*`,
  link: (text, url) => `<${url}|${text}>`,
  newline: "\n",
};

const HTML: Markup = {
  // The e-mail's template is an html/template: it escapes what it shows by itself.
  escape: (x) => x,
  bold: (text) => `<strong>${text}</strong>`,
  link: (text, url) => `<a href="${url}">${text}</a>`,
  newline: "<br>\n",
};

/** The template file, for the stack's own Grafana. */
export function templates(settings: Settings): string {
  const grafana = grafanaUrl(settings);
  return [
    define("observability.title", title()),
    define("observability.color", `#${colorBySeverity((color) => color)}`),
    define("observability.runbook", `{{ or .CommonAnnotations.runbook_url "${grafana}/alerting/list" }}`),
    define("observability.dashboard", `{{ or .CommonAnnotations.dashboard_url "${grafana}/alerting/list" }}`),
    define(
      "observability.silence",
      `${grafana}/alerting/silence/new?alertmanager=Alertmanager` +
        "{{ range .GroupLabels.SortedPairs }}&matcher={{ .Name }}%3D{{ .Value | urlquery }}{{ end }}",
    ),
    define("observability.plain.text", body(PLAIN)),
    define("observability.slack.text", body(SLACK)),
    define("observability.email.html", `<html><body>\n${body(HTML)}\n</body></html>`),
    define(
      "observability.pagerduty.severity",
      bySeverity({ critical: "critical", high: "error", medium: "warning", low: "info", info: "info" }, "warning"),
    ),
    define(
      "observability.opsgenie.priority",
      bySeverity({ critical: "P1", high: "P2", medium: "P3", low: "P4", info: "P5" }, "P3"),
    ),
    define("observability.discord.embeds", discordEmbeds(grafana)),
    "",
  ].join("\n");
}

function define(name: string, text: string): string {
  return `{{ define "${name}" }}${text}{{ end }}`;
}

/** "CRITICAL: NodeDown on prod (2)", or "RESOLVED: NodeDown on prod". */
function title(): string {
  return (
    '{{ if eq .Status "firing" }}{{ or .CommonLabels.severity "alert" | toUpper }}{{ else }}RESOLVED{{ end }}: ' +
    "{{ or .CommonLabels.alertname .GroupLabels.alertname }}" +
    "{{ with .CommonLabels.namespace }} in {{ . }}{{ end }}{{ with .CommonLabels.cluster }} on {{ . }}{{ end }}" +
    "{{ if gt (len .Alerts.Firing) 1 }} ({{ len .Alerts.Firing }}){{ end }}"
  );
}

function bySeverity(values: Record<string, string>, otherwise: string): string {
  const [first, ...rest] = Object.entries(values);
  const test = ([severity, value]: [string, string]) => `eq .CommonLabels.severity "${severity}" }}${value}`;
  if (first === undefined) return otherwise;
  return `{{ if ${test(first)}${rest.map((entry) => `{{ else if ${test(entry)}`).join("")}{{ else }}${otherwise}{{ end }}`;
}

function colorBySeverity(format: (color: string) => string): string {
  const { resolved, ...severities } = COLORS;
  const firing = Object.fromEntries(Object.entries(severities).map(([severity, color]) => [severity, format(color)]));
  return `{{ if eq .Status "resolved" }}${format(resolved)}{{ else }}${bySeverity(firing, format(COLORS.medium))}{{ end }}`;
}

/** The message: each alert with its summary, description and since when; then the links. */
function body(markup: Markup): string {
  const { newline, bold, link, escape } = markup;
  const one =
    bold(`{{ ${escape("or .Annotations.summary .Labels.alertname")} }}`) +
    newline +
    `{{ with .Annotations.description }}{{ ${escape(".")} }}${newline}{{ end }}` +
    '{{ if eq .Status "firing" }}since {{ .StartsAt.UTC.Format "2006-01-02 15:04 MST" }}, for {{ since .StartsAt | humanizeDuration }}' +
    '{{ else }}from {{ .StartsAt.UTC.Format "2006-01-02 15:04 MST" }} to {{ .EndsAt.UTC.Format "15:04 MST" }}{{ end }}' +
    `, severity {{ or .Labels.severity "unknown" }}, team {{ or .Labels.team "platform" }}${newline}`;
  const list = (alerts: string) =>
    `{{ range $i, $alert := ${alerts} }}{{ if lt $i ${SHOWN} }}${one}${newline}{{ end }}{{ end }}` +
    `{{ if gt (len ${alerts}) ${SHOWN} }}and ${SHOWN} of {{ len ${alerts} }} shown${newline}{{ end }}`;
  const links = ["runbook", "dashboard", "silence"]
    .map((name) =>
      link(
        name.replace(/^./, (c) => c.toUpperCase()),
        `{{ template "observability.${name}" . }}`,
      ),
    )
    .join(newline === "\n" && markup === PLAIN ? "\n" : " · ");
  return (
    `{{ if .Alerts.Firing }}${list(".Alerts.Firing")}{{ end }}` +
    `{{ if .Alerts.Resolved }}${bold("Resolved")}${newline}${list(".Alerts.Resolved")}{{ end }}` +
    links
  );
}

/** Discord's embeds as JSON: free text and links only through `toJson`, cut to Discord's limits. */
function discordEmbeds(grafana: string): string {
  const alerts = (list: string) =>
    `{{ range $i, $a := ${list} }}{{ if lt $i ${SHOWN} }}` +
    '{{ $text = printf "%s**%s**\\n%s\\n%s %s, severity %s, team %s\\n\\n" $text ' +
    "(or $a.Annotations.summary $a.Labels.alertname) $a.Annotations.description " +
    '(or (and (eq $a.Status "firing") "since") "began") ($a.StartsAt.UTC.Format "2006-01-02 15:04 MST") ' +
    '(or $a.Labels.severity "unknown") (or $a.Labels.team "platform") }}{{ end }}{{ end }}' +
    `{{ if gt (len ${list}) ${SHOWN} }}{{ $text = printf "%s${SHOWN} of %d shown\\n" $text (len ${list}) }}{{ end }}`;
  const field = (name: string, expression: string, inline: boolean) =>
    `{"name":"${name}","value":{{ ${expression} | toJson }},"inline":${inline}}`;
  return (
    '{{ $text := "" }}' +
    alerts(".Alerts.Firing") +
    '{{ if .Alerts.Resolved }}{{ $text = printf "%s**Resolved**\\n" $text }}{{ end }}' +
    alerts(".Alerts.Resolved") +
    '{{ $status := "RESOLVED" }}{{ if eq .Status "firing" }}{{ $status = or .CommonLabels.severity "alert" | toUpper }}{{ end }}' +
    `{{ $dashboard := or .CommonAnnotations.dashboard_url "${grafana}/alerting/list" }}` +
    `{{ $runbook := or .CommonAnnotations.runbook_url "${grafana}/alerting/list" }}` +
    `{{ $silence := "${grafana}/alerting/silence/new?alertmanager=Alertmanager" }}` +
    '{{ range .GroupLabels.SortedPairs }}{{ $silence = printf "%s&matcher=%s%%3D%s" $silence .Name (.Value | urlquery) }}{{ end }}' +
    '[{"title":{{ printf "%.240s" (printf "%s: %s" $status (or .CommonLabels.alertname .GroupLabels.alertname)) | toJson }},' +
    '"url":{{ $dashboard | toJson }},' +
    `"color":${colorBySeverity((color) => String(Number.parseInt(color, 16)))},` +
    '"description":{{ printf "%.3900s" $text | toJson }},' +
    '"fields":[' +
    [
      field("Cluster", 'or .CommonLabels.cluster "-"', true),
      field("Severity", 'or .CommonLabels.severity "-"', true),
      field("Links", 'printf "[Runbook](%s) · [Dashboard](%s) · [Silence](%s)" $runbook $dashboard $silence', false),
    ].join(",") +
    "]}]"
  );
}
