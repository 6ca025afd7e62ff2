import assert from "node:assert/strict";
import { adminPassword } from "../../components/kube-prometheus-stack/admin-password";
import { run } from "../../scripts/lib/engine";
import { planStack, runStack } from "../../scripts/lib/stack";
import { settingsOf } from "../support/settings";

describe("the generated password of Grafana's admin", () => {
  it("is another one for another grafana.adminPasswordVersion, and stays where none is named", async () => {
    const keepers = async (grafana: Record<string, unknown>) => {
      const program = () => void adminPassword(settingsOf({ grafana }), {});
      const { resources } = await run({ project: "project", stack: "dev", config: {}, secretKeys: [], program });
      return resources.find(({ name }) => name === "grafana-admin")?.inputs["keepers"];
    };
    // The random provider replaces what has other keepers, and a keeper that was not there before is one too.
    assert.equal(await keepers({}), undefined);
    assert.deepEqual(await keepers({ adminPasswordVersion: 2 }), { version: "2" });
  });

  it("is brought to Grafana once its Secret is there and it is ready, by standard input only", async () => {
    const { resources } = await runStack(planStack("dev"));
    const find = (type: string, name: string) =>
      resources.find((one) => one.type === type && one.name === name) ?? assert.fail(`there is no ${name}`);
    const command = find("command:local:Command", "grafana-admin-password");
    const { create, update, stdin, environment, ...others } = command.inputs;
    assert.equal(create, "node --require ts-node/register scripts/grafana-password.ts");
    assert.equal(update, `${create} --changed`);
    assert.equal(stdin, "[secret]");
    assert.deepEqual(environment, { NAMESPACE: "observability" });
    assert.deepEqual(others, { addPreviousOutputInEnv: false });
    for (const before of [
      find("kubernetes:core/v1:Secret", "grafana-credentials"),
      find("kubernetes:apps/v1:DeploymentPatch", "grafana-ready"),
    ])
      assert.ok(command.dependencies.includes(before.urn), `${before.name} comes before it`);
  });
});
