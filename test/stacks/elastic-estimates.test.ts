import assert from "node:assert/strict";
import { esBytes, esTime } from "../../components/elastic/setup/units";
import { notes } from "../../scripts/lib/notes";
import { planStack, runStack } from "../../scripts/lib/stack";
import { elasticEstimates, elasticStorageLines } from "../../components/elastic/estimates";
import { replicasOf } from "../../settings/elastic-nodes";
import { rawOf } from "./parse";
import { settingsOf } from "../support/settings";

const GiB = 2 ** 30;
const elasticOf = (elastic: object) => settingsOf({ elastic }).elastic ?? assert.fail();

describe("the estimate of Elasticsearch's storage", () => {
  const tiers = {
    nodes: [
      { name: "hot", roles: ["master", "data_hot", "data_content", "ingest"], count: 3, storage: "100Gi" },
      { name: "warm", roles: ["data_warm"], count: 2, storage: "1000Gi" },
    ],
    expectedPerDay: "10Gi",
    expectedAuditPerDay: "1Gi",
    retention: { hot: "1d", warm: "3d", delete: "30d", audit: "100d" },
  };

  it("is each tier's days of logs and audit logs, all copies and a tenth, against the volumes below 85 %", () => {
    const [hot, warm] = elasticEstimates(elasticOf(tiers));
    assert.deepEqual([hot?.days, warm?.days], [4, 27]);
    assert.equal(Math.round((hot?.needed ?? 0) / GiB), Math.round((10 * 4 + 1 * 4) * 1.1 * 2));
    assert.equal(Math.round((warm?.needed ?? 0) / GiB), Math.round((10 * 27 + 1 * 97) * 1.1 * 2));
    assert.deepEqual([Math.round((hot?.usable ?? 0) / GiB), Math.round((warm?.usable ?? 0) / GiB)], [255, 1700]);
  });

  it("is of one tier where nothing moves", () => {
    const [hot, ...others] = elasticEstimates(elasticOf({ expectedPerDay: "1Gi", retention: { delete: "7d" } }));
    assert.deepEqual([hot?.tier, hot?.days, others], ["hot", 8, []]);
  });

  it("takes two copies where there are nodes for them, unless told otherwise", () => {
    assert.equal(replicasOf(elasticOf({})), 0);
    assert.equal(replicasOf(elasticOf(tiers)), 1);
    assert.equal(replicasOf(elasticOf({ ...tiers, replicas: 0 })), 0);
    assert.equal(replicasOf(elasticOf({ ...tiers, nodes: [tiers.nodes[0], { ...tiers.nodes[1], count: 1 }] })), 0);
  });

  it("is in the plan's notes", async () => {
    const planned = planStack("test", rawOf({ elastic: {} }));
    const { resources } = await runStack(planned);
    const { lines = [] } = notes(planned, resources).sections.find(({ title }) => title === "Storage") ?? {};
    // The last line is the sum of all volumes.
    assert.deepEqual(lines.slice(-2, -1), elasticStorageLines(elasticOf({})));
    assert.match(
      lines.at(-2) ?? "",
      /^Elasticsearch, hot: about 13\.7Gi for 1Gi a day, 8 days, 1 copy, and audit logs; 1 volume holds 17Gi below/,
    );
  });
});

describe("Elasticsearch's units", () => {
  it("have one number, and days at most", () => {
    const cases = { "1d12h": "36h", "2w": "14d", "1y": "365d", "90m": "90m", "120m": "2h", "1500ms": "1500ms" };
    for (const [given, expected] of Object.entries(cases)) assert.equal(esTime(given), expected);
  });

  it("are powers of 1024", () => {
    const cases = { "25Gi": "25gb", "1Ti": "1024gb", "1.5Gi": "1536mb", "512Mi": "512mb", "1k": "1000b" };
    for (const [given, expected] of Object.entries(cases)) assert.equal(esBytes(given), expected);
  });
});
