/** Which channels hear what, as the settings say it: the one place that reads a channel's severities and teams. */
import { CHANNEL_KINDS, type ChannelKind, type Severity } from "./channels";
import type { Settings } from ".";

type Alerting = Settings["alerting"];

/** A channel of any kind, with its options of that kind. */
export type Channel = {
  [K in ChannelKind]: { kind: K; id: string; options: Alerting["channels"][K][number] };
}[ChannelKind];

/** Every channel, `<kind>/<name>`, in the order of the kinds and then of the stack file. */
export function channelList(alerting: Alerting): Channel[] {
  return CHANNEL_KINDS.flatMap((kind) =>
    alerting.channels[kind].map((options) => ({ kind, id: `${kind}/${options.name}`, options }) as Channel),
  );
}

/** The ids of every channel. */
export function channelIds(alerting: Alerting): string[] {
  return channelList(alerting).map(({ id }) => id);
}

/** Channels that hear a severity from a team by their own options, before `alerting.routes`. */
export function heardBy(alerting: Alerting, severity: Severity, team: string): Channel[] {
  return channelList(alerting).filter(
    ({ options }) =>
      options.severities.includes(severity) && (options.teams.length === 0 || options.teams.includes(team)),
  );
}
