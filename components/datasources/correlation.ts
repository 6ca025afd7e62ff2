/** What leads from one signal to the next: from a line to its trace, from a span to its lines and its metrics. */
import { hasLogs, hasTracing, type Settings } from "../../settings";
import { goDuration } from "../../settings/units";
import type { DataSource } from "./data-source";

/** How far before a span's start, and after its end, its lines are looked for: clocks differ, and lines are late. */
const LINES_BEFORE = "-5m";
const LINES_AFTER = "5m";

/** A trace id, in hexadecimal, in a line of JSON, logfmt or text. 16 digits are what B3 may send. */
const TRACE_ID = String.raw`trace[_.]?[iI][dD]["']?\s*[=:]\s*["']?([0-9a-f]{32}|[0-9a-f]{16})\b`;

/** Attributes of a span beside the labels that lines and metrics of spans have for them. */
const TAGS = [
  { key: "k8s.namespace.name", value: "namespace" },
  { key: "service.name", value: "service" },
];

/** The metrics that the collectors make of spans (spanmetrics connector, namespace `traces_span_metrics`, in seconds). */
const CALLS = "traces_span_metrics_calls_total";
const DURATION = "traces_span_metrics_duration_seconds_bucket";

/** A dollar that provisioning leaves alone. */
const DOLLAR = "$$";

/** Prometheus' `jsonData`: from an exemplar to its trace. */
export function prometheusJson(settings: Settings): Record<string, unknown> {
  return {
    httpMethod: "POST",
    prometheusType: "Prometheus",
    timeInterval: goDuration(settings.metrics.scrapeInterval),
    manageAlerts: true,
    ...(hasTracing(settings)
      ? {
          exemplarTraceIdDestinations: [
            { name: "trace_id", datasourceUid: "jaeger", urlDisplayLabel: "Trace" },
            // As Java's client libraries and some others call it.
            { name: "traceID", datasourceUid: "jaeger", urlDisplayLabel: "Trace" },
          ],
        }
      : {}),
  };
}

/** Loki's `jsonData`: from a line to its trace, by what Loki keeps with the line, else by what the line says. */
export function lokiJson(settings: Settings): Record<string, unknown> {
  const trace = { url: `${DOLLAR}{__value.raw}`, datasourceUid: "jaeger", urlDisplayLabel: "Trace" };
  return {
    maxLines: 1000,
    ...(hasTracing(settings)
      ? {
          derivedFields: [
            { name: "trace_id", matcherType: "label", matcherRegex: "trace_id", ...trace },
            { name: "trace id in the line", matcherType: "regex", matcherRegex: TRACE_ID, ...trace },
          ],
        }
      : {}),
  };
}

/** Jaeger, with what leads from a span to its lines and to the metrics of its kind. */
export function jaeger(settings: Settings, url: string): DataSource {
  return {
    name: "Jaeger",
    type: "jaeger",
    uid: "jaeger",
    url,
    access: "proxy",
    isDefault: false,
    jsonData: {
      nodeGraph: { enabled: true },
      traceIdTimeParams: { enabled: true },
      ...(hasLogs(settings) ? { tracesToLogsV2: toLogs() } : {}),
      tracesToMetrics: toMetrics(),
    },
  };
}

function toLogs() {
  return {
    datasourceUid: "loki",
    spanStartTimeShift: LINES_BEFORE,
    spanEndTimeShift: LINES_AFTER,
    tags: TAGS,
    customQuery: true,
    // Kept with each line, whether the line has it as a field or in its text.
    query: `{${DOLLAR}{__tags}} | trace_id="${DOLLAR}{__trace.traceId}"`,
  };
}

function toMetrics() {
  const rate = `sum(rate(${CALLS}{${DOLLAR}__tags}[5m]))`;
  return {
    datasourceUid: "prometheus",
    spanStartTimeShift: "-30m",
    spanEndTimeShift: "30m",
    tags: TAGS,
    queries: [
      { name: "Requests a second", query: rate },
      {
        name: "Share of errors",
        query: `sum(rate(${CALLS}{${DOLLAR}__tags, status_code="STATUS_CODE_ERROR"}[5m])) / ${rate}`,
      },
      {
        name: "Duration, 95th percentile (s)",
        query: `histogram_quantile(0.95, sum by (le) (rate(${DURATION}{${DOLLAR}__tags}[5m])))`,
      },
    ],
  };
}
