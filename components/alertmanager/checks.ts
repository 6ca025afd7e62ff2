/** Checks of who is notified: what reaches nobody, and who is never reached. */
import type { Settings } from "../../settings";
import { channelIds, heardBy } from "../../settings/channel-list";
import { levelChannels } from "../../settings/escalation";
import { nearest } from "../../settings/nearest";
import { type Check, duplicateNames, type Problem } from "../../settings/problem";
import { memoryProblems } from "../../settings/resources";
import { PLATFORM_TEAM } from "../../settings/teams";
import { replicasHaveVolumes } from "../kube-prometheus-stack/checks";
import { neverMatches, routeChecks } from "./route-checks";
import { notPatterns, timeChecks } from "./time-checks";

function eachChannel({ alerting }: Settings) {
  return Object.entries(alerting.channels).flatMap(([kind, list]) =>
    list.map((channel, index) => ({
      channel,
      kind,
      key: `alerting.channels.${kind}[${index}]`,
    })),
  );
}

function teams(settings: Settings): Problem[] {
  const known = settings.alerting.teams;
  return eachChannel(settings).flatMap(({ channel, key }) =>
    channel.teams.flatMap((team, index) => {
      return known.includes(team) ? [] : [unknownTeam(`${key}.teams[${index}]`, team, known)];
    }),
  );
}

/** A setting that names a team which no alert belongs to. */
export function unknownTeam(key: string, team: string, known: readonly string[]): Problem {
  const meant = nearest(team, known);
  return {
    key,
    problem: `"${team}" is no team that alerts belong to (alerting.teams: ${known.join(", ")})`,
    cure:
      meant === undefined
        ? { edit: `add ${team} to alerting.teams in {file}, beside ${known.join(", ")}` }
        : { set: key, to: meant },
  };
}

/** Items of a list that name such a team. @param key The list's path. */
export function unknownTeams(
  key: string,
  list: readonly { team?: string | undefined }[],
  known: readonly string[],
): Problem[] {
  return list.flatMap(({ team }, at) =>
    team === undefined || known.includes(team) ? [] : [unknownTeam(`${key}[${at}].team`, team, known)],
  );
}

function unreached(settings: Settings): Problem[] {
  const routed = settings.alerting.routes
    .filter((_, index) => neverMatches(settings, index) === undefined)
    .flatMap((route) => route.channels)
    .concat(levelChannels(settings.alerting.escalation));
  return eachChannel(settings).flatMap(({ channel, kind, key }) =>
    channel.severities.length > 0 || routed.includes(`${kind}/${channel.name}`)
      ? []
      : [
          {
            key,
            problem: `${kind}/${channel.name} is never reached: it hears no severity, and no alerting.routes leads to it`,
            cure: { set: `${key}.severities[0]`, to: "critical" },
          },
        ],
  );
}

function routes({ alerting }: Settings): Problem[] {
  const known = channelIds(alerting);
  return alerting.routes.flatMap((route, index) => [
    ...route.channels.flatMap((id, at) => {
      if (known.includes(id)) return [];
      const meant = nearest(id, known);
      const key = `alerting.routes[${index}].channels[${at}]`;
      return [
        {
          key,
          problem:
            `"${id}" is no channel of this stack` + (known.length > 0 ? ` (${known.join(", ")})` : ", which has none"),
          cure: { set: key, to: meant ?? known[0] ?? "<kind>/<name>" },
        },
      ];
    }),
    ...notPatterns(`alerting.routes[${index}].match`, route.match),
  ]);
}

function owners({ alerting }: Settings): Problem[] {
  return alerting.owners.flatMap(({ namespaces, team }, index) => {
    const key = `alerting.owners[${index}]`;
    const own = {
      key: `${key}.team`,
      problem: '"platform" has every alert that nobody else owns',
      cure: { set: `${key}.team`, to: alerting.teams.find((other) => other !== "platform") ?? "<team>" },
    };
    return [
      ...notPatterns(key, { namespaces }),
      ...(team === "platform" ? [own] : []),
      ...(team === "platform" || alerting.teams.includes(team)
        ? []
        : [unknownTeam(`${key}.team`, team, alerting.teams)]),
    ];
  });
}

function names({ alerting }: Settings): Problem[] {
  return Object.entries(alerting.channels).flatMap(([kind, list]) => duplicateNames(`alerting.channels.${kind}`, list));
}

function replicas({ alerting }: Settings): Problem[] {
  return replicasHaveVolumes("alerting", alerting, "1Gi");
}

function memory({ alerting }: Settings): Problem[] {
  return memoryProblems("alerting.resources", alerting.resources);
}

function mailServer({ alerting }: Settings): Problem[] {
  if (alerting.channels.email.length === 0 || alerting.smtp) return [];
  return [
    {
      key: "alerting.smtp",
      problem: "is missing, and there are e-mail channels",
      cure: {
        all: [
          { set: "alerting.smtp.smarthost", to: "<host:port>" },
          { set: "alerting.smtp.from", to: "<address>" },
        ],
      },
    },
  ];
}

function nobody({ alerting }: Settings): Problem[] {
  if (channelIds(alerting).length > 0) return [];
  return [
    {
      key: "alerting.channels",
      problem: "is empty: alerts stay in Alertmanager, and nobody is notified",
      cure: { edit: 'add a channel to {file} (README, "Adding a channel")' },
    },
  ];
}

function unheardTeams({ alerting }: Settings): Problem[] {
  if (channelIds(alerting).length === 0) return [];
  // Alerts without a team, and most of the platform's own, are the platform's, whether it is named or not.
  return [...new Set([PLATFORM_TEAM, ...alerting.teams])]
    .filter((team) => heardBy(alerting, "critical", team).length === 0)
    .map((team) => ({
      key: "alerting.channels",
      problem: `critical alerts of team ${team} reach no channel`,
      cure: { edit: `add ${team} to the teams of a channel that hears critical in {file}` },
    }));
}

function noDeadMansSwitch({ alerting }: Settings): Problem[] {
  if (alerting.deadMansSwitch || channelIds(alerting).length === 0) return [];
  return [
    {
      key: "alerting.deadMansSwitch",
      problem: "is off: nobody is told when Prometheus or Alertmanager themselves are down",
      cure: { set: "alerting.deadMansSwitch", to: "true" },
    },
  ];
}

function opsgenieEnds({ alerting }: Settings): Problem[] {
  if (alerting.channels.opsgenie.length === 0) return [];
  return [
    {
      key: "alerting.channels.opsgenie",
      problem: "OpsGenie ends on 5 April 2027",
      cure: { edit: "move to Jira Service Management through a webhook channel, or to another kind of channel" },
    },
  ];
}

export const alertmanagerChecks: readonly Check[] = [
  names,
  replicas,
  memory,
  teams,
  unreached,
  routes,
  owners,
  mailServer,
  ...routeChecks,
  ...timeChecks,
];

export const alertmanagerWarnings: readonly Check[] = [nobody, unheardTeams, noDeadMansSwitch, opsgenieEnds];
