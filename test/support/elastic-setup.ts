/** A real Elasticsearch's core, set up as a stack's own Job does. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setupFiles } from "../../components/elastic/setup";
import type { Settings } from "../../settings";
import type { RunningCore } from "./elasticsearch-core";
import { type FakeElastic, startFakeElastic } from "./fake-elastic";
import { runSetup } from "./setup-runner";

/**
 * Sends the requests of the set-up, so many times.
 * @returns What stands in for what the core lacks, stopped; it has the policies. Undefined where there is no openssl.
 */
export async function setUpCore(core: RunningCore, settings: Settings, times = 1): Promise<FakeElastic | undefined> {
  const fake = await startFakeElastic("setup", "secret", core);
  if (fake === undefined) return undefined;
  const folder = mkdtempSync(join(tmpdir(), "setup-"));
  for (const [file, text] of Object.entries({ username: "setup", password: "secret" }))
    writeFileSync(join(folder, file), text);
  const files = setupFiles(settings, settings.elastic ?? assert.fail(), "elasticsearch-setup");
  try {
    for (let time = 0; time < times; time++) {
      const { status, output } = await runSetup(fake, folder, files, { SETUP_SECONDS: "120" });
      assert.equal(status, 0, output);
    }
  } finally {
    await fake.stop();
    rmSync(folder, { recursive: true, force: true });
  }
  return fake;
}
