import assert from "node:assert/strict";
import { claimedVolumes } from "../../stacks/volumes";
import { settingsOf } from "../support/settings";

const GI = 2 ** 30;

describe("the volumes of a stack", () => {
  it("are those of every part that has one", () => {
    const settings = settingsOf({
      alerting: { replicas: 3, storage: "1Gi" },
      elastic: {
        nodes: [
          { name: "hot", count: 2, storage: "30Gi" },
          { name: "warm", roles: ["data_warm"], storage: "50Gi" },
        ],
      },
      grafana: { storage: "2Gi" },
      logs: { engine: "loki-stack", keep: "loki", keepStorage: "5Gi", storage: "10Gi" },
      metrics: { replicas: 2, shards: 2, storage: "20Gi" },
      tracing: { storage: "badger", volume: "3Gi", gateway: { replicas: 2, queue: { size: "1Gi", storage: "4Gi" } } },
    });
    assert.deepEqual(claimedVolumes(settings), [
      ["metrics", 80 * GI],
      ["alerts", 3 * GI],
      ["Grafana", 2 * GI],
      ["Loki", 10 * GI],
      ["a kept Loki", 5 * GI],
      ["Elasticsearch", 110 * GI],
      ["traces", 3 * GI],
      ["gateways' queues", 8 * GI],
    ]);
  });

  it("are not of what is switched off, has none, or keeps its data elsewhere", () => {
    const settings = settingsOf({
      alerting: { storage: "none" },
      grafana: { database: { host: "db:5432" } },
      logs: { engine: "none" },
      metrics: { storage: "none" },
      tracing: { storage: "none" },
    });
    assert.deepEqual(claimedVolumes(settings), []);
  });
});
