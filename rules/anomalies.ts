/**
 * Anomalies: services whose traffic, latency or errors are unlike the same hour of earlier weeks, however many requests or
 * milliseconds that is. The method and its sources are in ./anomalies/band.ts; docs/anomalies.md says what it cannot see.
 */
import { BUSINESS_UID } from "../names/dashboards";
import { hasBusiness } from "../settings";
import { hasBands } from "../settings/anomalies";
import { band, INTERVAL, USUAL } from "./anomalies/band";
import { holiday, outside, ROLLED_OUT, rollout } from "./anomalies/news";
import { current, NOW } from "./anomalies/signals";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

const common = {
  ...PLATFORM,
  component: "anomalies",
  dashboard: BUSINESS_UID,
  subject: ["service"],
  // A value at the edge of its band is one alert, not many.
  keepFiringFor: "15m",
} as const;

const NAMED = "{{ $labels.service }} in {{ $labels.namespace }}";

/** Rules of bands, and of services outside theirs: none where not enough is kept. */
export function anomalies(settings: RuleSettings): RuleGroup[] {
  if (!hasBands(settings)) return [];
  const own = settings.thresholds.anomalies;
  return [
    {
      name: "anomalies",
      interval: INTERVAL,
      rules: [...current(hasBusiness(settings)), ...band(own), ...holiday(own), rollout(own), ...alerts(settings)],
    },
  ];
}

function alerts({ thresholds: { anomalies: own } }: RuleSettings): Alert[] {
  const enough = `and on (namespace, service) ${NOW}{signal="requests"} * 60 >= ${own.requestsPerMinute}`;
  const share = (side: 1 | -1) => `
    ${NOW}{signal="requests"} / (${USUAL} > 0)
    and ${outside('signal="requests"', side, own)}
    unless ${ROLLED_OUT}`;
  const above = (signal: string) => `
    ${NOW}{signal="${signal}"}
    and ${outside(`signal="${signal}"`, 1, own)}
    ${enough}
    unless ${ROLLED_OUT}`;
  return [
    {
      ...common,
      alert: "ServiceTrafficAnomalous",
      severity: "medium",
      expr: share(-1),
      for: own.trafficFor,
      summary: `${NAMED} has far fewer requests than usual`,
      description: `
        ${NAMED} has {{ $value | humanizePercentage }} of the requests that it has at this hour of the week, by the median of
        the past ${own.weeks} weeks, for ${own.trafficFor}. Users do not reach it, or what calls it has changed.`,
    },
    {
      ...common,
      alert: "ServiceTrafficAnomalous",
      severity: "low",
      expr: share(1),
      for: own.trafficFor,
      summary: `${NAMED} has far more requests than usual`,
      description: `
        ${NAMED} has {{ $value | humanizePercentage }} of the requests that it has at this hour of the week, by the median of
        the past ${own.weeks} weeks, for ${own.trafficFor}: a success, a loop, or somebody who tries something.`,
    },
    {
      ...common,
      alert: "ServiceLatencyAnomalous",
      severity: "medium",
      expr: above("latency"),
      for: own.latencyFor,
      summary: `${NAMED} answers more slowly than usual`,
      description: `
        One in a hundred requests to ${NAMED} takes {{ $value | humanizeDuration }} or longer, more than at this hour of the past
        ${own.weeks} weeks, for ${own.latencyFor}.`,
    },
    {
      ...common,
      alert: "ServiceErrorsAnomalous",
      severity: "medium",
      expr: above("errors"),
      for: own.errorsFor,
      summary: `More requests to ${NAMED} fail than usual`,
      description: `
        {{ $value | humanizePercentage }} of the requests to ${NAMED} fail, more than at this hour of the past ${own.weeks} weeks,
        for ${own.errorsFor}.`,
    },
  ];
}
