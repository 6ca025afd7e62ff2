/**
 * Requests of services, from whichever source has them: the metrics of `conventions.http.sources`, and last the spans that the
 * collectors counted. Each source is read once, into one series for each status code or bucket; of a service with several the
 * first one counts that is there. Whatever reads `service:…` neither knows nor counts the sources.
 */
import type { Conventions } from "../../settings/conventions";
import type { Recording } from "../rule";

/** Spans of requests that somebody waits for: a message waits in its queue, and its work may take as long as it takes. */
export const ANSWERED = 'span_kind="SPAN_KIND_SERVER"';
export const FAILED = 'status_code="STATUS_CODE_ERROR"';

/** Spans of messages: they fail as requests do, and nobody waits for them. */
const TAKEN = 'span_kind="SPAN_KIND_CONSUMER"';

/** One of each service, however many pods, gateways and sources have counted. */
export const BY_SERVICE = "namespace, service";

/** Requests by the second, the failed ones, and their share; how long they take, in seconds. */
export const RATE = "service:http_requests:rate5m";
export const FAILURES = "service:http_requests_failed:rate5m";
export const ERRORS = "service:http_requests_failed:ratio_rate5m";
export const ANSWERED_RATE = "service:http_requests_answered:rate5m";
export const P95 = "service:http_request_duration_seconds:p95_rate5m";
export const P99 = "service:http_request_duration_seconds:p99_rate5m";

/** Of every source: requests by code, buckets by bound, and histograms without bounds. */
const BY_CODE = "service_code:http_requests:rate5m";
export const BY_BOUND = "service_le:http_request_duration_seconds_bucket:rate5m";
const NATIVE = "service:http_request_duration_seconds:rate5m";

const SPANS = "traces_span_metrics";
const MESSAGES = "traces_span_metrics_messages";

type Http = Conventions["http"];

/** Every recording of requests. @param spans Whether spans are counted. */
export function requestRecordings(http: Http, spans: boolean): Recording[] {
  const families = http.sources.flatMap(nativeFamily);
  const codes = [
    ...http.sources.map(({ requests, statusCode }) => byCode(http, requests, statusCode)),
    ...families.map((family) => byCode(http, family, statusCodeOf(http, family), "histogram_count")),
    ...(spans ? [ofSpans(SPANS, ANSWERED), ofSpans(MESSAGES, TAKEN)] : []),
  ];
  const sources = [...http.sources.map(({ requests }) => requests), ...families, ...(spans ? [SPANS] : [])];
  const answered = firstSource(BY_CODE, sources);
  const all = spans ? `${answered} or ${BY_CODE}{source="${MESSAGES}"}` : answered;
  const failed = `code=~"${http.failedCodes}|STATUS_CODE_ERROR"`;
  return [
    ...codes,
    { record: "service_code:http_requests_counted:rate5m", expr: all },
    { record: RATE, expr: `sum by (${BY_SERVICE}) (service_code:http_requests_counted:rate5m)` },
    {
      record: ANSWERED_RATE,
      expr: spans
        ? `sum by (${BY_SERVICE}) (service_code:http_requests_counted:rate5m{source!="${MESSAGES}"})`
        : `sum by (${BY_SERVICE}) (service_code:http_requests_counted:rate5m)`,
    },
    // A service without a failure has none of them, not nothing.
    {
      record: FAILURES,
      expr: `sum by (${BY_SERVICE}) (service_code:http_requests_counted:rate5m{${failed}}) or 0 * ${RATE}`,
    },
    { record: ERRORS, expr: `${FAILURES} / (${RATE} > 0)` },
    ...durations(http, families, spans),
  ];
}

function durations(http: Http, families: readonly string[], spans: boolean): Recording[] {
  const bounds = (metric: string, matchers: string, source: string, labels: Labels): Recording => ({
    record: BY_BOUND,
    expr: renamed(`rate(${metric}${matchers}[5m])`, { ...labels, le: "le" }),
    labels: { source },
  });
  const buckets = http.sources.map(({ durationBucket }) => durationBucket);
  const bySource = [
    ...buckets.map((bucket) => bounds(bucket, "", bucket, labelsOf(http))),
    ...(spans ? [bounds(`${SPANS}_duration_seconds_bucket`, `{${ANSWERED}}`, SPANS, OF_SPANS)] : []),
  ];
  const native = families.map((family) => ({
    record: NATIVE,
    expr: renamed(`rate(${family}[5m])`, labelsOf(http)),
    labels: { source: family },
  }));
  const sources = boundSources(http, spans);
  const quantile = (record: string, share: number): Recording => ({
    record,
    expr: [
      `histogram_quantile(${share}, sum by (${BY_SERVICE}, le) (${firstSource(BY_BOUND, sources)}))`,
      ...(families.length === 0
        ? []
        : [`histogram_quantile(${share}, sum by (${BY_SERVICE}) (${firstSource(NATIVE, families)}))`]),
    ].join(` or on (${BY_SERVICE}) `),
  });
  return [...bySource, ...native, quantile(P95, 0.95), quantile(P99, 0.99)];
}

/** The sources of {@link BY_BOUND}: of each service the first one counts that is there. */
export function boundSources(http: Http, spans: boolean): string[] {
  return [...http.sources.map(({ durationBucket }) => durationBucket), ...(spans ? [SPANS] : [])];
}

/** Which label a label of ours is there: of namespace, service and more. */
type Labels = Readonly<Record<string, string>>;

const OF_SPANS: Labels = { namespace: "namespace", service: "service" };
export const labelsOf = ({ namespaceLabel, serviceLabel }: Http): Labels => ({
  namespace: namespaceLabel,
  service: serviceLabel,
});

function byCode(http: Http, metric: string, statusCode: string, count?: string): Recording {
  const summed = renamed(`rate(${metric}[5m])`, { ...labelsOf(http), code: statusCode });
  return {
    record: BY_CODE,
    expr: count === undefined ? summed : `${count}(${summed})`,
    labels: { source: metric },
  };
}

function ofSpans(source: string, kind: string): Recording {
  return {
    record: BY_CODE,
    expr: renamed(`rate(${SPANS}_calls_total{${kind}}[5m])`, { ...OF_SPANS, code: "status_code" }),
    labels: { source },
  };
}

/** A sum by labels of ours, whatever they are called there: few series are left when they are renamed. */
export function renamed(rate: string, labels: Labels): string {
  const foreign = Object.entries(labels).filter(([ours, theirs]) => ours !== theirs);
  const sum = `sum by (${Object.values(labels).join(", ")}) (${rate})`;
  if (foreign.length === 0) return sum;
  const replaced = foreign.reduce(
    (expr, [ours, theirs]) => `label_replace(${expr}, "${ours}", "$1", "${theirs}", "(.*)")`,
    sum,
  );
  return `sum by (${Object.keys(labels).join(", ")}) (${replaced})`;
}

/** Of each service the series of its first source. */
export function firstSource(record: string, sources: readonly string[]): string {
  if (sources.length === 0) return "(vector(0) > 0)";
  const [head = "", ...others] = sources.map((source) => `${record}{source="${source}"}`);
  return others.reduce((all, one) => `${all} or on (${BY_SERVICE}) ${one}`, head);
}

/** The histogram that a source's buckets and count are of, which has neither where it is a native one. */
export function nativeFamily({ requests, durationBucket }: Http["sources"][number]): string[] {
  const family = durationBucket.replace(/_bucket$/, "");
  return requests === `${family}_count` ? [family] : [];
}

function statusCodeOf({ sources }: Http, family: string): string {
  return sources.find(({ requests }) => requests === `${family}_count`)?.statusCode ?? "code";
}
