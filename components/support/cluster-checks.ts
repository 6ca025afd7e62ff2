/** Checks of where the platform is deployed, and of what is served to the outside. */
import { hasElastic, hasTracing, type Settings } from "../../settings";
import type { Check, Problem } from "../../settings/problem";
import { kibanaHost } from "../../names/elastic";
import { exposedHost } from "../../names/hosts";
import { grafanaHost } from "../../names/links";

/** Namespaces that are in every cluster, and have in them what is not the platform's. */
const SHARED_NAMESPACES = ["default", "kube-node-lease", "kube-public", "kube-system"];

/** An existing namespace is taken over, and `destroy` would delete it with all that is in it. */
function namespace({ cluster }: Settings): Problem[] {
  if (!cluster.deleteDataOnDestroy || !SHARED_NAMESPACES.includes(cluster.namespace)) return [];
  return [
    {
      key: "cluster.namespace",
      problem: `"${cluster.namespace}" with cluster.deleteDataOnDestroy: \`pulumi destroy\` would delete it with all that others have in it`,
      cure: {
        any: [
          { set: "cluster.namespace", to: "observability" },
          { set: "cluster.deleteDataOnDestroy", to: "false" },
        ],
      },
    },
  ];
}

/** A page that is to be served, and is not deployed, or has no name to be served by. */
function exposed(settings: Settings): Problem[] {
  const { cluster, elastic } = settings;
  return cluster.ingress.expose.flatMap((page, index): Problem[] => {
    const key = `cluster.ingress.expose[${index}]`;
    const absent =
      (page === "kibana" && !hasElastic(settings) && "there is no section elastic") ||
      (page === "jaeger" && !hasTracing(settings) && "tracing.storage is none");
    if (absent) return [{ key, problem: `"${page}" is not deployed: ${absent}`, cure: { unset: key } }];
    const named = page === "kibana" && elastic?.kibana.host !== undefined;
    // Grafana is named by default, where there is no domain too.
    if (cluster.domain !== undefined || page === "grafana" || named) return [];
    const problem = `"${page}" without cluster.domain: there would be no ingress`;
    return [{ key, problem, cure: { any: [{ set: "cluster.domain", to: "<domain>" }, { unset: key }] } }];
  });
}

type Page = [key: string, host: string | undefined];

/** Two pages of one host: the ingress controller would serve one of them, or parts of both. */
function hosts(settings: Settings): Problem[] {
  const grafana: Page = ["grafana.host", grafanaHost(settings)];
  const kibana: Page = ["elastic.kibana.host", kibanaHost(settings)];
  const pages: Page[] = [
    ["cluster.domain", exposedHost(settings, "alertmanager")],
    ["cluster.domain", hasTracing(settings) ? exposedHost(settings, "jaeger") : undefined],
    ["cluster.domain", exposedHost(settings, "prometheus")],
    // Only a name that is set can be another one.
    ...(settings.grafana.host === undefined ? [grafana, kibana] : [kibana, grafana]),
  ];
  return pages.flatMap(([key, host], index) => {
    if (host === undefined || pages.findIndex(([, other]) => other === host) === index) return [];
    return [{ key, problem: `"${host}" is the host of another page already`, cure: { unset: key } }];
  });
}

export const clusterChecks: readonly Check[] = [namespace, exposed, hosts];
