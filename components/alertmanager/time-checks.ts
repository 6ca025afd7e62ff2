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

export const timeChecks: readonly Check[] = [names, patterns, timeZones, spans];
