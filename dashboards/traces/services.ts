/** The row "Services": span metrics, of every span whether its trace is kept or not. */
import type { Settings } from "../../settings";
import { asLines, graph, type Panel, steps } from "../common";
import { IN_WORDS } from "./kinds";
import { exploreUrl } from "./links";
import { comparison } from "../columns";
import { OF_SERVICE } from "../page";

type Thresholds = Settings["thresholds"];

/** Spans that are a request to the service, as the rules count them. */
const REQUESTS = `${OF_SERVICE},span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"`;
const FAILED = 'status_code="STATUS_CODE_ERROR"';

const rate = (series: string, by: string) => `sum by (${by}) (rate(${series}[$__rate_interval]))`;
const calls = (matchers: string, by: string) => rate(`traces_span_metrics_calls_total{${matchers}}`, by);
const duration = (matchers: string, by: string, quantile: number) =>
  `histogram_quantile(${quantile}, ${rate(`traces_span_metrics_duration_seconds_bucket{${matchers}}`, `${by}, le`)})`;

const BY_SERVICE = "namespace, service";

export function requests(): Panel {
  return graph({
    title: "Requests",
    description: "Requests per second that reach each service, counted by the spans of their servers and consumers.",
    width: 8,
    unit: "reqps",
    queries: [{ expr: calls(REQUESTS, BY_SERVICE), legend: "{{namespace}}/{{service}}" }],
  });
}

export function errors({ errorRatePercent }: Thresholds): Panel {
  return graph({
    title: "Errors",
    description: `Share of each service's requests that end in an error; above ${errorRatePercent}% for 10 minutes it fires ServiceErrorRateHigh.`,
    width: 8,
    unit: "percent",
    queries: [
      {
        expr: `100 * ${calls(`${REQUESTS},${FAILED}`, BY_SERVICE)} / ${calls(REQUESTS, BY_SERVICE)}`,
        legend: "{{namespace}}/{{service}}",
      },
    ],
    empty: "No errors",
  })
    .thresholds(steps([errorRatePercent, "red"]))
    .thresholdsStyle(asLines());
}

export function durations({ latencyMs }: Thresholds): Panel {
  return graph({
    title: "Duration",
    description: `Time within which 99 of 100 requests are answered; above ${latencyMs} ms for 10 minutes it fires ServiceLatencyHigh. A point is a request: it leads to its trace, if that was kept.`,
    width: 8,
    unit: "s",
    queries: [{ expr: duration(REQUESTS, BY_SERVICE, 0.99), legend: "{{namespace}}/{{service}}", exemplars: true }],
  })
    .thresholds(steps([latencyMs / 1000, "red"]))
    .thresholdsStyle(asLines());
}

export function operations({ errorRatePercent, latencyMs }: Thresholds): Panel {
  const by = "namespace, service, span_name, span_kind";
  return comparison({
    title: "Operations",
    description:
      "Every operation of the services, the busiest on top: requests per second, share of errors, and the time of 95 of 100. The service's name leads to its traces.",
    width: 24,
    height: 10,
    labels: { namespace: "Namespace", service: "Service", span_name: "Operation", span_kind: "Kind" },
    columns: [
      { title: "Rate", expr: calls(OF_SERVICE, by), unit: "reqps" },
      {
        title: "Errors",
        expr: `100 * ${calls(`${OF_SERVICE},${FAILED}`, by)} / ${calls(OF_SERVICE, by)}`,
        unit: "percent",
        states: [[errorRatePercent, "red"]],
      },
      { title: "95 %", expr: duration(OF_SERVICE, by, 0.95), unit: "s", states: [[latencyMs / 1000, "red"]] },
    ],
    worst: "Rate",
    links: { Service: [{ title: "Traces", url: exploreUrl("${__value.raw}") }] },
    empty: "No spans",
  }).overrideByName("Kind", IN_WORDS);
}
