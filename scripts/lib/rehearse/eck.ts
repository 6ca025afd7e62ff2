/**
 * Says of Elastic's resources what their operator would say once Elasticsearch answered: simulated pods run none, so the real
 * operator would wait for ever. It makes no pods and judges nothing.
 */
import type { KubeObject } from "./canaries";
import { type Kube, MERGE_PATCH } from "../kube";
import { sleep } from "../processes";

/** Where Elastic's resources are found, by kind. */
export const ELASTIC_PATHS: Readonly<Record<string, string>> = {
  Elasticsearch: "elasticsearch.k8s.elastic.co/v1/namespaces/*/elasticsearches",
  Kibana: "kibana.k8s.elastic.co/v1/namespaces/*/kibanas",
  Logstash: "logstash.k8s.elastic.co/v1alpha1/namespaces/*/logstashes",
  Beat: "beat.k8s.elastic.co/v1beta1/namespaces/*/beats",
};

interface ElasticObject extends KubeObject {
  metadata: KubeObject["metadata"] & { generation?: number };
  spec?: { version?: string; count?: number; nodeSets?: { count: number }[] };
  status?: { observedGeneration?: number; health?: string };
}

/** The status that an operator would give, or undefined where it has been given. */
export function statusOf({ metadata, spec, status }: ElasticObject, kind: string): Record<string, unknown> | undefined {
  if (status?.health === "green" && status.observedGeneration === metadata.generation) return undefined;
  const nodes = spec?.nodeSets?.reduce((sum, { count }) => sum + count, 0) ?? spec?.count;
  return {
    health: "green",
    version: spec?.version,
    ...(nodes === undefined ? {} : { availableNodes: nodes }),
    observedGeneration: metadata.generation,
    ...(kind === "Elasticsearch" ? { phase: "Ready" } : {}),
    // Its definition demands one: what scales it finds the pods by it.
    ...(kind === "Logstash" ? { selector: `logstash.k8s.elastic.co/name=${metadata.name}` } : {}),
  };
}

/** Gives every resource of Elastic's its status, from when their definitions exist. */
export class ElasticStandIn {
  private stopped = false;
  private loop: Promise<void> = Promise.resolve();

  constructor(private readonly world: { kube: Kube; settings: { cluster: { namespace: string } } }) {}

  start(): void {
    this.loop = this.keep();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    await this.loop;
  }

  private async keep(): Promise<void> {
    while (!this.stopped) {
      // A server that is away comes back, and a resource that is going is gone.
      await this.look().catch(() => undefined);
      await sleep(300);
    }
  }

  /** Looks at every resource once. */
  async look(): Promise<void> {
    const { kube, settings } = this.world;
    for (const [kind, pattern] of Object.entries(ELASTIC_PATHS)) {
      const path = `/apis/${pattern.replace("*", settings.cluster.namespace)}`;
      for (const object of await kube.list<ElasticObject>(path)) {
        const status = statusOf(object, kind);
        if (status === undefined) continue;
        const at = `${path}/${object.metadata.name}/status`;
        await kube.request("PATCH", at, { status }, MERGE_PATCH);
      }
    }
  }
}
