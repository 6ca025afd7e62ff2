import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { alloyConfig } from "../../components/log-pipeline/alloy";
import { EVERYTHING } from "../support/everything";
import { settingsOf, stackSettings } from "../support/settings";
import { toolOrSkip } from "../support/tools";

describe("Alloy's configuration", () => {
  const { logs } = EVERYTHING;
  const cases = { prod: stackSettings("prod"), "everything switched on": settingsOf({ logs }) };

  for (const [name, settings] of Object.entries(cases)) {
    it(`of ${name} is what Alloy's own parser reads, and formatted as Alloy does it`, function () {
      const tool = toolOrSkip(this, "alloy-syntax");
      const config = alloyConfig(settings);
      const { status, stdout, stderr } = spawnSync(tool, { input: config, encoding: "utf8" });
      assert.equal(status, 0, stderr);
      assert.equal(stdout, config);
    });
  }

  it("with a mistake is refused", function () {
    const config = alloyConfig(cases.prod).replace("forward_to", "forward to");
    assert.equal(spawnSync(toolOrSkip(this, "alloy-syntax"), { input: config }).status, 1);
  });
});
