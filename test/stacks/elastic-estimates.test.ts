import assert from "node:assert/strict";
import { z } from "zod";
import { esBytes, esTime } from "../../components/elastic/setup/units";
import { notes } from "../../scripts/lib/notes";
import { planStack, runStack, stackNames } from "../../scripts/lib/stack";
import { claimedVolumes } from "../../scripts/lib/summary/storage";
import { workloads } from "../../scripts/lib/summary/workloads";
import { elasticEstimates, elasticStorageLines, neededBytes, WRITERS } from "../../components/elastic/estimates";
import { schema } from "../../settings";
import { replicasOf } from "../../settings/elastic-nodes";
import { formatBytes } from "../../settings/units";
import { rawOf } from "./parse";
import { settingsOf, stackSettings } from "../support/settings";

const GiB = 2 ** 30;
const elasticOf = (elastic: object) => settingsOf({ elastic }).elastic ?? assert.fail();

describe("the estimate of Elasticsearch's storage", () => {
  const tiers = {
    nodes: [
      { name: "hot", roles: ["master", "data_hot", "data_content", "ingest"], count: 3, storage: "100Gi" },
      { name: "warm", roles: ["data_warm"], count: 2, storage: "1000Gi" },
    ],
    retention: { hot: "1d", warm: "3d", delete: "30d", audit: "100d" },
  };

  const logs = { expectedPerDay: "10Gi", expectedAuditPerDay: "1Gi" };
  const tracing = { storage: "elasticsearch", retention: "14d", expectedPerDay: "5Gi" };

  it("is each tier's days of logs and audit logs, all copies and a tenth, against the volumes below 85 %", () => {
    const [hot, warm] = elasticEstimates(settingsOf({ elastic: tiers, logs }));
    assert.deepEqual([hot?.days, warm?.days], [4, 27]);
    const gibibytes = (needed: Record<string, number> = {}) =>
      Object.fromEntries(Object.entries(needed).map(([writer, one]) => [writer, Math.round((10 * one) / GiB) / 10]));
    assert.deepEqual(gibibytes(hot?.needed), { logs: 88, "audit logs": 8.8, traces: 0 });
    assert.deepEqual(gibibytes(warm?.needed), { logs: 594, "audit logs": 213.4, traces: 0 });
    // Jaeger's indices stay on the nodes that they were made on, for a day more than their retention.
    const [also, others] = elasticEstimates(settingsOf({ elastic: tiers, logs, tracing }));
    assert.deepEqual(gibibytes(also?.needed), { logs: 88, "audit logs": 8.8, traces: 165 });
    assert.deepEqual(others, warm);
    assert.deepEqual([Math.round((hot?.usable ?? 0) / GiB), Math.round((warm?.usable ?? 0) / GiB)], [255, 1700]);
  });

  it("is of one tier where nothing moves", () => {
    const [hot, ...others] = elasticEstimates(settingsOf({ elastic: { retention: { delete: "7d" } } }));
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
    assert.deepEqual(lines.slice(-2, -1), elasticStorageLines(settingsOf({ elastic: {} })));
    assert.match(
      lines.at(-2) ?? "",
      /^Elasticsearch, hot: about 13\.7Gi for 1Gi a day, 8 days, 1 copy, 4\.9Gi of audit logs; 1 volume holds 17Gi below/,
    );
  });
});

describe("the volumes of a stack", () => {
  it("have one number for each kind of line, whichever store it is in", () => {
    const keys = ["expectedPerDay", "expectedAuditPerDay"];
    const sections = Object.entries(schema.shape).filter(([, section]) =>
      keys.some((key) => JSON.stringify(z.toJSONSchema(section, { io: "input" })).includes(`"${key}"`)),
    );
    assert.deepEqual(sections.map(([name]) => name).sort(), ["logs", "tracing"]);
  });

  for (const stack of stackNames())
    it(`hold in ${stack} everything that is written to them, by one sum`, () => {
      const settings = stackSettings(stack);
      for (const estimate of elasticEstimates(settings)) {
        const sum = WRITERS.reduce((all, writer) => all + estimate.needed[writer], 0);
        assert.equal(sum, neededBytes(estimate));
        assert.ok(
          sum < estimate.usable,
          `${stack}, ${estimate.tier}: ${formatBytes(sum)} of ${formatBytes(estimate.usable)}`,
        );
      }
      assert.equal(
        settings.tracing.storage === "elasticsearch",
        (elasticEstimates(settings)[0]?.needed.traces ?? 0) > 0,
      );
    });

  it("are those of the most gateways that there may be", async () => {
    const gateway = { queue: { storage: "10Gi" }, autoscaling: { min: 3, max: 6 } };
    const planned = planStack("test", rawOf({ tracing: { gateway } }));
    const { resources } = await runStack(planned);
    const sum = claimedVolumes(workloads(planned.settings, resources)).find(({ name }) => name === "otel-gateway");
    assert.equal(sum?.bytes, 60 * GiB);
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
