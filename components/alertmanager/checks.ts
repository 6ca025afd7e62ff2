/** Checks of who is notified: what reaches nobody, and who is never reached. */
import type { Settings } from "../../settings";
import { channelIds, heardBy } from "../../settings/channel-list";
import { nearest } from "../../settings/nearest";
import { type Check, type Cure, duplicateNames, type Problem } from "../../settings/problem";
import { isPattern } from "../../settings/re2";
import { memoryProblems } from "../../settings/resources";
import { isTimeZone, nearestTimeZone } from "../../settings/time-zones";
import { replicasHaveVolumes } from "../kube-prometheus-stack/checks";
import { neverMatches, PLATFORM, routeChecks } from "./route-checks";

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
      if (known.includes(team)) return [];
      const meant = nearest(team, known);
      return [
        {
          key: `${key}.teams[${index}]`,
          problem: `"${team}" is no team that alerts belong to (alerting.teams: ${known.join(", ")})`,
          cure:
            meant === undefined
              ? { edit: `add ${team} to alerting.teams in {file}, beside ${known.join(", ")}` }
              : { set: `${key}.teams[${index}]`, to: meant },
        },
      ];
    }),
  );
}

function unreached(settings: Settings): Problem[] {
  const routed = settings.alerting.routes
    .filter((_, index) => neverMatches(settings, index) === undefined)
    .flatMap((route) => route.channels);
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
    ...Object.entries(route.match).flatMap(([label, pattern]) => {
      if (isPattern(pattern)) return [];
      const key = `alerting.routes[${index}].match.${label}`;
      return [{ key, problem: `"${pattern}" is not a regular expression`, cure: { set: key, to: "payments-.*" } }];
    }),
  ]);
}

function names({ alerting }: Settings): Problem[] {
  return Object.entries(alerting.channels).flatMap(([kind, list]) => duplicateNames(`alerting.channels.${kind}`, list));
}

function quietHourNames({ alerting }: Settings): Problem[] {
  return duplicateNames("alerting.quietHours", alerting.quietHours);
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

function timeZones({ alerting }: Settings): Problem[] {
  return alerting.quietHours.flatMap(({ timezone }, index) => {
    if (isTimeZone(timezone)) return [];
    const key = `alerting.quietHours[${index}].timezone`;
    return [
      {
        key,
        problem: `"${timezone}" is not an IANA time zone (for example Europe/Berlin)`,
        cure: { set: key, to: nearestTimeZone(timezone) ?? "UTC" },
      },
    ];
  });
}

function spans({ alerting }: Settings): Problem[] {
  return alerting.quietHours.flatMap(({ from, to }, index): Problem[] => {
    const key = `alerting.quietHours[${index}]`;
    if (from === "24:00") {
      const problem = '"24:00" is the end of a day, at which nothing begins';
      return [{ key: `${key}.from`, problem, cure: { set: `${key}.from`, to: "00:00" } }];
    }
    if (from === "00:00" && to === "24:00") {
      const problem = '"00:00" to "24:00" is the whole of every day: what waits for its end is never told';
      const cure: Cure = {
        any: [{ set: `${key}.to`, to: "07:00" }, { edit: "take those severities from the channels in {file}" }],
      };
      return [{ key: `${key}.to`, problem, cure }];
    }
    if (from !== to) return [];
    const end = from === "07:00" ? "08:00" : "07:00";
    return [
      { key: `${key}.to`, problem: `"${from}" to "${to}" is no span of time`, cure: { set: `${key}.to`, to: end } },
    ];
  });
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
  return [...new Set([PLATFORM, ...alerting.teams])]
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
  quietHourNames,
  replicas,
  memory,
  teams,
  unreached,
  routes,
  mailServer,
  timeZones,
  spans,
  ...routeChecks,
];

export const alertmanagerWarnings: readonly Check[] = [nobody, unheardTeams, noDeadMansSwitch, opsgenieEnds];
