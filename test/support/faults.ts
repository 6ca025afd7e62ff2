/**
 * The fault catalogue, test/faults/*.yaml: for each fault the alerts that it raises, with their labels, and every message that
 * leaves prod's Alertmanager for it. An alert's severity, team and component are its rule's; `muted` names the alerts that
 * mute it. `to` are the receivers of a message, `title` what they are told.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parse } from "yaml";
import { CHART_ALERTS } from "../../components/kube-prometheus-stack/default-rules";
import { SEVERITIES } from "../../settings/channels";
import { titleVariable } from "../../components/alertmanager/texts";
import { allRules } from "../../rules";
import { allLogRules } from "../../rules/log-rules";
import type { Alert } from "../../rules/rule";
import type { Settings } from "../../settings";
import { alertsOf, everyGroup, subjectOf } from "./rules";

const FOLDER = resolve(__dirname, "../faults");

export interface FaultAlert {
  labels: Record<string, string>;
  /** The names of the alerts that mute it. */
  muted: string[];
}

export interface Message {
  title: string;
  to: string[];
}

export interface Fault {
  fault: string;
  alerts: FaultAlert[];
  messages: Message[];
}

/** All faults, with the labels that the stack's rules give; of what the stack does not have, those of {@link everyGroup}. */
export function faults(settings: Settings): Fault[] {
  const own = [...alertsOf(allRules(settings)), ...alertsOf(allLogRules(settings))];
  const others = alertsOf(everyGroup()).filter(({ alert }) => own.every((rule) => rule.alert !== alert));
  const rules = [...own, ...others];
  return readdirSync(FOLDER)
    .sort()
    .flatMap((file) => parse(readFileSync(join(FOLDER, file), "utf8")) as RawFault[])
    .map(({ fault, alerts, messages }) => ({
      fault,
      alerts: alerts.map((alert) => withRule(alert, rules)),
      messages: sorted(messages),
    }));
}

interface RawFault {
  fault: string;
  alerts: ({ alert: string; muted?: string[] } & Record<string, unknown>)[];
  messages: Message[];
}

/** The labels of a rule of ours, or of the chart's with the severity that it has here; those of anybody's are as written. */
function withRule({ alert, muted = [], ...own }: RawFault["alerts"][number], rules: readonly Alert[]): FaultAlert {
  const labels = own as Record<string, string>;
  const named = rules.filter((rule) => rule.alert === alert);
  if (named.length === 0) {
    const severity = labels["severity"] ?? SEVERITIES.find((level) => CHART_ALERTS[level].includes(alert));
    if (severity === undefined) throw new Error(`${alert} is no rule of ours or of the chart's, and has no severity`);
    return { muted, labels: { alertname: alert, team: "platform", ...labels, severity } };
  }
  const fits = named.filter(({ severity }) => labels["severity"] === undefined || severity === labels["severity"]);
  const [rule] = fits;
  // An alert may have several rules of one severity, each for a subject of its own.
  if (rule === undefined || new Set(fits.map(({ severity }) => severity)).size > 1) {
    throw new Error(
      `${alert}: severity ${labels["severity"] ?? "(none)"} of ${named.map((r) => r.severity).join(", ")}`,
    );
  }
  const { severity, team, component } = rule;
  return {
    muted,
    labels: { alertname: alert, severity, team, component, subject: subjectOf(labels, rule), ...labels },
  };
}

export function sorted(messages: readonly Message[]): Message[] {
  return messages
    .map(({ title, to }) => ({ title, to: [...to].sort() }))
    .sort((a, b) => (a.title < b.title ? -1 : a.title > b.title ? 1 : 0));
}

/** What a receiver is sent here: the way there is the stack's, only the last step is the test's. */
export interface Told {
  receiver: string;
  status: string;
  title: string;
  group: string;
  alerts: { labels: Record<string, string>; status: string }[];
}

interface Receiver {
  name: string;
  [integration: string]: unknown;
}

/** Every receiver with a webhook to the test's server in place of its own integration, which hears of an end as that does. */
export function recording(config: Record<string, unknown>): Record<string, unknown> {
  const message =
    `${titleVariable()}{"receiver":{{ .Receiver | toJson }},"status":{{ .Status | toJson }},"title":{{ $title | toJson }},` +
    '"group":{{ .GroupLabels.String | toJson }},"alerts":{{ .Alerts | toJson }}}';
  const global = Object.entries(config["global"] as Record<string, unknown>).filter(
    ([key]) => !key.startsWith("smtp_"),
  );
  return {
    ...config,
    global: Object.fromEntries(global),
    receivers: (config["receivers"] as Receiver[]).map(({ name, ...integrations }) => {
      const [own] = (Object.values(integrations)[0] ?? []) as { send_resolved?: boolean }[];
      const webhook = { url: "http://sink.test/told", send_resolved: own?.send_resolved, payload: { message } };
      return { name, ...(name === "nobody" ? {} : { webhook_configs: [webhook] }) };
    }),
  };
}
