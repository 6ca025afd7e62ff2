/** The example's health as the platform asks for it: by the real blackbox_exporter, with the module that is deployed. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { stringify } from "yaml";
import { blackboxExporterValues } from "../../components/blackbox-exporter";
import { healthModule } from "../../components/blackbox-exporter/modules";
import { freePorts, type Running, startReady } from "../../scripts/lib/processes";
import { ask, type RunningSample, sampleOrSkip, sampleSettings, startSample } from "../support/sample-app";
import { toolOrSkip } from "../support/tools";

describe("the example application's health", function () {
  this.timeout(300_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sample-app-"));
  const settings = sampleSettings();
  let exporter: Running | undefined;
  let app: RunningSample | undefined;
  let at = "";

  before(async function () {
    sampleOrSkip(this);
    const program = toolOrSkip(this, "blackbox-exporter");
    const file = path.join(folder, "blackbox.yaml");
    fs.writeFileSync(file, stringify(blackboxExporterValues(settings)["config"]));
    const [port = 0] = await freePorts(1);
    at = `http://127.0.0.1:${port}`;
    const args = [`--config.file=${file}`, `--web.listen-address=127.0.0.1:${port}`];
    exporter = await startReady(program, args, `${at}/-/healthy`);
    app = await startSample({});
  });

  after(async () => {
    await app?.process.stop();
    await exporter?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** Whether a probe succeeds, once a dependency is in a state. */
  async function isWell(dependency: string, state: string): Promise<boolean> {
    const url = app?.url ?? assert.fail();
    assert.equal(await ask(`${url}/drills`, { dependency, state }), 200);
    const { path: asked } = settings.apps[0]?.health ?? assert.fail();
    const query = new URLSearchParams({ module: healthModule(settings).name, target: `${url}${asked}` });
    const text = await (await fetch(`${at}/probe?${query.toString()}`)).text();
    return /^probe_success 1$/m.test(text);
  }

  it("is well, also while it does without what it can do without", async () => {
    assert.deepEqual([await isWell("gateway", "up"), await isWell("gateway", "down")], [true, true]);
  });

  it("is not while a dependency of its requests is down, or does not answer", async () => {
    assert.deepEqual(
      [await isWell("database", "down"), await isWell("database", "hang"), await isWell("database", "up")],
      [false, false, true],
    );
  });
});
