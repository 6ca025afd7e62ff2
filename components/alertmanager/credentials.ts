/** Alertmanager's credentials: the files that its configuration names. */
import type { Settings } from "../../settings";
import { CHANNEL_KINDS, channelKind, type ChannelKind } from "../../settings/channels";
import type { CredentialNeed } from "../../settings/credential";

/** The credentials of the channels of one kind. */
export function channelCredentials({ alerting }: Settings, kind: ChannelKind): CredentialNeed[] {
  const { credential } = channelKind(kind);
  if (credential === undefined) return [];
  return alerting.channels[kind].map(({ name }) => ({ key: `${kind}/${name}`, ...credential }));
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
