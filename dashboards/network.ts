/** The page of the network: who sends what and what is lost, the cluster's DNS, and the API server. */
import { NETWORK_UID } from "../names/dashboards";
import { PODS } from "../names/workloads";
import type { Settings } from "../settings";
import * as apiServer from "./network/api-server";
import * as dns from "./network/dns";
import * as now from "./network/now";
import * as services from "./network/services";
import * as traffic from "./network/traffic";
import { type Dashboard, labelVariable, page } from "./page";

export function networkDashboard(settings: Settings): Dashboard {
  // GKE's DNS is not CoreDNS.
  const hasCoreDns = settings.cluster.platform !== "gke";
  return page({
    uid: NETWORK_UID,
    title: "Network",
    description:
      "Bytes and lost packets by namespace and node, the cluster's DNS, the API server, Services and probes.",
    tags: ["platform", "network"],
    variables: [labelVariable("namespace", "Namespace", PODS)],
    rows: {
      Now: [
        now.lost(),
        ...(hasCoreDns ? [now.dnsErrors()] : []),
        now.apiErrors(),
        now.apiSlow(),
        now.withoutEndpoints(),
        now.failingProbes(),
      ],
      "Namespaces and nodes": [
        traffic.byNamespace(),
        traffic.lostByNamespace(),
        traffic.byNode(),
        traffic.lostByNode(),
        traffic.retransmitted(),
        traffic.conntrack(),
      ],
      ...(hasCoreDns
        ? { "DNS of the cluster": [dns.requests(), dns.responses(), dns.latency(), dns.cached(), dns.upstream()] }
        : {}),
      "API server": [apiServer.requests(), apiServer.errors(), apiServer.slow(), apiServer.inFlight()],
      "Services and probes": [services.withoutEndpoints(), services.probes()],
    },
  });
}
