/** Chat bots: connected, in time, and doing what they are told (docs/applications.md). */
import { BOTS_UID } from "../names/dashboards";
import { common as application, ENOUGH, SERVICE } from "./applications/common";
import { BY_SERVICE } from "./applications/sources";
import type { Alert, Recording, RuleGroup, RuleSettings } from "./rule";
import { inWords } from "./shown";

const BY_SHARD = "namespace, service, shard";

const CONNECTED = "service_shard:bot_connected:max";
const LATENCY = "service_shard:bot_gateway_latency_seconds:max";
const COMMANDS = "service:bot_commands:rate15m";
const FAILURES = "service:bot_command_failures:rate15m";
const RECONNECTS = "service:bot_reconnects:increase_window";
const GUILDS = "service:bot_guilds:sum";

const common = { ...application, component: "bots", dashboard: BOTS_UID };

/** The recordings by which a service is known to be a bot. */
export const botSeries = ({ conventions }: RuleSettings): string[] => {
  const { connected, commands, guilds } = conventions.bot;
  return [
    ...(connected.length > 0 ? [CONNECTED] : []),
    ...(commands.length > 0 ? [COMMANDS] : []),
    ...(guilds.length > 0 ? [GUILDS] : []),
  ];
};

export function bots(settings: RuleSettings): RuleGroup[] {
  const { bot } = settings.conventions;
  const has = (...lists: readonly (readonly string[])[]) => lists.every((list) => list.length > 0);
  const rules = [
    ...recordings(settings),
    ...(has(bot.connected) ? [disconnected(settings)] : []),
    ...(has(bot.commands, bot.failures) ? [commandsFailing(settings)] : []),
    ...(has(bot.latency) ? [latencyHigh(settings)] : []),
    ...(has([...bot.reconnects, ...bot.connected]) ? [reconnecting(settings)] : []),
    ...(has(bot.guilds) ? [guildsFalling(settings)] : []),
  ];
  return rules.length === 0 ? [] : [{ name: "bots", interval: "1m", rules }];
}

function recordings({ conventions, thresholds }: RuleSettings): Recording[] {
  const { bot } = conventions;
  const { reconnectsWindow } = thresholds.bots;
  const ofShard = (series: string) =>
    bot.shardLabel === "shard"
      ? `max by (${BY_SHARD}) (${series})`
      : `max by (${BY_SHARD}) (label_replace(${series}, "shard", "$1", "${bot.shardLabel}", "(.*)"))`;
  const sum = (series: string) => `sum by (${BY_SERVICE}) (${series})`;
  /** Of several metrics those that are there, each of which may be missing. */
  const added = (metrics: readonly string[], of: (metric: string) => string) =>
    sum(
      metrics
        .map((metric) => `label_replace(${of(metric)}, "from", "${metric.replace(/\W.*$/, "")}", "", "")`)
        .join(" or "),
    );
  const record = (name: string, metrics: readonly string[], expr: () => string): Recording[] =>
    metrics.length === 0 ? [] : [{ record: name, expr: expr() }];
  const latency = (series: string) => `${ofShard(series)}${bot.latencyUnit === "ms" ? " / 1000" : ""}`;
  return [
    ...record(CONNECTED, bot.connected, () => bot.connected.map(ofShard).join(" or ")),
    ...record(LATENCY, bot.latency, () => bot.latency.map(latency).join(" or ")),
    ...record(COMMANDS, bot.commands, () => added(bot.commands, (metric) => `rate(${metric}[15m])`)),
    ...record(FAILURES, bot.failures, () => {
      const failures = added(bot.failures, (metric) => `rate(${metric}[15m])`);
      return bot.commands.length === 0 ? failures : `${failures} or 0 * ${COMMANDS}`;
    }),
    // Where connections are not counted, it is known that one was lost by its having been away at a scrape.
    ...record(RECONNECTS, [...bot.reconnects, ...bot.connected], () =>
      [
        ...(bot.reconnects.length > 0
          ? [added(bot.reconnects, (metric) => `increase(${metric}[${reconnectsWindow}])`)]
          : []),
        ...(bot.connected.length > 0 ? [sum(`resets(${CONNECTED}[${reconnectsWindow}])`)] : []),
      ].join(" or "),
    ),
    ...record(GUILDS, bot.guilds, () => sum(bot.guilds.join(" or "))),
  ];
}

function disconnected({ thresholds }: RuleSettings): Alert {
  const { disconnectedFor } = thresholds.bots;
  return {
    ...common,
    alert: "BotDisconnected",
    severity: "high",
    expr: `${CONNECTED} == 0`,
    for: disconnectedFor,
    keepFiringFor: "5m",
    subject: ["service", "shard"],
    summary: `Bot ${SERVICE} is not connected`,
    description: `
      {{ with $labels.shard }}Shard {{ . }} of the bot{{ else }}The bot{{ end }} ${SERVICE} has been without its connection to the
      gateway for ${inWords(disconnectedFor)}. It hears nothing and answers nobody.`,
  };
}

function commandsFailing({ thresholds }: RuleSettings): Alert {
  const { commandErrorPercent, commandErrorsFor } = thresholds.bots;
  return {
    ...common,
    alert: "BotCommandsFailing",
    severity: "high",
    expr: `${FAILURES} / (${COMMANDS} > ${ENOUGH} / 3) > ${commandErrorPercent} / 100`,
    for: commandErrorsFor,
    keepFiringFor: "5m",
    summary: `Commands of bot ${SERVICE} fail`,
    description: `
      {{ $value | humanizePercentage }} of the commands of bot ${SERVICE} within 15 minutes, more than ${commandErrorPercent}%,
      have failed for ${inWords(commandErrorsFor)}.`,
  };
}

function latencyHigh({ thresholds }: RuleSettings): Alert {
  const { gatewayLatencyMs, gatewayLatencyFor } = thresholds.bots;
  return {
    ...common,
    alert: "BotGatewayLatencyHigh",
    severity: "medium",
    // Before its first heartbeat a bot has none, or an infinite one.
    expr: `${LATENCY} > ${gatewayLatencyMs} / 1000 and ${LATENCY} < +Inf`,
    for: gatewayLatencyFor,
    keepFiringFor: "5m",
    subject: ["service", "shard"],
    summary: `The gateway of bot ${SERVICE} answers slowly`,
    description: `
      {{ with $labels.shard }}Shard {{ . }} of the bot{{ else }}The bot{{ end }} ${SERVICE} has waited
      {{ $value | humanizeDuration }} for its gateway's answer, more than ${gatewayLatencyMs} ms, for
      ${inWords(gatewayLatencyFor)}: the bot is too busy to answer heartbeats, or the gateway is slow.`,
  };
}

function reconnecting({ thresholds }: RuleSettings): Alert {
  const { reconnects, reconnectsWindow } = thresholds.bots;
  return {
    ...common,
    alert: "BotReconnecting",
    severity: "medium",
    expr: `${RECONNECTS} > ${reconnects}`,
    for: "0s",
    keepFiringFor: "10m",
    summary: `Bot ${SERVICE} loses its connection again and again`,
    description: `
      Bot ${SERVICE} has connected anew {{ $value | printf "%.0f" }} times within ${inWords(reconnectsWindow)}, more than
      ${reconnects}. Each time events are lost; a gateway that is asked too often refuses the bot for the rest of the day.`,
  };
}

/** The median is of the last day: two processes side by side during a rollout do not raise it. */
function guildsFalling({ thresholds }: RuleSettings): Alert {
  const { guildsDropPercent, guildsDropLeast, guildsFor } = thresholds.bots;
  const usual = `quantile_over_time(0.5, ${GUILDS}[1d])`;
  return {
    ...common,
    alert: "BotGuildsFalling",
    severity: "medium",
    expr: `${usual} - ${GUILDS} >= ${guildsDropLeast} and ${GUILDS} < (1 - ${guildsDropPercent} / 100) * ${usual}`,
    for: guildsFor,
    keepFiringFor: "10m",
    summary: `Bot ${SERVICE} is in fewer guilds`,
    description: `
      Bot ${SERVICE} has been in {{ $value | printf "%.0f" }} guilds fewer than in the last day's median, more than
      ${guildsDropPercent}% of them, for ${inWords(guildsFor)}: it was removed from them, or they do not load.`,
  };
}
