/** Alertmanager's credentials: the files that its configuration names. */
import type { Settings } from "../../settings";
import { CHANNEL_KINDS, type ChannelKind } from "../../settings/channels";
import type { CredentialNeed } from "../../settings/credential";

const CHANNEL_CREDENTIALS: Record<ChannelKind, Omit<CredentialNeed, "key"> | undefined> = {
  discord: { what: "the Discord webhook's URL", form: "url" },
  // E-mail channels share the mail server's password.
  email: undefined,
  opsgenie: { what: "the OpsGenie API key", form: "text" },
  pagerDuty: { what: "the PagerDuty Events v2 routing key", form: "text" },
  slack: { what: "the Slack incoming webhook's URL", form: "url" },
  webhook: { what: "the webhook's URL", form: "url" },
};

/** The credentials of the channels of one kind. */
export function channelCredentials({ alerting }: Settings, kind: ChannelKind): CredentialNeed[] {
  const need = CHANNEL_CREDENTIALS[kind];
  return need === undefined ? [] : alerting.channels[kind].map(({ name }) => ({ key: `${kind}/${name}`, ...need }));
}

/** The mail server's password, if it asks for one. */
export function smtpCredentials({ alerting }: Settings): CredentialNeed[] {
  if (alerting.smtp?.username === undefined) return [];
  return [{ key: "smtp/password", what: `the mail server's password of ${alerting.smtp.username}`, form: "text" }];
}

/** The address of the dead man's switch. */
export function deadMansSwitchCredentials({ alerting }: Settings): CredentialNeed[] {
  if (!alerting.deadMansSwitch) return [];
  return [{ key: "deadMansSwitch/url", what: "the URL that the dead man's switch is called at", form: "url" }];
}

/** All of Alertmanager's credentials. */
export function alertmanagerCredentials(settings: Settings): CredentialNeed[] {
  return [
    ...CHANNEL_KINDS.flatMap((kind) => channelCredentials(settings, kind)),
    ...smtpCredentials(settings),
    ...deadMansSwitchCredentials(settings),
  ];
}
