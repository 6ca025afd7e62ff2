/** What lines tell of the health of what writes them. */
import type { RuleSettings } from "../rule";
import { type LineCount, type LogRule, LOGS, type Mark, perSecond } from "./common";

const common = { ...LOGS, team: "platform" } as const;

const OF_A_SERVICE = { by: ["namespace", "service"], over: "10m" } as const;

const ALL: LineCount = { ...OF_A_SERVICE, name: "all" };
const ERRORS: LineCount = { ...OF_A_SERVICE, name: "errors", levels: ["error", "fatal"] };

/** With a minimum: of a service that writes three lines an hour, one error is a third. */
export function errorRateHigh({ logErrorPercent, logErrors }: RuleSettings["thresholds"]): LogRule {
  return {
    ...common,
    alert: "LogErrorRateHigh",
    severity: "medium",
    expr: (count) => `
      ${count(ERRORS)} / ${count(ALL)} > ${logErrorPercent / 100}
      and ${count(ERRORS)} > ${logErrors}`,
    for: "10m",
    summary: "{{ $labels.namespace }}/{{ $labels.service }} writes mostly errors",
    description: `
      {{ $value | humanizePercentage }} of the lines of {{ $labels.namespace }}/{{ $labels.service }} over 10 minutes are
      errors, more than ${logErrorPercent}%, for 10 minutes. What it is asked to do fails, in whole or in part.`,
  };
}

/** Words that are the level fatal in Loki and no program's end. Beyond a line's beginning they are part of what it says. */
const GOES_ON = [
  // Postgres, with two spaces, of a session that it ends. Its own end is PANIC.
  "FATAL:  ",
  // Python's and syslog's levels beneath the end, as HAProxy has them too: in capitals, in brackets, first, or in a field.
  String.raw`^.{0,40}\b(?:CRITICAL|CRIT|ALERT)\b`,
  String.raw`^.{0,40}\[(?i:critical|crit|alert)\]`,
  "^(?i:critical|crit|alert):",
  String.raw`(?i:\b(?:level|severity|lvl|loglevel|log_level)["']?\s*[=:]\s*["']?(?:critical|crit|alert)\b)`,
].join("|");

/** What programs without a level say last. */
const LAST_WORDS = String.raw`^(?:panic: |fatal error: |FATAL:? \S|Exception in thread "main"|Out of memory: Killed process)`;

/** What lines say, for what tells of it. */
export const APPLICATION_MARKS = {
  goesOn: { name: "goes-on", pattern: GOES_ON },
  lastWords: { name: "last-words", pattern: LAST_WORDS },
} satisfies Record<string, Mark>;

/** By level, and for programs without one by what their runtime says last. */
export function fatalLines(): LogRule {
  return {
    ...common,
    alert: "FatalLogLines",
    severity: "high",
    expr: (count) => `
      ${count({ ...OF_A_SERVICE, name: "fatal", levels: ["fatal"], saysNot: APPLICATION_MARKS.goesOn })}
      or
      ${count({ ...OF_A_SERVICE, name: "last-words", levelNot: "fatal", says: APPLICATION_MARKS.lastWords })} > 0`,
    for: "0s",
    summary: "{{ $labels.namespace }}/{{ $labels.service }} gives up",
    description: `
      {{ $value }} lines of {{ $labels.namespace }}/{{ $labels.service }} within 10 minutes are the last words of a program
      that ends: a panic, a fatal error or an uncaught exception. What it was doing is lost.`,
  };
}

export function volumeHigh({ logLinesPerSecond }: RuleSettings["thresholds"]): LogRule {
  return {
    ...common,
    alert: "LogVolumeHigh",
    severity: "medium",
    expr: (count) => `${perSecond(ALL, count)} > ${logLinesPerSecond}`,
    for: "15m",
    summary: "{{ $labels.namespace }}/{{ $labels.service }} floods the logs",
    description: `
      {{ $labels.namespace }}/{{ $labels.service }} has written {{ $value | humanize }} lines a second for 15 minutes, more
      than ${logLinesPerSecond}. It takes the room of everybody's logs, and at the store's limits lines are refused.`,
  };
}
