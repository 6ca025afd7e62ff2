/** The page about who calls whom: a map of services, and the calls between them. */
import { APPLICATION_UID, DEPENDENCIES_UID } from "../names/dashboards";
import type { Settings } from "../settings";
import { serviceMap } from "./dependencies/map";
import { everyCall, failingCalls, slowCalls } from "./dependencies/calls";
import { type Dashboard, labelVariable, link, page } from "./page";

export function dependencies({ thresholds }: Settings): Dashboard {
  const series = "traces_service_graph_request_total";
  return page({
    uid: DEPENDENCIES_UID,
    title: "Dependencies",
    description: "Who calls whom: a map of services by their spans, and which calls between them fail or are slow.",
    tags: ["applications", "traces"],
    links: [link("Application health", `/d/${APPLICATION_UID}`)],
    variables: [labelVariable("server", "Service, as callers or as called", series)],
    rows: {
      "": [serviceMap(), failingCalls(thresholds), slowCalls(thresholds)],
      "Every call": [everyCall(thresholds)],
    },
  });
}
