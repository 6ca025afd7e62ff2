/** What is posted to Discord: its own message object, filled in by Alertmanager. */
import type { Settings } from "../../settings";
import { colorBySeverity, cut, dashboardVariable, silenceVariable, SHOWN, stepsVariable, titleVariable } from "./texts";

type DiscordChannel = Settings["alerting"]["channels"]["discord"][number];

/**
 * Discord's limits, in characters: 4096 in a description, 1024 in a field and 6000 in all of a message. Source: its
 * documentation, "Embed Limits". Go's `len` counts bytes, of which there are never fewer.
 */
const DESCRIPTION = 3900;
const FIELD = 1000;

/** What the first steps may take with labels filled in, so that all is within 6000; without, they have 600 (dashboards/first-steps.ts). */
const STEPS = 700;

const FIRST_STEPS =
  `${stepsVariable(STEPS)}{{ if and .Alerts.Firing $steps }}` +
  '{{ $steps = printf "```\\n%s\\n```" $steps }},{"name":"First steps","value":{{ $steps | toJson }},"inline":false}{{ end }}';

/** What one alert may take, so that the first always fits. */
const SUMMARY = 300;
const DETAILS = 1500;

/**
 * The `payload` of a webhook receiver. Alertmanager renders each text and, where the result reads as YAML, takes it as
 * such: "NodeDown: node-1" would become a map. So the embeds are one text that renders to JSON, with every free text
 * through `toJson`.
 */
export function discordPayload({ username, mentionRole }: DiscordChannel): Record<string, unknown> {
  return {
    username,
    ...(mentionRole === undefined
      ? {}
      : {
          content: `{{ if and (eq .Status "firing") (eq .CommonLabels.severity "critical") }}<@&${mentionRole}>{{ end }}`,
          allowed_mentions: { parse: ["roles"] },
        }),
    embeds: '{{ template "observability.discord.embeds" . }}',
  };
}

/** Discord's embeds as JSON: free text and links only through `toJson`, whole alerts and whole words within its limits. */
export function discordEmbeds(grafana: string): string {
  const field = (name: string, expression: string, inline: boolean) =>
    `{"name":"${name}","value":{{ ${expression} | toJson }},"inline":${inline}}`;
  return (
    '{{ $text := "" }}' +
    list(".Alerts.Firing") +
    '{{ if .Alerts.Resolved }}{{ $text = printf "%s**Resolved**\\n" $text }}{{ end }}' +
    list(".Alerts.Resolved") +
    titleVariable() +
    dashboardVariable(grafana) +
    `{{ $runbook := or .CommonAnnotations.runbook_url "${grafana}/alerting/list" }}` +
    silenceVariable(grafana) +
    '{{ $links := printf "[Runbook](%s) · [Dashboard](%s) · [Silence](%s)" $runbook $dashboard $silence }}' +
    `{{ if gt (len $links) ${FIELD} }}{{ $links = printf "[Alerts](${grafana}/alerting/groups)" }}{{ end }}` +
    '[{"title":{{ $title | toJson }},' +
    '"url":{{ $dashboard | toJson }},' +
    `"color":${colorBySeverity((color) => String(Number.parseInt(color, 16)))},` +
    '"description":{{ $text | toJson }},' +
    '"fields":[' +
    [
      field("Cluster", 'or .CommonLabels.cluster "-"', true),
      field("Severity", 'or .CommonLabels.severity "-"', true),
      field("Links", "$links", false),
    ].join(",") +
    FIRST_STEPS +
    "]}]"
  );
}

/** Appends alerts to `$text` for as long as each fits as a whole, then how many of how many were shown. */
function list(alerts: string): string {
  return (
    // A mark for each that is shown: templates cannot add.
    `{{ $shown := "" }}{{ $full := false }}{{ range ${alerts} }}` +
    cut("$summary", "or .Annotations.summary .Labels.alertname", SUMMARY) +
    cut("$details", 'or .Annotations.description ""', DETAILS) +
    '{{ $one := printf "**%s**\\n%s\\n%s %s, severity %s, team %s\\n\\n" $summary $details ' +
    '(or (and (eq .Status "firing") "since") "began") (.StartsAt.UTC.Format "2006-01-02 15:04 MST") ' +
    '(or .Labels.severity "unknown") (or .Labels.team "platform") }}' +
    `{{ if or (ge (len $shown) ${SHOWN}) (gt (len (printf "%s%s" $text $one)) ${DESCRIPTION}) }}{{ $full = true }}{{ end }}` +
    '{{ if not $full }}{{ $text = printf "%s%s" $text $one }}{{ $shown = printf "%s." $shown }}{{ end }}{{ end }}' +
    `{{ if $full }}{{ $text = printf "%s… %d of %d shown\\n" $text (len $shown) (len ${alerts}) }}{{ end }}`
  );
}
