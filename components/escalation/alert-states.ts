/** What asks Alertmanager for its alerts and serves them as metrics. */
import { ALERT_STATES } from "../../names/escalation";
import { alertmanagerUrls } from "../../names/kube-prometheus-stack";
import type { Settings } from "../../settings";
import { agentLines, LISTEN, outputLines, type Telegraf } from "../support/telegraf";

/** The labels of an alert's series, and the labels of the alert that they are; Prometheus itself gives a series `namespace`. */
const TAGS = {
  alert: "labels/alertname",
  alert_namespace: "labels/namespace",
  alert_severity: "labels/severity",
  alert_subject: "labels/subject",
  alert_team: "labels/team",
  fingerprint: "fingerprint",
  receiver: "../../receiver/name",
};

/**
 * Telegraf's configuration. The groups are asked for, not the alerts: of an alert by itself Alertmanager does not say whether
 * a time interval mutes it, as that differs from receiver to receiver. All replicas are asked, so that one may be away.
 * @param urls Where each Alertmanager is. @param listen Where the metrics are served.
 */
export function telegrafConfig(urls: readonly string[], listen = LISTEN): string {
  const groups = urls.map((url) => `${url}/api/v2/alerts/groups?active=true&silenced=true&inhibited=true&muted=true`);
  return [
    ...agentLines("30s"),
    "[[inputs.http]]",
    `urls = ${JSON.stringify(groups)}`,
    'timeout = "10s"',
    'data_format = "xpath_json"',
    // The replicas know the same alerts: one series, whoever answers.
    'tagexclude = ["url"]',
    "xpath_allow_empty_selection = true",
    "[[inputs.http.xpath]]",
    "metric_name = \"'alertmanager_alert'\"",
    'metric_selection = "/*/alerts/*"',
    "[inputs.http.xpath.tags]",
    ...Object.entries(TAGS).map(([tag, path]) => `${tag} = ${JSON.stringify(path)}`),
    "[inputs.http.xpath.fields]",
    'silenced = "count(status/silencedBy/*)"',
    'muted = "count(status/inhibitedBy/*) + count(status/mutedBy/*)"',
    // Two requests that fail are no end of an alert yet.
    ...outputLines(listen, "75s"),
  ].join("\n");
}

/** What runs it. */
export function alertStates(settings: Pick<Settings, "alerting" | "cluster">): Telegraf {
  return { name: ALERT_STATES, config: telegrafConfig(alertmanagerUrls(settings)), scrape: "30s" };
}
