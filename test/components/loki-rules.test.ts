import assert from "node:assert/strict";
import type { RecordedResource } from "../../scripts/lib/engine";
import { planStack, runStack } from "../../scripts/lib/stack";
import { CLUSTER, raw } from "../support/settings";

/** A URN as the engine has it: that of the mocks names the stack's type too. */
const real = (urn: string) => urn.replace("pulumi:pulumi:Stack$", "");

/** What a stack has, by what it is in the cluster. */
async function objects(engine: string): Promise<Map<string, RecordedResource>> {
  const { resources } = await runStack(planStack("moving", raw({ cluster: CLUSTER, logs: { engine } })));
  return new Map(
    resources
      .filter(({ type }) => type.startsWith("kubernetes:") && !type.includes("helm.sh"))
      .map((one) => [`${one.type} ${(one.inputs["metadata"] as { name: string }).name}`, one]),
  );
}

describe("a move from one engine of logs to the other", () => {
  it("keeps what both have: as one resource, or it would be written for the new one and deleted as the old one's", async () => {
    const [before, after] = [await objects("loki-stack"), await objects("loki")];
    const moved = [...before].filter(([key, { urn }]) => after.has(key) && after.get(key)?.urn !== urn);
    assert.deepEqual(
      moved.map(([key]) => key),
      ["kubernetes:core/v1:ConfigMap loki-rules"],
    );
    for (const [key, then] of moved) {
      const now = after.get(key) ?? assert.fail(key);
      assert.deepEqual(now.formerParents, [real(then.parent)]);
      assert.deepEqual(then.formerParents, [real(now.parent)]);
    }
  });
});
