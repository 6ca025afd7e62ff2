/** Services by their spans: rate, errors and duration, from every span, whether its trace is kept or not. */
import { type Alert, PLATFORM, type Recording, type RuleGroup, type RuleSettings } from "./rule";
import { ARRIVED } from "./otel-collector";

/** Spans that are a request to the service: what it asks of others is theirs. */
const REQUESTS = 'span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"';

/** Requests that somebody waits for: a message waits in its queue, and who takes it may take as long as the work does. */
export const ANSWERED = 'span_kind="SPAN_KIND_SERVER"';
export const FAILED = 'status_code="STATUS_CODE_ERROR"';

/** One of each service, however many gateways have counted. */
const BY_SERVICE = "namespace, service";

/** Requests a second below which a share or a quantile says nothing: 15 in five minutes. */
const ENOUGH = 0.05;

/** Requests a second, on average over an hour, whose end is worth a word. */
const USUAL = 0.1;

/** Minutes of an hour with requests that make a service a steady one. What comes in bursts, as a batch does, is not. */
const STEADY_MINUTES = 55;

/** How long after its last request a service that was steady is missed; after that it has been given up. */
const MISSED_DAYS = 7;

const RATE = "service:traces_span_metrics_calls:rate5m";
const ERRORS = "service:traces_span_metrics_calls_failed:ratio_rate5m";
const STEADY = "service:traces_span_metrics_calls:steady_timestamp_seconds";
const P99 = "service:traces_span_metrics_duration_seconds:p99_rate5m";

/** The series of services that other rules read: requests a second, the share of them that fails, and seconds of the 99th percentile. */
export const SERVICE_SERIES = { requests: RATE, errors: ERRORS, latency: P99 } as const;

const common = { ...PLATFORM, component: "traces", dashboard: "trace-overview" };

export function traces({ thresholds }: RuleSettings): RuleGroup[] {
  return [
    {
      name: "traces",
      rules: [
        ...recordings(),
        errorRateHigh(thresholds.errorRatePercent),
        latencyHigh(thresholds.latencyMs),
        trafficGone(),
      ],
    },
  ];
}

function recordings(): Recording[] {
  const calls = (matchers: string) => `sum by (${BY_SERVICE}) (rate(traces_span_metrics_calls_total{${matchers}}[5m]))`;
  return [
    { record: RATE, expr: calls(REQUESTS) },
    // A service without a failure has the share zero, not none.
    { record: ERRORS, expr: `(${calls(`${REQUESTS},${FAILED}`)} or 0 * ${RATE}) / (${RATE} > 0)` },
    {
      record: P99,
      expr: `histogram_quantile(0.99, sum by (${BY_SERVICE}, le) (rate(traces_span_metrics_duration_seconds_bucket{${ANSWERED}}[5m])))`,
    },
    // When a service last had requests as it has them all the time. The last value goes on while there are none, across a
    // restart of Prometheus too.
    {
      record: STEADY,
      expr: `
        0 * (
          count_over_time((${RATE} > 0)[1h:5m]) >= ${STEADY_MINUTES} / 5
          and avg_over_time(${RATE}[1h]) > ${USUAL}
          and ${RATE} > 0
        ) + time()
        or
        (last_over_time(${STEADY}[1h]) > time() - ${MISSED_DAYS} * 86400 unless ${RATE} > 0)`,
    },
  ];
}

function errorRateHigh(percent: number): Alert {
  return {
    ...common,
    alert: "ServiceErrorRateHigh",
    severity: "high",
    expr: `${ERRORS} > ${percent} / 100 and on (${BY_SERVICE}) ${RATE} > ${ENOUGH}`,
    for: "10m",
    keepFiringFor: "5m",
    summary: "Requests to {{ $labels.service }} in {{ $labels.namespace }} fail",
    description: `
      {{ $value | humanizePercentage }} of the requests to {{ $labels.service }} in {{ $labels.namespace }}, more than
      ${percent}%, have ended in an error for 10 minutes. Every trace with an error is kept: Jaeger shows where they begin.`,
  };
}

function latencyHigh(ms: number): Alert {
  return {
    ...common,
    alert: "ServiceLatencyHigh",
    severity: "medium",
    expr: `
      ${P99} > ${ms} / 1000
      and sum by (${BY_SERVICE}) (rate(traces_span_metrics_calls_total{${ANSWERED}}[5m])) > ${ENOUGH}`,
    for: "10m",
    keepFiringFor: "5m",
    summary: "{{ $labels.service }} in {{ $labels.namespace }} answers slowly",
    description: `
      One in a hundred requests to {{ $labels.service }} in {{ $labels.namespace }} has taken {{ $value | humanizeDuration }}
      or longer, more than ${ms} ms, for 10 minutes.`,
  };
}

/** A service with pauses of its own, every night, was silent at this time yesterday too, and has had requests since. */
function trafficGone(): Alert {
  const paused = `${STEADY} > ${STEADY} offset 1d and time() - ${STEADY} offset 1d > 86400 + 600`;
  return {
    ...common,
    alert: "ServiceTrafficGone",
    severity: "medium",
    // While nothing arrives at all, it is the way that is broken, and that has an alert of its own.
    expr: `
      (
        time() - ${STEADY}
        unless on (${BY_SERVICE}) ${RATE} > 0
        unless on (${BY_SERVICE}) (${paused})
      )
      and on () count(${ARRIVED}) > 0`,
    for: "10m",
    summary: "No requests reach {{ $labels.service }} in {{ $labels.namespace }} any more",
    description: `
      {{ $labels.service }} in {{ $labels.namespace }} had requests all the time, and has had none for
      {{ $value | humanizeDuration }}: it is down, nobody reaches it, or it has stopped sending spans.`,
  };
}
