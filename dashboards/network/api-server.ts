/** The row "API server": what everything in the cluster goes through; recorded, as its own series are tens of thousands. */
import * as api from "../../names/api-server";
import { asLines, graph, many, type Panel, steps } from "../common";
import { API_SERVER } from "./selectors";

/** Kubernetes' own objective, by which the rules alert. */
const SLOW_SHARE = 0.01;

export function requests(): Panel {
  return many({
    title: "Requests",
    description:
      "Requests a second by verb, those that stay open (WATCH, CONNECT) aside. A step up in LIST is a controller that has lost its watch, or a new one that asks for everything: find its user agent in the audit log.",
    width: 12,
    unit: "reqps",
    queries: [{ expr: `sum by (verb) (${api.REQUESTS})`, legend: "{{verb}}" }],
  });
}

export function errors(): Panel {
  return graph({
    title: "Errors",
    description:
      "The share of requests that end in an error of the API server's own (5xx). Above the line for an hour ApiServerErrorsHigh fires: look at etcd and at the API server's own lines.",
    width: 12,
    unit: "percentunit",
    queries: [{ expr: `max(${api.ERRORS})`, legend: "errors" }],
  })
    .thresholds(steps([0.01, "red"]))
    .thresholdsStyle(asLines());
}

export function slow(): Panel {
  return graph({
    title: "Slow requests",
    description:
      "The share of requests that take longer than Kubernetes promises: a list 30 seconds, any other one. Above the line for an hour ApiServerLatencyHigh fires: look at etcd's disk, at webhooks, and at who lists much.",
    width: 12,
    unit: "percentunit",
    queries: [{ expr: `max by (request) (${api.SLOW})`, legend: "{{request}}" }],
  })
    .thresholds(steps([SLOW_SHARE, "red"]))
    .thresholdsStyle(asLines());
}

export function inFlight(): Panel {
  return graph({
    title: "Requests at once",
    description:
      "Requests that are being answered, and those that were refused a second because too many waited (429). Any that are refused are somebody's controller that is late: lower its rate, or its priority.",
    width: 12,
    unit: "short",
    queries: [
      {
        expr: `sum by (request_kind) (apiserver_current_inflight_requests{${API_SERVER}})`,
        legend: "{{request_kind}}",
      },
      {
        expr: `sum by (priority_level) (rate(apiserver_flowcontrol_rejected_requests_total{${API_SERVER}}[$__rate_interval])) > 0`,
        legend: "refused: {{priority_level}}",
      },
    ],
  });
}
