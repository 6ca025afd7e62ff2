import * as assert from "node:assert/strict";
import { comparable, digest } from "../../components/verification";
import { planStack, runStack } from "../../scripts/lib/stack";
import { CLUSTER, raw } from "../support/settings";
import type { RecordedResource } from "../../scripts/lib/engine";

async function planned(sections: Record<string, unknown> = {}): Promise<RecordedResource[]> {
  const { resources } = await runStack(planStack("test", raw({ cluster: CLUSTER, ...sections })));
  return resources;
}

const command = (resources: readonly RecordedResource[]) =>
  resources.find(({ type, name }) => type === "command:local:Command" && name === "verification");

async function trigger(sections: Record<string, unknown> = {}): Promise<unknown> {
  return command(await planned(sections))?.inputs["triggers"];
}

describe("the verification", () => {
  it("comes last: it waits for everything else", async () => {
    const resources = await planned();
    const others = resources
      .filter(({ type, name }) => !/^(pulumi|observability):/.test(type) && name !== "verification")
      .map(({ urn }) => urn);
    const missing = others.filter((urn) => command(resources)?.dependencies.includes(urn) !== true);
    assert.ok(others.length > 50);
    assert.deepEqual(missing, []);
  });

  it("is given nothing but its command and a digest, in the open", async () => {
    const { triggers, ...inputs } = command(await planned())?.inputs ?? {};
    assert.deepEqual(inputs, {
      addPreviousOutputInEnv: false,
      create: "npm run --silent verify -- --stack test --quiet",
      logging: "stderr",
    });
    assert.match(JSON.stringify(triggers), /^\["[0-9a-f]{16}"\]$/);
  });

  it("is not there where the settings say so", async () => {
    assert.equal(command(await planned({ verification: { enabled: false } })), undefined);
  });

  it("runs again when what is deployed is another, and only then", async () => {
    const first = await trigger();
    assert.deepEqual(await trigger(), first);
    assert.notDeepEqual(await trigger({ thresholds: { diskPercent: 80 } }), first);
    assert.notDeepEqual(await trigger({ metrics: { replicas: 2 } }), first);
  });

  it("does not depend on where charts are taken from", async () => {
    assert.deepEqual(await trigger({ charts: "https://charts.example.com/a" }), await trigger());
  });

  it("does not depend on what a change before was allowed to lose", async () => {
    assert.deepEqual(await trigger({ cluster: { ...CLUSTER, allowDataLoss: ["loki"] } }), await trigger());
  });
});

describe("the digest of what is deployed", () => {
  it("is of the values and not of their order", () => {
    assert.equal(digest({ a: 1, b: [{ c: 2, d: 3 }] }), digest({ b: [{ d: 3, c: 2 }], a: 1 }));
    assert.notEqual(digest({ a: [1, 2] }), digest({ a: [2, 1] }));
  });

  it("has no Secret in it, and nothing that is not the cluster's", () => {
    assert.equal(comparable("kubernetes:core/v1:Secret", { stringData: { a: "b" } }), undefined);
    assert.equal(comparable("random:index/randomPassword:RandomPassword", { length: 3 }), undefined);
  });

  it("tells another version of a chart, whether it has an archive or a repository", () => {
    const release = (chart: string, version?: string) =>
      comparable("kubernetes:helm.sh/v3:Release", { chart, version, values: {}, repositoryOpts: { repo: "x" } });
    assert.deepEqual(Object.keys(release("loki", "1.0.0") ?? {}), ["chart", "version", "values"]);
  });
});
