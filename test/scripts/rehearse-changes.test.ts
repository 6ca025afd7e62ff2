import { strict as assert } from "node:assert";
import * as yaml from "yaml";
import { larger } from "../../scripts/lib/rehearse/growing";
import { withValues } from "../../scripts/lib/rehearse/project";
import { losing, unnamed } from "../../scripts/lib/rehearse/refusing";
import { volumesOf } from "../../stacks/changes";
import { settingsOf } from "../support/settings";

describe("rehearse: changes of the settings", () => {
  it("are made in the stack file by their paths", () => {
    const text =
      "config:\n  observability:elastic:\n    nodes:\n      - name: a # first\n        count: 3\n  observability:logs: {}\n";
    const changed = withValues(text, {
      "elastic.nodes[0].name": "b",
      "elastic.nodes[0].count": undefined,
      "cluster.allowDataLoss": ["loki"],
      "metrics.resources.memory": "1Gi",
      logs: undefined,
    });
    assert.deepEqual((yaml.parse(changed) as { config: unknown }).config, {
      "observability:elastic": { nodes: [{ name: "b" }] },
      "observability:cluster": { allowDataLoss: ["loki"] },
      "observability:metrics": { resources: { memory: "1Gi" } },
    });
    assert.ok(changed.includes("# first"));
  });

  it("are refused by name and with the reason", () => {
    const said = "Pulumi.dev.yaml has 1 mistake; nothing was changed: logs.storage: 5Gi is less than the 6Gi";
    assert.deepEqual(unnamed(said, { "logs.storage": "is less than" }), []);
    assert.equal(unnamed(said, { "logs.storage": "is more than" }).length, 1);
    assert.equal(unnamed(said, { "metrics.storage": "is less than" }).length, 1);
  });

  it("make each volume larger, in whole GiB, also one that is made of others", () => {
    const all = volumesOf(settingsOf({ metrics: { storage: "5500Mi" }, grafana: { storage: "none" } }));
    assert.deepEqual(larger(all, 2 ** 30), {
      "metrics.storage": "7Gi",
      "alerting.storage": "2Gi",
      "logs.storage": "21Gi",
      "tracing.gateway.queue.storage": "5Gi",
    });
    assert.equal(larger(all, 0)["alerting.storage"], "1Gi");
  });

  it("part logs from their store where there is another", () => {
    assert.deepEqual(losing(settingsOf())?.values, { "logs.engine": "loki" });
    assert.equal(losing(settingsOf({ logs: { engine: "loki" } })), undefined);
    const objectStorage = { type: "s3", bucket: "logs", region: "eu-west-1", auth: "workload-identity" };
    assert.deepEqual(losing(settingsOf({ logs: { engine: "loki", objectStorage } })), {
      store: "loki",
      values: { "logs.objectStorage.bucket": "logs-2" },
      expected: { "logs.objectStorage": "logs-2 is not" },
    });
  });
});
