import * as assert from "node:assert/strict";
import { logRuleFiles } from "../../components/loki/rules";
import type { Engine } from "../../names/loki";
import { lokiLine, lokiRules } from "../../scripts/lib/verify/logs";
import { runChecks } from "../../scripts/lib/verify/run";
import { evaluatedOften, LOKI_TOOLS, lokiConfig, mountRules, startLoki } from "../support/loki";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";
import { localWorld } from "../support/verify-world";

describe("verification: a real Loki", () => {
  for (const engine of ["loki-stack", "loki"] as const satisfies Engine[]) {
    it(`takes a line and gives it back, and has all rules: ${engine}`, async function () {
      const binary = toolOrSkip(this, LOKI_TOOLS[engine]);
      const settings = settingsOf({ logs: { engine } });
      const loki = await startLoki(binary, evaluatedOften(lokiConfig(engine, settings)));
      try {
        mountRules(loki.folder, logRuleFiles(settings));
        const world = localWorld({ settings, services: { [engine]: loki.url } });
        const results = await runChecks({
          world,
          checks: [
            { name: "line", attempt: lokiLine() },
            { name: "rules", attempt: lokiRules },
          ],
          ...{ timeoutMs: 180_000, signal: new AbortController().signal, say: () => undefined },
        });
        assert.deepEqual(
          results.map(({ state, faults }) => [state, faults]),
          [
            ["passed", []],
            ["passed", []],
          ],
        );
        const sent = world.asked.filter(({ method }) => method === "POST");
        assert.equal(sent.length, 1, "the line is sent once");
      } finally {
        await loki.stop();
      }
    });
  }
});
