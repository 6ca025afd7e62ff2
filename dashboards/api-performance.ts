/** The page about requests by route: which of them fail, which are slow, and which take the time. */
import { API_UID, APPLICATION_UID } from "../names/dashboards";
import { comparison } from "./columns";
import type { Settings } from "../settings";
import { alertsAbout } from "./alerts";
import { asLines, bars, graph, type Panel, SHOWN, stateless, steps } from "./common";
import { durationHeatmap } from "./durations";
import { type Dashboard, labelVariable, link, page, OF_SERVICE } from "./page";
import { signalLinks } from "./signals";

const PICKED = `${OF_SERVICE},route=~"$route"`;
const NAMED = "{{service}} {{route}}";
const BY_ROUTE = "namespace, service, route";

const RATE = `sum by (${BY_ROUTE}) (service_route:http_requests:rate5m{${PICKED}})`;
const FAILED = `sum by (${BY_ROUTE}) (service_route:http_requests_failed:rate5m{${PICKED}})`;
const P95 = `max by (${BY_ROUTE}) (service_route:http_request_duration_seconds:p95_rate5m{${PICKED}})`;

export function apiPerformance(settings: Settings): Dashboard {
  const series = "service_route:http_requests:rate5m";
  return page({
    uid: API_UID,
    title: "API performance",
    description: "Requests by route: which fail, which are slow, and which take the time.",
    tags: ["applications"],
    about: OF_SERVICE,
    links: [...signalLinks(settings), link("Application health", `/d/${APPLICATION_UID}`)],
    variables: [
      labelVariable("namespace", "Namespace", series),
      labelVariable("service", "Service", `${series}{namespace=~"$namespace"}`),
      labelVariable("route", "Route", `${series}{${OF_SERVICE}}`),
    ],
    rows: {
      Now: [routes(settings), alertsAbout(settings, 'component=~"applications|slo"', OF_SERVICE), mostTime()],
      "Over time": [requests(), errors(settings), durations(settings)],
      Spread: [durationHeatmap(OF_SERVICE)],
    },
  });
}

function routes({ thresholds: { errorRatePercent, latencyMs } }: Settings): Panel {
  return comparison({
    title: "Routes",
    description: `Each route's requests per second, the share that fails, and how long 95 of 100 take; the most failures on top. Red is above ${errorRatePercent}% or ${latencyMs} ms. Applications whose metrics name no route are not among them (docs/applications.md).`,
    width: 24,
    height: 9,
    labels: { namespace: "Namespace", service: "Service", route: "Route" },
    columns: [
      { title: "Requests", expr: RATE, unit: "reqps" },
      {
        title: "Errors",
        expr: `${FAILED} / (${RATE} > 0)`,
        unit: "percentunit",
        states: [[errorRatePercent / 100, "red"]],
      },
      { title: "95 %", expr: `${P95} >= 0`, unit: "s", states: [[latencyMs / 1000, "red"]] },
    ],
    worst: "Errors",
    empty: "No metric names a route",
  });
}

function mostTime(): Panel {
  return bars({
    title: "Routes that take the time",
    description: `The ${SHOWN} routes with the largest share of the time that all routes of the page take (requests times their duration): what is made faster here is felt most, whatever its share of errors.`,
    width: 12,
    height: 8,
    unit: "percentunit",
    queries: [
      {
        expr: `sort_desc(topk(${SHOWN}, ${RATE} * ${P95} > 0) / scalar(sum(${RATE} * ${P95})))`,
        legend: NAMED,
      },
    ],
    empty: "No metric names a route",
  })
    .decimals(0)
    .max(1)
    .thresholds(stateless());
}

function requests(): Panel {
  return graph({
    title: "Requests",
    description: `Requests per second of the ${SHOWN} busiest routes. One that ends while the others go on is a client that lost it.`,
    width: 8,
    unit: "reqps",
    queries: [{ expr: `topk(${SHOWN}, ${RATE})`, legend: NAMED }],
    empty: "No metric names a route",
  });
}

function errors({ thresholds: { errorRatePercent } }: Settings): Panel {
  return graph({
    title: "Errors",
    description: `Share of requests that fail, of the ${SHOWN} routes with the largest. Of the service as a whole, above ${errorRatePercent}% fires ServiceErrorRateHigh.`,
    width: 8,
    unit: "percentunit",
    queries: [{ expr: `topk(${SHOWN}, ${FAILED} / (${RATE} > 0) > 0)`, legend: NAMED }],
    empty: "No request fails",
  })
    .thresholds(steps([errorRatePercent / 100, "red"]))
    .thresholdsStyle(asLines());
}

function durations({ thresholds: { latencyMs } }: Settings): Panel {
  return graph({
    title: "Duration, 95 %",
    description: `Time within which 95 of 100 requests are answered, of the ${SHOWN} slowest routes. Of the service as a whole, above ${latencyMs} ms fires ServiceLatencyHigh.`,
    width: 8,
    unit: "s",
    queries: [{ expr: `topk(${SHOWN}, ${P95} >= 0)`, legend: NAMED }],
    empty: "No metric names a route",
  })
    .thresholds(steps([latencyMs / 1000, "red"]))
    .thresholdsStyle(asLines());
}
