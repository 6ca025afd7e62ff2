/** Checks of where lines come from that tell of root shells. */
import { hasElastic, hasLogs, readsNodes, type Settings } from "../../settings";
import type { Check, Problem } from "../../settings/problem";

/** Providers whose API server is on none of the cluster's nodes. */
const MANAGED = ["aks", "eks", "gke"];

/** Whether any log shipper runs. */
function ships(settings: Settings): boolean {
  return hasLogs(settings) || (hasElastic(settings) && settings.elastic.shipper !== "none");
}

function shippers(settings: Settings): Problem[] {
  const { falco } = settings.security.sources;
  if (ships(settings) || (!readsNodes(settings) && falco === undefined)) return [];
  return [
    {
      key: "security.sources",
      problem: "is set, and there is no log shipper that reads it: logs.engine is none, and so is elastic.shipper",
      cure: {
        any: [
          { set: "logs.engine", to: "loki" },
          { set: "elastic.shipper", to: "fluentd" },
        ],
      },
    },
  ];
}

function managed({ cluster, security }: Settings): Problem[] {
  if (security.sources.apiServer?.from !== "file" || !MANAGED.includes(cluster.platform)) return [];
  return [
    {
      key: "security.sources.apiServer.from",
      problem: `"file", and ${cluster.platform}'s API server is on none of the nodes`,
      cure: { set: "security.sources.apiServer.from", to: "managed" },
    },
  ];
}

function noSource(settings: Settings): Problem[] {
  const { nodes, apiServer, falco } = settings.security.sources;
  if (!ships(settings) || [nodes, apiServer, falco].some((one) => one !== undefined)) return [];
  return [
    {
      key: "security.sources",
      problem:
        "is empty: the alert RootShellOpened has no source but what applications say themselves, and sees neither logins on the nodes nor kubectl exec",
      cure: {
        any: [
          { set: "security.sources.nodes.from", to: "journal" },
          {
            set: "security.sources.apiServer.from",
            to: MANAGED.includes(settings.cluster.platform) ? "managed" : "file",
          },
          { set: "security.sources.falco.driver", to: "modern_ebpf" },
        ],
      },
    },
  ];
}

export const sourceChecks: readonly Check[] = [shippers, managed];

export const sourceWarnings: readonly Check[] = [noSource];
