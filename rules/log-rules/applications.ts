/** What lines tell of the health of what writes them. */
import type { Alert, RuleSettings } from "../rule";
import { LOGS, matching, STREAMS } from "./common";

const common = { ...LOGS, team: "platform" };

const BY_SERVICE = "sum by (namespace, service)";

/** With a minimum: of a service that writes three lines an hour, one error is a third. */
export function errorRateHigh({ logErrorPercent, logErrors }: RuleSettings["thresholds"]): Alert {
  const errors = `${BY_SERVICE} (count_over_time({level=~"error|fatal"}[10m]))`;
  return {
    ...common,
    alert: "LogErrorRateHigh",
    severity: "medium",
    expr: `
      ${errors} / ${BY_SERVICE} (count_over_time({namespace=~".+"}[10m])) > ${logErrorPercent / 100}
      and ${errors} > ${logErrors}`,
    for: "10m",
    keepFiringFor: "10m",
    summary: "{{ $labels.namespace }}/{{ $labels.service }} writes mostly errors",
    description: `
      {{ $value | humanizePercentage }} of the lines of {{ $labels.namespace }}/{{ $labels.service }} over 10 minutes are
      errors, more than ${logErrorPercent}%, for 10 minutes. What it is asked to do fails, in whole or in part.`,
  };
}

/** By level, and for programs without one by what their runtime says last. */
export function fatalLines(): Alert {
  const last = '^(?:panic: |fatal error: |FATAL[: ]|Exception in thread "main"|Out of memory: Killed process)';
  return {
    ...common,
    alert: "FatalLogLines",
    severity: "high",
    expr: `
      ${BY_SERVICE} (count_over_time({level="fatal"}[10m]))
      or
      ${BY_SERVICE} (count_over_time({${STREAMS}, level!="fatal"} ${matching(last)} [10m])) > 0`,
    for: "0s",
    keepFiringFor: "10m",
    summary: "{{ $labels.namespace }}/{{ $labels.service }} gives up",
    description: `
      {{ $value }} lines of {{ $labels.namespace }}/{{ $labels.service }} within 10 minutes are the last words of a program
      that ends: a panic, a fatal error or an uncaught exception. What it was doing is lost.`,
  };
}

export function volumeHigh({ logLinesPerSecond }: RuleSettings["thresholds"]): Alert {
  return {
    ...common,
    alert: "LogVolumeHigh",
    severity: "medium",
    expr: `${BY_SERVICE} (rate({namespace=~".+"}[10m])) > ${logLinesPerSecond}`,
    for: "15m",
    keepFiringFor: "15m",
    summary: "{{ $labels.namespace }}/{{ $labels.service }} floods the logs",
    description: `
      {{ $labels.namespace }}/{{ $labels.service }} has written {{ $value | humanize }} lines a second for 15 minutes, more
      than ${logLinesPerSecond}. It takes the room of everybody's logs, and at Loki's limits lines are refused.`,
  };
}
