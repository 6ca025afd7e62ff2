/** The page about chat bots: whether they are connected, in time, and do what they are told. */
import { APPLICATION_UID, BOTS_UID } from "../names/dashboards";
import type { Settings } from "../settings";
import { alertsAbout } from "./alerts";
import { limitGraph, type Panel, steps } from "./common";
import { stat, worst } from "./tiles";
import { type Dashboard, labelVariable, link, page, OF_SERVICE } from "./page";
import { signalLinks } from "./signals";

const CONNECTED = "service_shard:bot_connected:max";
const bot = "{{namespace}}/{{service}}";

export function botsDashboard(settings: Settings): Dashboard {
  const any = '__name__=~"service_shard:bot_connected:max|service:bot_commands:rate15m|service:bot_guilds:sum"';
  return page({
    uid: BOTS_UID,
    title: "Bots",
    description: "Chat bots: whether each shard is connected, in time, and does what it is told.",
    tags: ["applications"],
    about: OF_SERVICE,
    links: [...signalLinks(settings), link("Application health", `/d/${APPLICATION_UID}`)],
    variables: [
      labelVariable("namespace", "Namespace", `{${any}}`),
      labelVariable("service", "Service", `{${any},namespace=~"$namespace"}`),
    ],
    rows: {
      Now: [
        disconnected(),
        failing(settings),
        slowest(settings),
        alertsAbout(settings, 'component="bots"', OF_SERVICE),
      ],
      "Over time": overTime(settings),
    },
  });
}

function disconnected(): Panel {
  return stat({
    title: "Shards without connection",
    description:
      "Shards that hear nothing now. Above zero for BotDisconnected's time it pages: look at the lines of the bot.",
    width: 4,
    height: 8,
    unit: "short",
    queries: [{ expr: `sum(${CONNECTED}{${OF_SERVICE}} == bool 0)`, legend: "shards" }],
    empty: "No bot says",
  }).thresholds(steps([1, "red"]));
}

function failing({ thresholds: { bots } }: Settings): Panel {
  const rate = (series: string) => `sum(service:${series}:rate15m{${OF_SERVICE}})`;
  return stat({
    title: "Commands that fail",
    description: `Share of commands that failed within 15 minutes; above ${bots.commandErrorPercent}% it fires BotCommandsFailing.`,
    width: 4,
    height: 8,
    unit: "percentunit",
    queries: [{ expr: `${rate("bot_command_failures")} / (${rate("bot_commands")} > 0)`, legend: "failed" }],
    empty: "No commands",
  }).thresholds(steps([bots.commandErrorPercent / 100, "red"]));
}

function slowest({ thresholds: { bots } }: Settings): Panel {
  return worst({
    title: "Slowest gateway",
    description: `The shard that waits longest for the gateway's answer; above ${bots.gatewayLatencyMs} ms commands come too late.`,
    width: 4,
    height: 8,
    unit: "s",
    of: `service_shard:bot_gateway_latency_seconds:max{${OF_SERVICE}}`,
    legend: `${bot} {{shard}}`,
    empty: "No bot says",
  }).thresholds(steps([bots.gatewayLatencyMs / 1000, "red"]));
}

function overTime({ thresholds: { bots } }: Settings): Panel[] {
  const { gatewayLatencyMs } = bots;
  return [
    limitGraph("Connected", "Whether a shard is connected: at 1 it is, at 0 it hears nothing.", "short", [
      `service_shard:bot_connected:max{${OF_SERVICE}}`,
      `${bot} {{shard}}`,
    ]),
    limitGraph(
      "Gateway latency",
      `Time to the gateway's answer; above ${gatewayLatencyMs} ms commands come too late.`,
      "s",
      [`service_shard:bot_gateway_latency_seconds:max{${OF_SERVICE}}`, `${bot} {{shard}}`],
      gatewayLatencyMs / 1000,
    ),
    limitGraph("Failed commands", "Commands per second that fail, as the bot itself counts them.", "cps", [
      `service:bot_command_failures:rate15m{${OF_SERVICE}}`,
      bot,
    ]),
    limitGraph("Commands", "Commands per second that users give.", "cps", [
      `service:bot_commands:rate15m{${OF_SERVICE}}`,
      bot,
    ]),
    limitGraph("Guilds", "Guilds that the bot is in; a step down is a shard that does not load.", "short", [
      `service:bot_guilds:sum{${OF_SERVICE}}`,
      bot,
    ]),
    limitGraph("Reconnects", "Connections made anew; each one loses events.", "short", [
      `service:bot_reconnects:increase_window{${OF_SERVICE}}`,
      bot,
    ]),
  ];
}
