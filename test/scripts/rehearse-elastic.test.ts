import assert from "node:assert/strict";
import { elasticsearchReady } from "../../components/elastic/elasticsearch";
import { kibanaReady } from "../../components/elastic/kibana";
import { playElasticOperator } from "../../scripts/lib/rehearse/elastic";
import { stackSettings } from "../support/settings";

const elastic = stackSettings("prod").elastic ?? assert.fail();
const counts = elastic.nodes.map(({ count }) => ({ count }));
const SPECS: Record<string, object> = {
  elasticsearches: { version: elastic.version, nodeSets: counts },
  kibanas: { version: elastic.version, count: elastic.kibana.replicas },
};

/** Plays the operator once, and returns what was written, by path. */
async function played(observedGeneration?: number): Promise<Map<string, Record<string, unknown>>> {
  const written = new Map<string, Record<string, unknown>>();
  await playElasticOperator({
    list: <T>(path: string) =>
      Promise.resolve([
        {
          metadata: { name: "a", namespace: "n", generation: 2 },
          spec: SPECS[path.split("/").at(-1) ?? ""],
          status: { observedGeneration },
        } as T,
      ]),
    request: <T>(method: string, path: string, body?: unknown) => {
      written.set(`${method} ${path}`, (body as { status: Record<string, unknown> }).status);
      return Promise.resolve({} as T);
    },
  });
  return written;
}

describe("Elastic's operator in a rehearsal", () => {
  it("writes what the program waits for, into the status of both kinds", async () => {
    const written = await played();
    assert.deepEqual(
      [...written.keys()],
      [
        "PATCH /apis/elasticsearch.k8s.elastic.co/v1/namespaces/n/elasticsearches/a/status",
        "PATCH /apis/kibana.k8s.elastic.co/v1/namespaces/n/kibanas/a/status",
      ],
    );
    const [elasticsearch, kibana] = [...written.values()];
    for (const [status, conditions] of [
      [elasticsearch, elasticsearchReady(elastic)],
      [kibana, kibanaReady(elastic)],
    ] as const) {
      for (const condition of JSON.parse(conditions) as string[]) {
        const [, field = "", value] = /^jsonpath=\{\.status\.(\w+)\}=(.+)$/.exec(condition) ?? assert.fail(condition);
        assert.equal(String(status?.[field]), value, condition);
      }
    }
  });

  it("does so again after a change, and only then", async () => {
    assert.equal((await played(1)).size, 2);
    assert.equal((await played(2)).size, 0);
  });
});
