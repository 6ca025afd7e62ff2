/** Alerts about the requests of services: what their users see. */
import { hasTracing } from "../../settings";
import { failingBeside } from "../external-services";
import { ARRIVED } from "../otel-collector";
import type { Alert, Recording, RuleSettings } from "../rule";
import { inWords } from "../shown";
import { common, ENOUGH, SERVICE } from "./common";
import { limited } from "./limits";
import { ANSWERED_RATE, BY_SERVICE, ERRORS, FAILURES, P95, P99, RATE } from "./sources";

/** Requests a second, on average over an hour, whose end is worth a word. */
const USUAL = 0.1;

/** Minutes of an hour with requests that make a service a steady one. What comes in bursts, as a batch does, is not. */
const STEADY_MINUTES = 55;

/** How long after its last request a service that was steady is missed; after that it has been given up. */
const MISSED_DAYS = 7;

const STEADY = "service:http_requests:steady_timestamp_seconds";

/** Requests within `availabilityWindow`, and those of them that failed. */
const TOTAL = "service:http_requests:increase_window";
const LOST = "service:http_requests_failed:increase_window";

/** The availability objective of an application, whose team and limit are its own. */
const OBJECTIVE = 'slo:error_budget:ratio{slo="availability"}';

/**
 * When a service last had requests as it has them all the time. The last value goes on while there are none, across a restart
 * of Prometheus too.
 */
export function steady(): Recording {
  return {
    record: STEADY,
    expr: `
      0 * (
        count_over_time((${RATE} > 0)[1h:5m]) >= ${STEADY_MINUTES} / 5
        and avg_over_time(${RATE}[1h]) > ${USUAL}
        and ${RATE} > 0
      ) + time()
      or
      (last_over_time(${STEADY}[1h]) > time() - ${MISSED_DAYS} * 86400 unless ${RATE} > 0)`,
  };
}

/** Counted each minute of the window, however often the rates are recorded. */
export function window({ thresholds }: RuleSettings): Recording[] {
  const over = (series: string) => `60 * sum_over_time(${series}[${thresholds.applications.availabilityWindow}:1m])`;
  return [
    { record: TOTAL, expr: over(RATE) },
    { record: LOST, expr: over(FAILURES) },
  ];
}

export function errorRateHigh(settings: RuleSettings): Alert {
  const { apps, thresholds } = settings;
  const { errorsFor } = thresholds.applications;
  const high = limited(
    ERRORS,
    apps,
    (app) => app.thresholds?.errorRatePercent,
    thresholds.errorRatePercent,
    (share, percent) => `${share} > ${percent} / 100`,
  );
  return {
    ...common,
    alert: "ServiceErrorRateHigh",
    severity: "high",
    expr: `${high} and on (${BY_SERVICE}) ${RATE} > ${ENOUGH}`,
    for: errorsFor,
    keepFiringFor: "5m",
    summary: "Requests to {{ $labels.service }} in {{ $labels.namespace }} fail",
    description: `
      {{ $value | humanizePercentage }} of the requests to ${SERVICE} have ended in an error for ${inWords(errorsFor)}; more than
      ${thresholds.errorRatePercent}%, or the application's own limit, alerts. Where it sends spans, every trace with an error
      is kept: Jaeger shows where they begin.${failingBeside(settings)}`,
  };
}

/** Of those that nobody waits for, workers and bots, no answer is slow. */
function slow({ apps, thresholds }: RuleSettings, series: string): string {
  const limit = limited(
    series,
    apps,
    (app) => (app.kind === "http" ? app.thresholds?.latencyMs : "none"),
    thresholds.latencyMs,
    (seconds, ms) => `${seconds} > ${ms} / 1000`,
  );
  return `${limit} and on (${BY_SERVICE}) ${ANSWERED_RATE} > ${ENOUGH}`;
}

export function latencyHigh(settings: RuleSettings): Alert[] {
  const { latencyFor } = settings.thresholds.applications;
  const ms = settings.thresholds.latencyMs;
  const alert = (severity: "high" | "medium", series: string, share: string): Alert => ({
    ...common,
    alert: "ServiceLatencyHigh",
    severity,
    expr: slow(settings, series),
    for: latencyFor,
    keepFiringFor: "5m",
    summary: `${share} answers of {{ $labels.service }} in {{ $labels.namespace }} is slow`,
    description: `
      ${share} requests to ${SERVICE} has taken {{ $value | humanizeDuration }} or longer for ${inWords(latencyFor)}; more than
      ${ms} ms, or the application's own limit, alerts.${failingBeside(settings)}`,
  });
  return [alert("high", P95, "One in twenty"), alert("medium", P99, "One in a hundred")];
}

/**
 * Over a day, so that it says what an error rate of five minutes does not: failures that are too few to be one at any time, or
 * an outage that was short. It ends an hour after the last failure. An application with an objective of its own is left to that.
 */
export function availabilityLow({ apps, thresholds }: RuleSettings): Alert {
  const { availabilityPercent, availabilityWindow, availabilityFor } = thresholds.applications;
  const low = limited(
    "service:http_availability:ratio_window",
    apps,
    (app) => app.thresholds?.availabilityPercent,
    availabilityPercent,
    (share, percent) => `${share} < ${percent} / 100`,
  );
  return {
    ...common,
    alert: "ServiceAvailabilityLow",
    severity: "medium",
    expr: `
      ${low}
      and on (${BY_SERVICE}) ${LOST} >= ${thresholds.sloErrors}
      and on (${BY_SERVICE}) avg_over_time(${FAILURES}[1h]) > 0
      unless on (${BY_SERVICE}) ${OBJECTIVE}
      unless on (service) ${OBJECTIVE.replace("{", '{namespace="",')}`,
    for: availabilityFor,
    summary: "{{ $labels.service }} in {{ $labels.namespace }} is less available than it should be",
    description: `
      Of the requests to ${SERVICE} within ${inWords(availabilityWindow)} {{ $value | humanizePercentage }} were answered without
      an error, less than ${availabilityPercent}% or the application's own limit, and some still fail.`,
  };
}

export const availability = (): Recording => ({
  record: "service:http_availability:ratio_window",
  expr: `1 - ${LOST} / (${TOTAL} > 0)`,
});

export function serverErrors({ apps, thresholds }: RuleSettings): Alert {
  const { serverErrorsPerSecond, serverErrorsFor } = thresholds.applications;
  return {
    ...common,
    alert: "ServiceServerErrors",
    severity: "medium",
    expr: limited(
      FAILURES,
      apps,
      (app) => app.thresholds?.serverErrorsPerSecond,
      serverErrorsPerSecond,
      (rate, limit) => `${rate} > ${limit}`,
    ),
    for: serverErrorsFor,
    keepFiringFor: "5m",
    summary: "{{ $labels.service }} in {{ $labels.namespace }} answers with server errors",
    description: `
      ${SERVICE} has answered {{ $value | printf "%.2f" }} requests a second with a server error for
      ${inWords(serverErrorsFor)}; more than ${serverErrorsPerSecond}, or the application's own limit, alerts, whatever share of
      its requests that is.`,
  };
}

/** A service with pauses of its own, every night, was silent at this time yesterday too, and has had requests since. */
export function trafficGone(settings: RuleSettings): Alert {
  const { trafficGoneFor } = settings.thresholds.applications;
  const paused = `${STEADY} > ${STEADY} offset 1d and time() - ${STEADY} offset 1d > 86400 + 600`;
  const gone = `
      time() - ${STEADY}
      unless on (${BY_SERVICE}) ${RATE} > 0
      unless on (${BY_SERVICE}) (${paused})`;
  return {
    ...common,
    alert: "ServiceTrafficGone",
    severity: "medium",
    // While no collector says anything, spans may be all that is gone, and that has an alert of its own.
    expr: hasTracing(settings) ? `(${gone}\n      )\n      and on () count(${ARRIVED}) > 0` : gone,
    for: trafficGoneFor,
    summary: "No requests reach {{ $labels.service }} in {{ $labels.namespace }} any more",
    description: `
      ${SERVICE} had requests all the time, and has had none for {{ $value | humanizeDuration }}: it is down, nobody reaches it,
      or it has stopped exposing metrics and sending spans.`,
  };
}
