/** What the set-up makes of a real Elasticsearch's core, and what that makes of the collectors' documents. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setupFiles } from "../../components/elastic/setup";
import { coreOrSkip, type RunningCore, startCore } from "../support/elasticsearch-core";
import { startFakeElastic } from "../support/fake-elastic";
import { runSetup } from "../support/setup-runner";
import { settingsOf } from "../support/settings";

const settings = settingsOf({ elastic: { logstash: {} } });
const elastic = settings.elastic ?? assert.fail();

describe("a real Elasticsearch", () => {
  let core: RunningCore | undefined;
  const ask = (...request: Parameters<RunningCore["ask"]>) => (core ?? assert.fail()).ask(...request);

  before(async function () {
    core = await startCore(await coreOrSkip(this));
  });
  after(() => core?.stop());

  it("takes the set-up's templates and makes the data streams, and a second time too", async function () {
    const fake = (await startFakeElastic("setup", "secret", core)) ?? this.skip();
    const folder = mkdtempSync(join(tmpdir(), "setup-"));
    for (const [file, text] of [
      ["username", "setup"],
      ["password", "secret"],
    ] as const)
      writeFileSync(join(folder, file), text);
    const files = setupFiles(settings, elastic, "elasticsearch-setup");
    try {
      for (let time = 0; time < 2; time++) {
        const { status, output } = await runSetup(fake, folder, files, { SETUP_SECONDS: "120" });
        assert.equal(status, 0, output);
      }
    } finally {
      await fake.stop();
      rmSync(folder, { recursive: true, force: true });
    }
    const { body } = await ask("GET", "/_resolve/index/*");
    assert.deepEqual(
      (body["data_streams"] as { name: string }[]).map(({ name }) => name),
      ["logs-audit-default", "logs-deadletter-default", "logs-kubernetes-default"],
    );
  });
});
