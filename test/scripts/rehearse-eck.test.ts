import assert from "node:assert/strict";
import { customResourceProblems } from "../../scripts/lib/rehearse/deployed";
import { ELASTIC_PATHS, ElasticStandIn, statusOf } from "../../scripts/lib/rehearse/eck";
import { Kube, KubeError } from "../../scripts/lib/kube";
import { faults } from "../support/crds";

const object = (generation: number, status?: object) => ({
  metadata: { name: "elasticsearch", generation },
  spec: { version: "9.1.0" },
  ...(status === undefined ? {} : { status }),
});

describe("rehearse: the stand-in for Elastic's operator", () => {
  it("says that a resource is there as it was last asked for", () => {
    const ready = { health: "green", version: "9.1.0", observedGeneration: 3 };
    assert.deepEqual(statusOf(object(3), "Kibana"), ready);
    assert.deepEqual(statusOf(object(3), "Elasticsearch"), { ...ready, phase: "Ready" });
    assert.deepEqual(statusOf(object(3, { health: "green", observedGeneration: 2 }), "Kibana"), ready);
    assert.equal(statusOf(object(3, { health: "green", observedGeneration: 3 }), "Kibana"), undefined);
  });

  it("says what the definition of a kind takes and demands", () => {
    for (const [kind, path] of Object.entries(ELASTIC_PATHS)) {
      const apiVersion = path.split("/", 2).join("/");
      const status = statusOf({ ...object(1), spec: { version: "9.1.0", count: 1 } }, kind);
      const found = faults({ apiVersion, kind, status }).filter((fault) => fault.includes("status"));
      assert.deepEqual(found, [], kind);
    }
  });

  it("says how many nodes there are, where that is asked for", () => {
    const of = (spec: object) => statusOf({ ...object(1), spec }, "Elasticsearch")?.["availableNodes"];
    assert.equal(of({ nodeSets: [{ count: 3 }, { count: 2 }] }), 5);
    assert.equal(of({ count: 2 }), 2);
    assert.equal(of({}), undefined);
  });

  it("patches the status of what is in the namespace, and nothing of kinds that are not defined", async () => {
    const asked: unknown[] = [];
    const kube = Object.create(Kube.prototype) as Kube;
    const there = "/apis/kibana.k8s.elastic.co/v1/namespaces/observability/kibanas";
    kube.request = <T>(method: string, path: string, body?: unknown, type?: string): Promise<T> => {
      if (method === "PATCH") asked.push([path, body, type]);
      else if (path !== there) return Promise.reject(new KubeError(404, path));
      return Promise.resolve({ items: [{ ...object(1), metadata: { name: "kibana", generation: 1 } }] } as T);
    };
    await new ElasticStandIn({ kube, settings: { cluster: { namespace: "observability" } } }).look();
    assert.deepEqual(asked, [
      [
        `${there}/kibana/status`,
        { status: { health: "green", version: "9.1.0", observedGeneration: 1 } },
        "application/merge-patch+json",
      ],
    ]);
    assert.deepEqual(Object.keys(ELASTIC_PATHS), ["Elasticsearch", "Kibana", "Logstash", "Beat"]);
  });
});

describe("rehearse: what Elastic's operator looks after", () => {
  it("is judged by its health", () => {
    const namespace = "observability";
    const kibana = (status: object = {}) => ({
      apiVersion: "kibana.k8s.elastic.co/v1",
      kind: "Kibana",
      metadata: { name: "k", namespace },
      status,
    });
    assert.deepEqual(customResourceProblems([kibana({ health: "green" })], namespace), []);
    assert.deepEqual(customResourceProblems([kibana({ health: "red" }), kibana()], namespace), [
      "Kibana observability/k: health is red",
      "Kibana observability/k: health is not said",
    ]);
  });
});
