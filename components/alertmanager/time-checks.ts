/** Checks of when alerts wait: quiet hours, and windows of maintenance. */
import type { Settings } from "../../settings";
import { WEEKDAYS } from "../../settings/maintenance";
import { type Check, type Cure, duplicateNames, type Problem } from "../../settings/problem";
import { isPattern } from "../../settings/re2";
import { isTimeZone, nearestTimeZone } from "../../settings/time-zones";

function spansOf({ alerting }: Settings) {
  return [
    ...alerting.quietHours.map((hours, index) => ({
      ...hours,
      days: WEEKDAYS.length,
      key: `alerting.quietHours[${index}]`,
    })),
    ...alerting.maintenance.map((window, index) => ({
      ...window,
      days: new Set(window.weekdays).size,
      key: `alerting.maintenance[${index}]`,
    })),
  ];
}

function names({ alerting }: Settings): Problem[] {
  return [
    ...duplicateNames("alerting.quietHours", alerting.quietHours),
    ...duplicateNames("alerting.maintenance", alerting.maintenance),
  ];
}

function patterns({ alerting }: Settings): Problem[] {
  return alerting.maintenance.flatMap(({ match }, index) => notPatterns(`alerting.maintenance[${index}].match`, match));
}

/** Label by label, what is not a regular expression. */
export function notPatterns(key: string, match: Readonly<Record<string, string>>): Problem[] {
  return Object.entries(match).flatMap(([label, pattern]) => {
    if (isPattern(pattern)) return [];
    const cure = { set: `${key}.${label}`, to: "payments-.*" };
    return [{ key: `${key}.${label}`, problem: `"${pattern}" is not a regular expression`, cure }];
  });
}

function timeZones(settings: Settings): Problem[] {
  return spansOf(settings).flatMap(({ timezone, key }) => {
    if (isTimeZone(timezone)) return [];
    return [
      {
        key: `${key}.timezone`,
        problem: `"${timezone}" is not an IANA time zone (for example Europe/Berlin)`,
        cure: { set: `${key}.timezone`, to: nearestTimeZone(timezone) ?? "UTC" },
      },
    ];
  });
}

function spans(settings: Settings): Problem[] {
  return spansOf(settings).flatMap(({ from, to, days, key }): Problem[] => {
    if (from === "24:00") {
      const problem = '"24:00" is the end of a day, at which nothing begins';
      return [{ key: `${key}.from`, problem, cure: { set: `${key}.from`, to: "00:00" } }];
    }
    if (from === "00:00" && to === "24:00" && days === WEEKDAYS.length) {
      const problem = '"00:00" to "24:00" is the whole of every day: what waits for its end is never told';
      const cure: Cure = {
        any: [{ set: `${key}.to`, to: "07:00" }, { edit: "take those alerts from the channels in {file}" }],
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

/** Minutes since the day began, of a time of day. */
function minutes(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3));
}

const DAY = 24 * 60;

/** Whether hours are quiet at a minute of a week that begins on a Monday. */
function isQuiet({ from, to, weekends }: Settings["alerting"]["quietHours"][number], minute: number): boolean {
  if (weekends && minute >= 5 * DAY) return true;
  const time = minute % DAY;
  const [begin, end] = [minutes(from), minutes(to)];
  return begin < end ? begin <= time && time < end : time >= begin || time < end;
}

/** Whether a span is of no length, or all day: each is a mistake by itself. */
function isAllDay(span: { from: string; to: string } | undefined): boolean {
  return span === undefined || span.from === span.to || (span.from === "00:00" && span.to === "24:00");
}

/** Quiet hours that are all week together, with the last that makes them so. Those of another time zone are looked at by themselves. */
function alwaysQuiet({ alerting: { quietHours } }: Settings): Problem[] {
  const whose = new Set(
    quietHours.flatMap(({ timezone, severities }) =>
      severities.map((severity) => JSON.stringify([timezone, severity])),
    ),
  );
  const found = [...whose].flatMap((one): number[] => {
    const [timezone, severity] = JSON.parse(one) as [string, (typeof quietHours)[number]["severities"][number]];
    let told = Array.from({ length: 7 * DAY }, (_, minute) => minute);
    const last = quietHours.findIndex((hours) => {
      if (hours.timezone !== timezone || !hours.severities.includes(severity)) return false;
      told = told.filter((minute) => !isQuiet(hours, minute));
      return told.length === 0;
    });
    return last === -1 || isAllDay(quietHours[last]) ? [] : [last];
  });
  return [...new Set(found)].map((index) => {
    const key = `alerting.quietHours[${index}]`;
    const problem = "leaves, with those before it, no time of the week: what waits for their end is never told";
    const cure: Cure = { any: [{ unset: key }, { edit: "take those alerts from the channels in {file}" }] };
    return { key, problem, cure };
  });
}

export const timeChecks: readonly Check[] = [names, patterns, timeZones, spans, alwaysQuiet];
