/**
 * Elastic's operator as far as a rehearsal needs it: it says that what it looks after is ready. The real one would want to speak to
 * Elasticsearch, and a simulated pod answers nobody.
 */
import type { Kube } from "./kube";

interface ElasticResource {
  metadata: { name: string; namespace: string; generation?: number };
  spec: { version: string; count?: number; nodeSets?: { count: number }[] };
  status?: { observedGeneration?: number; phase?: string };
}

/** By group and plural, what the operator writes into the status beside what all have. */
const KINDS: Record<string, (spec: ElasticResource["spec"]) => Record<string, unknown>> = {
  "elasticsearch.k8s.elastic.co/v1/elasticsearches": ({ nodeSets = [] }) => ({
    phase: "Ready",
    availableNodes: nodeSets.reduce((sum, { count }) => sum + count, 0),
  }),
  "kibana.k8s.elastic.co/v1/kibanas": ({ count = 1 }) => ({ availableNodes: count }),
};

/** Writes the status of every resource whose last change has none yet. */
export async function playElasticOperator(kube: Pick<Kube, "list" | "request">): Promise<void> {
  for (const [path, own] of Object.entries(KINDS)) {
    for (const { metadata, spec, status } of await kube.list<ElasticResource>(`/apis/${path}`)) {
      if (status?.observedGeneration === metadata.generation) continue;
      const at = path.lastIndexOf("/");
      const [group, plural] = [path.slice(0, at), path.slice(at + 1)];
      await kube.request(
        "PATCH",
        `/apis/${group}/namespaces/${metadata.namespace}/${plural}/${metadata.name}/status`,
        {
          status: { observedGeneration: metadata.generation, health: "green", version: spec.version, ...own(spec) },
        },
        "application/merge-patch+json",
      );
    }
  }
}
