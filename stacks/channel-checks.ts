/** Checks of who is notified: what reaches nobody, and who is never reached. */
import type { Findings } from "./checks";
import { channelIds, heardBy } from "./hearing";
import { isPattern } from "./schema/pattern";
import { nearest, type Problem, setCommand } from "./problems";
import type { Settings } from "./settings";

/** Mistakes and warnings in `alerting`. */
export function channelChecks(stack: string, settings: Settings): Findings {
  return {
    problems: [
      ...teams(stack, settings),
      ...unreached(stack, settings),
      ...routes(stack, settings),
      ...owners(stack, settings),
      ...maintenance(stack, settings),
      ...others(stack, settings),
    ],
    warnings: warnings(stack, settings),
  };
}

function eachChannel({ alerting }: Settings) {
  return Object.entries(alerting.channels).flatMap(([kind, list]) =>
    list.map((channel, index) => ({
      channel,
      id: `${kind}/${channel.name}`,
      key: `alerting.channels.${kind}[${index}]`,
    })),
  );
}

function teams(stack: string, settings: Settings): Problem[] {
  const known = settings.alerting.teams;
  return eachChannel(settings).flatMap(({ channel, key }) =>
    channel.teams.flatMap((team, index) =>
      known.includes(team) ? [] : [unknownTeam(stack, `${key}.teams[${index}]`, team, known)],
    ),
  );
}

function unknownTeam(stack: string, key: string, team: string, known: readonly string[]): Problem {
  const meant = nearest(team, known);
  return {
    key,
    problem: `"${team}" is no team that alerts belong to (alerting.teams: ${known.join(", ")})`,
    mend:
      meant === undefined
        ? `add ${team} to alerting.teams in Pulumi.${stack}.yaml, beside ${known.join(", ")}`
        : setCommand(stack, key, meant),
  };
}

function unreached(stack: string, settings: Settings): Problem[] {
  const routed = settings.alerting.routes.flatMap((route) => route.channels);
  return eachChannel(settings).flatMap(({ channel, id, key }) =>
    channel.severities.length > 0 || routed.includes(id)
      ? []
      : [
          {
            key,
            problem: `${id} is never reached: it hears no severity, and no alerting.routes leads to it`,
            mend: setCommand(stack, `${key}.severities[0]`, "critical"),
          },
        ],
  );
}

function routes(stack: string, { alerting }: Settings): Problem[] {
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
          mend: setCommand(stack, key, meant ?? known[0] ?? "<kind>/<name>"),
        },
      ];
    }),
    ...Object.entries(route.match).flatMap(([label, pattern]) =>
      notPattern(stack, `alerting.routes[${index}].match.${label}`, pattern),
    ),
  ]);
}

function notPattern(stack: string, key: string, pattern: string): Problem[] {
  if (isPattern(pattern)) return [];
  return [{ key, problem: `"${pattern}" is not a regular expression`, mend: setCommand(stack, key, "payments-.*") }];
}

function owners(stack: string, { alerting }: Settings): Problem[] {
  return alerting.owners.flatMap(({ namespaces, team }, index) => {
    const key = `alerting.owners[${index}].team`;
    const others = alerting.teams.filter((name) => name !== "platform");
    return [
      ...notPattern(stack, `alerting.owners[${index}].namespaces`, namespaces),
      ...(others.includes(team)
        ? []
        : [
            team === "platform"
              ? {
                  key,
                  problem: '"platform" has every alert that nobody else owns',
                  mend: setCommand(stack, key, others[0] ?? "<team>"),
                }
              : unknownTeam(stack, key, team, alerting.teams),
          ]),
    ];
  });
}

function maintenance(stack: string, { alerting }: Settings): Problem[] {
  return alerting.maintenance.flatMap(({ match }, index) =>
    Object.entries(match).flatMap(([label, pattern]) =>
      notPattern(stack, `alerting.maintenance[${index}].match.${label}`, pattern),
    ),
  );
}

function others(stack: string, { alerting }: Settings): Problem[] {
  const problems: Problem[] = [];
  if (alerting.channels.email.length > 0 && !alerting.smtp) {
    problems.push({
      key: "alerting.smtp",
      problem: "is missing, and there are e-mail channels",
      mend: `${setCommand(stack, "alerting.smtp.smarthost", "<host:port>")} and ${setCommand(stack, "alerting.smtp.from", "<address>")}`,
    });
  }
  const times = [
    ...alerting.quietHours.map((hours, index) => ({ ...hours, key: `alerting.quietHours[${index}]` })),
    ...alerting.maintenance.map((window, index) => ({ ...window, key: `alerting.maintenance[${index}]` })),
  ];
  times.forEach(({ timezone, from, to, key }) => {
    if (!isTimeZone(timezone)) {
      problems.push({
        key: `${key}.timezone`,
        problem: `"${timezone}" is not an IANA time zone (for example Europe/Berlin)`,
        mend: setCommand(stack, `${key}.timezone`, "UTC"),
      });
    }
    if (from === "24:00") {
      problems.push({
        key: `${key}.from`,
        problem: '"24:00" is the end of a day, at which nothing begins',
        mend: setCommand(stack, `${key}.from`, "00:00"),
      });
    } else if (from === to) {
      problems.push({
        key: `${key}.to`,
        problem: `"${from}" to "${to}" is no span of time`,
        mend: setCommand(stack, `${key}.to`, from === "07:00" ? "08:00" : "07:00"),
      });
    }
  });
  return problems;
}

function warnings(stack: string, settings: Settings): Problem[] {
  const { alerting } = settings;
  const found: Problem[] = [];
  if (channelIds(alerting).length === 0) {
    found.push({
      key: "alerting.channels",
      problem: "is empty: alerts stay in Alertmanager, and nobody is notified",
      mend: `add a channel to Pulumi.${stack}.yaml (README, "Adding a channel")`,
    });
    return found;
  }
  for (const team of alerting.teams) {
    if (heardBy(alerting, "critical", team).length > 0) continue;
    found.push({
      key: "alerting.channels",
      problem: `critical alerts of team ${team} reach no channel`,
      mend: `add ${team} to the teams of a channel that hears critical in Pulumi.${stack}.yaml`,
    });
  }
  if (!alerting.deadMansSwitch) {
    found.push({
      key: "alerting.deadMansSwitch",
      problem: "is off: nobody is told when Prometheus or Alertmanager themselves are down",
      mend: setCommand(stack, "alerting.deadMansSwitch", "true"),
    });
  }
  if (alerting.channels.opsgenie.length > 0) {
    found.push({
      key: "alerting.channels.opsgenie",
      problem: "OpsGenie ends on 5 April 2027",
      mend: "move to Jira Service Management through a webhook channel, or to another kind of channel",
    });
  }
  return found;
}

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat("en", { timeZone: name }));
  } catch {
    return false;
  }
}
