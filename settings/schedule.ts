/** Schedules: Elasticsearch's (seconds, minutes, hours, day of month, month, day of week, and perhaps a year), and CronJobs'. */
import type validate from "cron-validate";

/** Their form; one of the two days is `?`. Source: Elasticsearch's reference, "Cron expressions". */
export const SCHEDULE = /^(\S+ ){3}(\? \S+ [^\s?]\S*|[^\s?]\S* \S+ \?)( \S+)?$/;

const range = (minValue: number, maxValue: number) => ({ minValue, maxValue });

/** What each field may hold. Sunday is 1, as in Quartz, from which Elasticsearch's `Cron` comes. */
const PRESET = {
  presetId: "elasticsearch",
  useSeconds: true,
  useYears: true,
  useAliases: true,
  useBlankDay: true,
  allowOnlyOneBlankDayField: true,
  mustHaveBlankDayField: true,
  allowStepping: true,
  useLastDayOfMonth: true,
  useLastDayOfWeek: true,
  useNearestWeekday: true,
  useNthWeekdayOfMonth: true,
  seconds: range(0, 59),
  minutes: range(0, 59),
  hours: range(0, 23),
  daysOfMonth: range(1, 31),
  months: range(1, 12),
  daysOfWeek: range(1, 7),
  // Elasticsearch's own: what is later is never.
  years: range(1970, 2099),
};

/**
 * What is wrong with the fields of a text of that form; undefined where nothing is. A range that goes past the end, such as
 * 22-4, is refused, although Elasticsearch takes it: 22-23,0-4 says the same.
 */
export function scheduleFault(text: string): string | undefined {
  return faultOf(text.split(" ").length === 6 ? `${text} *` : text, PRESET);
}

function faultOf(text: string, preset: typeof PRESET): string | undefined {
  // Loading it takes 60 ms, and few stacks have a schedule.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { default: cron } = require("cron-validate") as { default: typeof validate };
  const result = cron(text, { preset });
  if (result.isValid()) return undefined;
  return result
    .getError()
    .map((fault) => fault.replace(/ \(Input cron: .*$/s, ""))
    .join(" ");
}

/** As Kubernetes has them: minute, hour, day of month, month, day of week, where Sunday is 0. Source: robfig/cron, "CRON Expression Format". */
const OF_CRON_JOBS = {
  presetId: "kubernetes",
  useSeconds: false,
  useYears: false,
  useAliases: true,
  useBlankDay: true,
  allowOnlyOneBlankDayField: false,
  mustHaveBlankDayField: false,
  allowStepping: true,
  useLastDayOfMonth: false,
  useLastDayOfWeek: false,
  useNearestWeekday: false,
  useNthWeekdayOfMonth: false,
  seconds: range(0, 59),
  minutes: range(0, 59),
  hours: range(0, 23),
  daysOfMonth: range(1, 31),
  months: range(1, 12),
  daysOfWeek: range(0, 6),
  years: range(1970, 2099),
};

/** Schedules that need no look: loading what looks at the others takes 60 ms. */
const PLAIN = /^([0-5]?\d) (1?\d|2[0-3]) \* \* ([0-6]|\*)$/;

/** What is wrong with the schedule of a CronJob; undefined where nothing is. */
export function cronFault(text: string): string | undefined {
  return PLAIN.test(text) ? undefined : faultOf(text, OF_CRON_JOBS);
}
