/**
 * Requests by route, and how content users are: what pages show, and no alert asks. Buckets by route are not recorded: a
 * thousand applications of twenty routes would have a few hundred thousand of them.
 */
import { hasTracing } from "../../settings";
import type { Conventions } from "../../settings/conventions";
import type { Recording, RuleSettings } from "../rule";
import { limited } from "./limits";
import {
  ANSWERED,
  BY_BOUND,
  BY_SERVICE,
  boundSources,
  FAILED,
  firstSource,
  labelsOf,
  nativeFamily,
  renamed,
} from "./sources";

export const ROUTE_RATE = "service_route:http_requests:rate5m";
export const ROUTE_FAILURES = "service_route:http_requests_failed:rate5m";
export const ROUTE_P95 = "service_route:http_request_duration_seconds:p95_rate5m";
export const BOUNDS = "service_le:http_request_duration_seconds_counted:rate5m";
export const APDEX = "service:http_apdex:ratio_rate5m";

/** Of every source, before the first of each service is chosen. */
const RATE_OF = "service_route:http_requests_of_source:rate5m";
const FAILURES_OF = "service_route:http_requests_failed_of_source:rate5m";
const P95_OF = "service_route:http_request_duration_seconds_of_source:p95_rate5m";

const SPANS = "traces_span_metrics";

type Source = Conventions["http"]["sources"][number];

/** Requests by route, of each source that names one; the spans' operations come last. */
export function routeRecordings(settings: RuleSettings): Recording[] {
  const { http } = settings.conventions;
  const routed = http.sources.filter(({ route }) => route !== undefined);
  const spans = hasTracing(settings);
  const sources = [...routed.map(({ requests }) => requests), ...(spans ? [SPANS] : [])];
  if (sources.length === 0) return [];
  return [
    ...routed.flatMap((source) => ofSource(http, source)),
    ...(spans ? ofSpans() : []),
    { record: ROUTE_RATE, expr: firstSource(RATE_OF, sources) },
    // Of the source that is counted: another one may have failures where this one has none.
    { record: ROUTE_FAILURES, expr: `(${FAILURES_OF} and ${ROUTE_RATE}) or 0 * ${ROUTE_RATE}` },
    { record: ROUTE_P95, expr: `${P95_OF} and ${ROUTE_RATE}` },
  ];
}

function ofSource(http: Conventions["http"], source: Source): Recording[] {
  const { requests, durationBucket, statusCode, route = "" } = source;
  const by = { ...labelsOf(http), route };
  const labels = { source: requests };
  const routed = `${route}!=""`;
  const rate = (metric: string, more = "") => `rate(${metric}{${routed}${more}}[5m])`;
  const [native] = nativeFamily(source);
  const failed = `,${statusCode}=~"${http.failedCodes}"`;
  const counted = (more: string) =>
    native === undefined
      ? renamed(rate(requests, more), by)
      : `${renamed(rate(requests, more), by)} or histogram_count(${renamed(rate(native, more), by)})`;
  const p95 = `histogram_quantile(0.95, ${renamed(rate(durationBucket), { ...by, le: "le" })})`;
  return [
    { record: RATE_OF, expr: counted(""), labels },
    { record: FAILURES_OF, expr: counted(failed), labels },
    {
      record: P95_OF,
      expr: native === undefined ? p95 : `${p95} or histogram_quantile(0.95, ${renamed(rate(native), by)})`,
      labels,
    },
  ];
}

function ofSpans(): Recording[] {
  const by = { namespace: "namespace", service: "service", route: "span_name" };
  const labels = { source: SPANS };
  const rate = (metric: string, more = "") => `rate(${SPANS}_${metric}{${ANSWERED}${more}}[5m])`;
  return [
    { record: RATE_OF, expr: renamed(rate("calls_total"), by), labels },
    { record: FAILURES_OF, expr: renamed(rate("calls_total", `,${FAILED}`), by), labels },
    {
      record: P95_OF,
      expr: `histogram_quantile(0.95, ${renamed(rate("duration_seconds_bucket"), { ...by, le: "le" })})`,
      labels,
    },
  ];
}

/** Buckets of each service's first source, and what they say of how content its users are. */
export function contentmentRecordings({ apps, conventions, thresholds, tracing }: RuleSettings): Recording[] {
  const bounds = firstSource(BY_BOUND, boundSources(conventions.http, hasTracing({ tracing })));
  return [
    { record: BOUNDS, expr: `sum by (${BY_SERVICE}, le) (${bounds})` },
    {
      record: APDEX,
      expr: limited(BOUNDS, apps, (app) => app.thresholds?.latencyMs, thresholds.latencyMs, apdex),
    },
  ];
}

/**
 * Apdex: the share of requests within T, and half of those within 4 T. T is `thresholds.latencyMs`, or the application's own.
 * Failed requests count by their time, as buckets know no status.
 * Source: Apdex Alliance, "Application Performance Index, Technical Specification", version 1.1, section 4.
 */
function apdex(buckets: string, ms: number): string {
  const within = (limit: number) => `histogram_fraction(0, ${limit / 1000}, ${buckets})`;
  return `(${within(ms)} + ${within(4 * ms)}) / 2`;
}
