/** Checks of business numbers, and of the bands that they and services are held against. */
import { hasBusiness, type Settings } from "../../settings";
import { hasBands, historyOf } from "../../settings/anomalies";
import { NUMBERS } from "../../settings/business";
import type { Check, Problem } from "../../settings/problem";
import { isTimeZone, nearestTimeZone } from "../../settings/time-zones";
import { seconds } from "../../settings/units";
import { unknownTeam } from "../alertmanager/checks";

const MINUTE = 60;
const DAY = 86_400;

/** The times of objectives, each with its key. */
function times({ apps }: Settings): { key: string; over: string }[] {
  return apps.flatMap(({ business }, at) => {
    if (business === undefined) return [];
    const key = `apps[${at}].business`;
    return [
      ...NUMBERS.flatMap((name) => {
        const { over } = business[name] ?? {};
        return over === undefined ? [] : [{ key: `${key}.${name}.over`, over }];
      }),
      ...business.features.map(({ over }, index) => ({ key: `${key}.features[${index}].over`, over })),
    ];
  });
}

function overs(settings: Settings): Problem[] {
  return times(settings).flatMap(({ key, over }): Problem[] => {
    const long = seconds(over);
    if (long < 5 * MINUTE)
      return [{ key, problem: `${over} is shorter than 5m, of which a rate is`, cure: { set: key, to: "5m" } }];
    if (long > 7 * DAY)
      return [{ key, problem: `${over} is longer than 7d, and read every minute`, cure: { set: key, to: "7d" } }];
    if (long % MINUTE === 0) return [];
    const to = `${Math.round(long / MINUTE)}m`;
    return [{ key, problem: `${over} is no number of whole minutes`, cure: { set: key, to } }];
  });
}

function businessTeams({ apps, alerting }: Settings): Problem[] {
  return apps.flatMap(({ business }, at) =>
    business?.team === undefined || alerting.teams.includes(business.team)
      ? []
      : [unknownTeam(`apps[${at}].business.team`, business.team, alerting.teams)],
  );
}

function featureNames({ apps }: Settings): Problem[] {
  return apps.flatMap(({ business }, at) => {
    const names = (business?.features ?? []).map(({ name }) => name);
    return names.flatMap((name, index) => {
      if (names.indexOf(name) === index) return [];
      const key = `apps[${at}].business.features[${index}]`;
      return [{ key: `${key}.name`, problem: `"${name}" is looked at already`, cure: { unset: key } }];
    });
  });
}

function weeks({ thresholds: { anomalies } }: Settings): Problem[] {
  if (anomalies.weeksNeeded <= anomalies.weeks) return [];
  const key = "thresholds.anomalies.weeksNeeded";
  const problem = `${anomalies.weeksNeeded} is more than thresholds.anomalies.weeks, ${anomalies.weeks}: nothing would ever be told`;
  return [{ key, problem, cure: { set: key, to: String(anomalies.weeks) } }];
}

function zone({ thresholds: { anomalies } }: Settings): Problem[] {
  const { timezone } = anomalies;
  if (isTimeZone(timezone)) return [];
  const key = "thresholds.anomalies.timezone";
  const to = nearestTimeZone(timezone) ?? "Europe/Berlin";
  return [{ key, problem: `"${timezone}" is not an IANA time zone`, cure: { set: key, to } }];
}

/** What is compared with weeks that are not kept is compared with nothing. */
function tooLittleKept(settings: Settings): Problem[] {
  if (!hasBusiness(settings) || hasBands(settings)) return [];
  const { retention } = settings.metrics;
  const { anomalies } = settings.thresholds;
  const key = "metrics.retention";
  return [
    {
      key,
      problem: `${retention} is less than the ${historyOf(anomalies) / DAY}d that business numbers are held against: they have objectives alone`,
      cure: { set: key, to: `${7 * anomalies.weeks + 1}d` },
    },
  ];
}

export const businessChecks: readonly Check[] = [overs, businessTeams, featureNames, weeks, zone];

export const businessWarnings: readonly Check[] = [tooLittleKept];
