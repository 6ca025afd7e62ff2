/** Checks of escalation: levels that nobody hears, channels that do not hear a team, and times that make no sense. */
import type { Settings } from "../../settings";
import { channelIds, channelList } from "../../settings/channel-list";
import { ESCALATED_SEVERITIES, type Level, steps } from "../../settings/escalation";
import { nearest } from "../../settings/nearest";
import { type Check, duplicateNames, type Problem } from "../../settings/problem";
import { PLATFORM_TEAM } from "../../settings/teams";
import { seconds } from "../../settings/units";
import { unknownTeam } from "../alertmanager/checks";

const SECTION = "alerting.escalation";

/** The shortest response time: Alertmanager looks every 5 minutes whether a time interval mutes a group (`group_interval`). */
const SHORTEST = "5m";

/** Every list of channels of a level, with the team that it is of; undefined for all that have none of their own. */
function lists({ alerting: { escalation } }: Settings) {
  const own = escalation.teams.map((team, index) => ({ ...team, key: `${SECTION}.teams[${index}]` }));
  const general = { team: undefined, l2: escalation.l2, l3: escalation.l3, key: SECTION };
  return [general, ...own].flatMap(({ team, key, ...levels }) =>
    (["l2", "l3"] as const).flatMap((level) => {
      const channels = levels[level];
      return channels === undefined
        ? []
        : [{ team, level: level.toUpperCase() as Level, channels, key: `${key}.${level}` }];
    }),
  );
}

function channelsAreThere(settings: Settings): Problem[] {
  const known = channelIds(settings.alerting);
  const { selfEscalating } = settings.alerting.escalation;
  return [...lists(settings), { channels: selfEscalating, key: `${SECTION}.selfEscalating` }].flatMap(
    ({ channels, key }) =>
      channels.flatMap((id, index): Problem[] => {
        if (known.includes(id)) return [];
        const at = `${key}[${index}]`;
        const problem =
          `"${id}" is no channel of this stack` + (known.length > 0 ? ` (${known.join(", ")})` : ", which has none");
        return [{ key: at, problem, cure: { set: at, to: nearest(id, known) ?? known[0] ?? "<kind>/<name>" } }];
      }),
  );
}

/** A channel for some teams only would be sent what it has been told not to hear. */
function channelsHear(settings: Settings): Problem[] {
  const { alerting } = settings;
  const apart = (level: Level) =>
    lists(settings)
      .filter((list) => list.level === level)
      .map(({ team }) => team);
  const everybody = [...new Set([PLATFORM_TEAM, ...alerting.teams])];
  return lists(settings).flatMap(({ team, level, channels, key }) => {
    const teams = team === undefined ? everybody.filter((one) => !apart(level).includes(one)) : [team];
    return channels.flatMap((id, index): Problem[] => {
      const channel = channelList(alerting).find((one) => one.id === id);
      const heard = channel?.options.teams ?? [];
      const deaf = heard.length === 0 ? [] : teams.filter((one) => !heard.includes(one));
      if (deaf.length === 0) return [];
      return [
        {
          key: `${key}[${index}]`,
          problem: `${id} does not hear team ${deaf.join(", ")}, whose alerts would be escalated to it`,
          cure: {
            any: [
              { edit: `add ${deaf.join(", ")} to the teams of ${id} in {file}` },
              { edit: `give ${deaf.join(", ")} an ${level.toLowerCase()} of its own in ${SECTION}.teams in {file}` },
            ],
          },
        },
      ];
    });
  });
}

function levelsFollow({ alerting: { escalation } }: Settings): Problem[] {
  const own = escalation.teams.map((team, index) => ({
    l2: team.l2 ?? escalation.l2,
    l3: team.l3 ?? escalation.l3,
    key: `${SECTION}.teams[${index}]`,
    whole: team.l2 === undefined && team.l3 === undefined,
  }));
  return [{ ...escalation, key: SECTION, whole: false }, ...own].flatMap(({ l2, l3, key, whole }): Problem[] => {
    if (whole || l3.length === 0 || l2.length > 0) return [];
    return [
      {
        key: `${key}.l3`,
        problem: "has channels, and there is no L2 before it",
        cure: { set: `${key}.l2[0]`, to: l3[0] ?? "<kind>/<name>" },
      },
    ];
  });
}

function teams({ alerting }: Settings): Problem[] {
  const { escalation } = alerting;
  const named = escalation.teams.map(({ team }) => ({ name: team }));
  return [
    ...escalation.teams.flatMap(({ team }, index) =>
      team === PLATFORM_TEAM || alerting.teams.includes(team)
        ? []
        : [unknownTeam(`${SECTION}.teams[${index}].team`, team, alerting.teams)],
    ),
    ...duplicateNames(`${SECTION}.teams`, named).map(({ key, problem }) => ({
      key: key.replace(/\.name$/, ".team"),
      problem,
      cure: { unset: key.replace(/\.name$/, "") },
    })),
  ];
}

/** Times that are too short to be looked at, and a severer alert that waits longer than one that is less so. */
function times({ alerting: { escalation } }: Settings): Problem[] {
  const short = (key: string, time: string | undefined): Problem[] =>
    time === undefined || seconds(time) >= seconds(SHORTEST)
      ? []
      : [
          {
            key,
            problem: `"${time}" is shorter than ${SHORTEST}, the steps in which alerts are looked at`,
            cure: { set: key, to: SHORTEST },
          },
        ];
  const own = escalation.teams.map((team, index) => ({ ...team, key: `${SECTION}.teams[${index}]` }));
  return [{ ...escalation, key: SECTION }, ...own].flatMap(({ responseTimes, furtherTime, key }) => {
    const of = ESCALATED_SEVERITIES.map((severity) => ({
      severity,
      own: responseTimes[severity],
      time: responseTimes[severity] ?? escalation.responseTimes[severity],
    }));
    const order = of.flatMap(({ severity, time }, index): Problem[] => {
      const next = of[index + 1];
      if (next === undefined || seconds(time) <= seconds(next.time)) return [];
      if (key !== SECTION && of[index]?.own === undefined && next.own === undefined) return [];
      const setting = `${key}.responseTimes.${severity}`;
      const problem = `${severity} alerts have ${time}, longer than the ${next.time} of ${next.severity} ones`;
      return [{ key: setting, problem, cure: { set: setting, to: next.time } }];
    });
    return [
      ...of.flatMap((one) => short(`${key}.responseTimes.${one.severity}`, one.own)),
      ...short(`${key}.furtherTime`, furtherTime),
      ...order,
    ];
  });
}

/** Teams with times of their own, where nothing escalates. */
function idle({ alerting: { escalation } }: Settings): Problem[] {
  if (escalation.teams.length === 0 || steps(escalation).length > 0) return [];
  return [
    {
      key: `${SECTION}.l2`,
      problem: "is empty: teams have response times, and nothing is escalated to anybody",
      cure: { set: `${SECTION}.l2[0]`, to: "<kind>/<name>" },
    },
  ];
}

export const escalationChecks: readonly Check[] = [channelsAreThere, channelsHear, levelsFollow, teams, times, idle];
