/** The rows "Services" and "Who calls whom": span metrics, of every span whether its trace is kept or not. */
import type { Settings } from "../../settings";
import { asLines, graph, type Panel, steps, table } from "../common";
import { exploreUrl } from "./links";

type Thresholds = Settings["thresholds"];

const PICKED = 'namespace=~"$namespace",service=~"$service"';

/** Spans that are a request to the service, as the rules count them. */
const REQUESTS = `${PICKED},span_kind=~"SPAN_KIND_SERVER|SPAN_KIND_CONSUMER"`;
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
  return table({
    title: "Operations",
    description:
      "Every operation of the services, the busiest on top: requests per second, share of errors, and the time of 95 of 100. The service's name leads to its traces.",
    width: 24,
    height: 10,
    unit: "short",
    queries: [
      { expr: calls(PICKED, by) },
      { expr: `100 * ${calls(`${PICKED},${FAILED}`, by)} / ${calls(PICKED, by)}` },
      { expr: duration(PICKED, by, 0.95) },
    ],
    empty: "No spans",
  })
    .withTransformation({ id: "merge", options: {} })
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: { Time: true },
        indexByName: {
          namespace: 0,
          service: 1,
          span_name: 2,
          span_kind: 3,
          "Value #A": 4,
          "Value #B": 5,
          "Value #C": 6,
        },
        renameByName: {
          namespace: "Namespace",
          service: "Service",
          span_name: "Operation",
          span_kind: "Kind",
          "Value #A": "Rate",
          "Value #B": "Errors",
          "Value #C": "p95",
        },
      },
    })
    .withTransformation({ id: "sortBy", options: { sort: [{ field: "Rate", desc: true }] } })
    .overrideByName("Service", [{ id: "links", value: [{ title: "Traces", url: exploreUrl("${__value.raw}") }] }])
    .overrideByName("Rate", [{ id: "unit", value: "reqps" }])
    .overrideByName("Errors", column("percent", errorRatePercent))
    .overrideByName("p95", column("s", latencyMs / 1000));
}

function column(unit: string, limit: number) {
  return [
    { id: "unit", value: unit },
    { id: "custom.cellOptions", value: { type: "color-text" } },
    { id: "thresholds", value: steps([limit, "red"]).build() },
  ];
}

/**
 * A table, not Grafana's node graph: that wants frames of nodes and of edges with fields of fixed names, which only a store
 * of traces with a service map of its own returns.
 */
export function edges({ errorRatePercent, latencyMs }: Thresholds): Panel {
  const by = "client_namespace, client, server_namespace, server, connection_type";
  const graphed = (metric: string, extra = "") => rate(`traces_service_graph_request_${metric}`, by + extra);
  return table({
    title: "Calls between services",
    description:
      "Who calls whom: calls per second, share that fail, and the time of 95 of 100 as the called service has it. A pair is counted when both ends' spans come to the same gateway within 10 seconds.",
    width: 24,
    height: 10,
    unit: "short",
    queries: [
      { expr: graphed("total") },
      { expr: `100 * ${graphed("failed_total")} / ${graphed("total")}` },
      { expr: `histogram_quantile(0.95, ${graphed("server_seconds_bucket", ", le")})` },
    ],
    empty: "No calls",
  })
    .withTransformation({ id: "merge", options: {} })
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: { Time: true },
        indexByName: { client_namespace: 0, client: 1, server_namespace: 2, server: 3, connection_type: 4 },
        renameByName: {
          client_namespace: "From",
          client: "Caller",
          server_namespace: "To",
          server: "Called",
          connection_type: "By",
          "Value #A": "Rate",
          "Value #B": "Errors",
          "Value #C": "p95",
        },
      },
    })
    .withTransformation({ id: "sortBy", options: { sort: [{ field: "Rate", desc: true }] } })
    .overrideByName("Rate", [{ id: "unit", value: "reqps" }])
    .overrideByName("Errors", column("percent", errorRatePercent))
    .overrideByName("p95", column("s", latencyMs / 1000));
}
