/** Alertmanager's receivers: one for each channel, each credential the name of a mounted file. */
import { type Channel, channelList } from "../../settings/channel-list";
import { INCIDENT_KINDS } from "../../settings/channels";
import type { Settings } from "../../settings";
import { discordPayload } from "./discord";
import { withoutUndefined } from "../support/values";

/** The receiver of what nobody is to hear. */
export const NOBODY = "nobody";

/** The receiver of the Watchdog. */
export const DEAD_MANS_SWITCH = "deadMansSwitch";

/** The Secret with Alertmanager's credentials. It always exists, so that a first channel does not restart Alertmanager. */
export const CREDENTIALS_SECRET = "alertmanager-credentials";

/** A credential's key in that Secret: keys of Secrets have no slash. */
export function credentialFileName(key: string): string {
  return key.replace("/", "-");
}

/** Where the operator mounts a credential. Alertmanager reads it at each notification, so a rotated one needs no reload. */
export function credentialFile(key: string): string {
  return `/etc/alertmanager/secrets/${CREDENTIALS_SECRET}/${credentialFileName(key)}`;
}

/** All receivers, in the order of the kinds and the stack file. */
export function receivers({ alerting }: Settings): Record<string, unknown>[] {
  return [
    { name: NOBODY },
    ...(alerting.deadMansSwitch
      ? [
          {
            name: DEAD_MANS_SWITCH,
            webhook_configs: [{ send_resolved: false, url_file: credentialFile("deadMansSwitch/url") }],
          },
        ]
      : []),
    ...channelList(alerting).flatMap((channel) => {
      const { sendResolved } = channel.options;
      const open = keptOpen(channel);
      return [
        { name: channel.id, ...integration(channel, sendResolved) },
        ...(open === undefined ? [] : [{ name: open, ...integration(channel, false) }]),
      ];
    }),
  ];
}

/** What the receiver of security has behind its channel's id. Names of channels have no slash. */
const KEPT_OPEN = "/security";

/**
 * The second receiver of a channel that keeps incidents, which does not hear when one is over: the alert of an attack ends with
 * its lines, and its incident when somebody closes it. None where the channel hears of no end anyway.
 */
export function keptOpen({ id, kind, options }: Channel): string | undefined {
  return INCIDENT_KINDS.includes(kind) && options.sendResolved ? `${id}${KEPT_OPEN}` : undefined;
}

/** The channel of a receiver. A channel may be called `security` itself: its id has one slash. */
export function channelOf(receiver: string): string {
  const isSecond = receiver.endsWith(KEPT_OPEN) && receiver.split("/").length > 2;
  return isSecond ? receiver.slice(0, -KEPT_OPEN.length) : receiver;
}

const TITLE = '{{ template "observability.title" . }}';
const LINKS = {
  runbook: '{{ template "observability.runbook" . }}',
  dashboard: '{{ template "observability.dashboard" . }}',
  silence: '{{ template "observability.silence" . }}',
};

function integration({ kind, id, options }: Channel, sendResolved: boolean): Record<string, unknown> {
  const file = credentialFile(id);
  const common = { send_resolved: sendResolved };
  switch (kind) {
    case "discord":
      // Not discord_configs: the operator does not accept its webhook_url_file, and keeps the old configuration instead.
      return { webhook_configs: [{ ...common, url_file: file, payload: discordPayload(options) }] };
    case "slack":
      return {
        slack_configs: [
          {
            ...common,
            api_url_file: file,
            channel: options.channel,
            color: '{{ template "observability.color" . }}',
            fallback: TITLE,
            title: TITLE,
            title_link: LINKS.dashboard,
            text: '{{ template "observability.slack.text" . }}',
            mrkdwn_in: ["text"],
          },
        ],
      };
    case "email":
      return {
        email_configs: [
          {
            ...common,
            to: options.to.join(", "),
            headers: { Subject: TITLE },
            html: '{{ template "observability.email.html" . }}',
            text: '{{ template "observability.plain.text" . }}',
          },
        ],
      };
    case "pagerDuty":
      return {
        pagerduty_configs: [
          {
            ...common,
            routing_key_file: file,
            client: "Alertmanager",
            client_url: LINKS.dashboard,
            description: TITLE,
            severity: '{{ template "observability.pagerduty.severity" . }}',
            component: "{{ .CommonLabels.component }}",
            group: "{{ .CommonLabels.cluster }}",
            details: {
              alerts: '{{ template "observability.plain.text" . }}',
              firing: "{{ .Alerts.Firing | len }}",
              resolved: "{{ .Alerts.Resolved | len }}",
            },
            links: [
              { href: LINKS.runbook, text: "Runbook" },
              { href: LINKS.dashboard, text: "Dashboard" },
              { href: LINKS.silence, text: "Silence" },
            ],
          },
        ],
      };
    case "opsgenie":
      return {
        opsgenie_configs: [
          {
            ...common,
            api_key_file: file,
            api_url: options.apiUrl,
            message: TITLE,
            description: '{{ template "observability.plain.text" . }}',
            priority: '{{ template "observability.opsgenie.priority" . }}',
            details: { ...LINKS },
          },
        ],
      };
    case "webhook":
      return { webhook_configs: [withoutUndefined({ ...common, url_file: file, max_alerts: options.maxAlerts })] };
  }
}
