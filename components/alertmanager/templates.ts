/**
 * The one set of message templates, in Alertmanager's template language. Every channel says the same: what is wrong,
 * since when, how bad, and where to read on, with the marks of its own kind of text.
 */
import type { Settings } from "../../settings";
import { grafanaUrl } from "../../names/links";
import { discordEmbeds } from "./discord";
import {
  bySeverity,
  colorBySeverity,
  dashboardVariable,
  SHOWN,
  silenceVariable,
  stepsVariable,
  titleVariable,
} from "./texts";

/** The file that the templates are deployed in, beside Alertmanager's configuration. */
export const TEMPLATE_FILE = "observability.tmpl";

/** How one kind of text is marked up; each function takes and returns Go template text. */
interface Markup {
  /** An expression that makes a text safe to show, e.g. `reReplaceAll "<" "&lt;" X`. */
  escape: (expression: string) => string;
  bold: (text: string) => string;
  link: (text: string, url: string) => string;
  /** Commands, each on a line of its own. */
  code: (text: string) => string;
  newline: string;
}

const PLAIN: Markup = {
  escape: (x) => x,
  bold: (text) => text,
  link: (text, url) => `${text}: ${url}`,
  code: (text) => `${text}\n`,
  newline: "\n",
};

const SLACK: Markup = {
  // Slack's own three: https://docs.slack.dev/messaging/formatting-message-text
  escape: (x) => `${x} | reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;"`,
  bold: (text) => `*${text}*`,
  link: (text, url) => `<${url}|${text}>`,
  code: (text) => "```" + text + "```\n",
  newline: "\n",
};

const HTML: Markup = {
  // The e-mail's template is an html/template: it escapes what it shows by itself.
  escape: (x) => x,
  bold: (text) => `<strong>${text}</strong>`,
  link: (text, url) => `<a href="${url}">${text}</a>`,
  code: (text) => `<pre>${text}</pre>`,
  newline: "<br>\n",
};

/** The template file, for the stack's own Grafana. */
export function templates(settings: Settings): string {
  const grafana = grafanaUrl(settings);
  return [
    define("observability.title", `${titleVariable()}{{ $title }}`),
    define("observability.color", `#${colorBySeverity((color) => color)}`),
    define("observability.runbook", `{{ or .CommonAnnotations.runbook_url "${grafana}/alerting/list" }}`),
    define("observability.dashboard", `${dashboardVariable(grafana)}{{ $dashboard }}`),
    define("observability.silence", `${silenceVariable(grafana)}{{ $silence }}`),
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

/** The message: each alert with its summary, description and since when; then the first steps, and the links. */
function body(markup: Markup): string {
  const { newline, bold, code, link, escape } = markup;
  const one =
    bold(`{{ ${escape("or .Annotations.summary .Labels.alertname")} }}`) +
    newline +
    `{{ with .Annotations.description }}{{ ${escape(".")} }}${newline}{{ end }}` +
    '{{ if eq .Status "firing" }}since {{ .StartsAt.UTC.Format "2006-01-02 15:04 MST" }}, for {{ since .StartsAt | humanizeDuration }}' +
    '{{ else }}from {{ .StartsAt.UTC.Format "2006-01-02 15:04 MST" }} to {{ .EndsAt.UTC.Format "15:04 MST" }}{{ end }}' +
    `, severity {{ or .Labels.severity "unknown" }}, team {{ or .Labels.team "platform" }}${newline}`;
  const list = (alerts: string) =>
    `{{ range $i, $alert := ${alerts} }}{{ if lt $i ${SHOWN} }}${one}${newline}{{ end }}{{ end }}` +
    `{{ if gt (len ${alerts}) ${SHOWN} }}… ${SHOWN} of {{ len ${alerts} }} shown${newline}{{ end }}`;
  const steps =
    `${stepsVariable()}{{ if and .Alerts.Firing $steps }}${bold("First steps")}${newline}` +
    `${code(`{{ ${escape("$steps")} }}`)}{{ end }}`;
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
    steps +
    links
  );
}
