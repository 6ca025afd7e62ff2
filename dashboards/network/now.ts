/** The row "Now": what is wrong with the network. */
import { PROBES_UID } from "../../names/dashboards";
import * as api from "../../names/api-server";
import { NODE_PACKETS_LOST } from "../../names/nodes";
import { type Panel, steps } from "../common";
import { stat } from "../tiles";
import { pageLink } from "../links";
import { COREDNS, withoutEndpoints as services } from "./selectors";

const WIDTH = 4;
const HEIGHT = 4;

export function lost(): Panel {
  return stat({
    title: "Packets lost",
    description:
      "Packets a second that are wrong or dropped at the interfaces of all nodes. A few are normal; what stays is one node's hardware or one queue: see which below.",
    width: WIDTH,
    height: HEIGHT,
    unit: "suffix: /s",
    queries: [{ expr: `sum(${NODE_PACKETS_LOST})`, legend: "lost" }],
  })
    .decimals(1)
    .thresholds(steps([10, "orange"]));
}

export function dnsErrors(): Panel {
  const rate = (more = "") => `sum(rate(coredns_dns_responses_total{${COREDNS}${more}}[5m]))`;
  return stat({
    title: "DNS errors",
    description:
      "The share of CoreDNS' answers that are SERVFAIL or REFUSED, over 5 minutes. Above 3% CoreDnsErrorsHigh fires: nothing finds anything by its name. A name that does not exist is no error.",
    width: WIDTH,
    height: HEIGHT,
    unit: "percentunit",
    queries: [
      {
        expr: `(${rate(',rcode=~"SERVFAIL|REFUSED"')} or vector(0)) / (${rate()} > 0)`,
        legend: "errors",
      },
    ],
    empty: "No DNS is scraped",
  })
    .decimals(1)
    .thresholds(steps([0.03, "orange"], [0.25, "red"]));
}

export function apiErrors(): Panel {
  return stat({
    title: "API server errors",
    description:
      "The share of requests to the API server that end in an error of its own. Above 1% for an hour, or 10% for 5 minutes, ApiServerErrorsHigh fires: nothing is started or scaled reliably.",
    width: WIDTH,
    height: HEIGHT,
    unit: "percentunit",
    queries: [{ expr: `max(${api.ERRORS})`, legend: "errors" }],
  })
    .decimals(2)
    .thresholds(steps([0.01, "orange"], [0.1, "red"]));
}

export function apiSlow(): Panel {
  return stat({
    title: "API server slow",
    description:
      "The share of requests that take longer than Kubernetes promises, of the kind that is worst off. Above 1% for an hour ApiServerLatencyHigh fires: rollouts and kubectl are slow.",
    width: WIDTH,
    height: HEIGHT,
    unit: "percentunit",
    queries: [{ expr: `max(${api.SLOW})`, legend: "slow" }],
  })
    .decimals(2)
    .thresholds(steps([0.01, "orange"]));
}

export function withoutEndpoints(): Panel {
  return stat({
    title: "Services without endpoints",
    description:
      "Services that lead to no ready pod: whoever calls them is refused. Those of what was scaled to nothing are among them; the table at the bottom names them.",
    width: WIDTH,
    height: HEIGHT,
    unit: "short",
    queries: [{ expr: `count(${services()}) or vector(0)`, legend: "services" }],
  })
    .decimals(0)
    .thresholds(steps([1, "orange"]));
}

export function failingProbes(): Panel {
  return stat({
    title: "Probes failing",
    description: "Targets whose probe from outside fails at one of its places or at all. The page Probes says which.",
    width: WIDTH,
    height: HEIGHT,
    unit: "short",
    queries: [{ expr: "count(probe:probe_success:ratio < 1) or vector(0)", legend: "failing" }],
  })
    .decimals(0)
    .thresholds(steps([1, "red"]))
    .overrideByQuery("A", [{ id: "links", value: [pageLink("Probes", PROBES_UID)] }]);
}
