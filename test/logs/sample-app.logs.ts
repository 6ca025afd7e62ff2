/** The lines of the example application, as they come out of Alloy into Loki: by their trace, their level and what is audited. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { NAME } from "../../examples/sample-app/deploy/manifests";
import { checkLines } from "../../log-format/check";
import { waitFor } from "../../scripts/lib/processes";
import { startAlloy } from "../support/alloy";
import { lokiConfig, type RunningLoki, startLoki } from "../support/loki";
import { ask, sampleOrSkip, samplePod, sampleSettings, startSample } from "../support/sample-app";
import { toolOrSkip } from "../support/tools";

const TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
const PASSWORD = "a password of this test's";

describe("the example application's lines in Loki", function () {
  this.timeout(300_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "sample-app-"));
  const stops: (() => Promise<void>)[] = [];
  let loki: RunningLoki;
  let written = "";

  before(async function () {
    sampleOrSkip(this);
    const [lokiBinary, alloyBinary] = [toolOrSkip(this, "loki"), toolOrSkip(this, "alloy")];
    written = await used();

    const settings = sampleSettings({ logs: { engine: "loki" } });
    loki = await startLoki(lokiBinary, lokiConfig("loki", settings), folder);
    stops.push(() => loki.stop());
    const labels = {
      cluster: "test",
      namespace: "shop",
      service: samplePod().labels["app.kubernetes.io/name"] ?? "",
      container: NAME,
      pod: `${NAME}-7d4b9c-x2x4q`,
      node: "node-1",
    };
    const file = path.join(folder, "0.log");
    fs.writeFileSync(file, cri(written));
    const alloy = await startAlloy(alloyBinary, { url: loki.url, settings, file, labels });
    stops.push(() => alloy.stop());
    const arrived = async () => (await loki.query(`{namespace="shop"} |= "application ended"`)).length > 0;
    await waitFor("the last line is there", arrived, { by: alloy });
  });

  after(async () => {
    for (const stop of stops.reverse()) await stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  /** What it writes while it is used, to its end. */
  async function used(): Promise<string> {
    const log = path.join(folder, "sample-app.log");
    const app = await startSample({ OTEL_SERVICE_NAME: NAME, DEMO_PASSWORD: PASSWORD }, log);
    try {
      const headers = { traceparent: `00-${TRACE}-00f067aa0ba902b7-01`, "x-correlation-id": "order-4711" };
      assert.equal(await ask(`${app.url}/orders`, { item: "lamp" }, headers), 201);
      assert.equal(await ask(`${app.url}/orders?fail=1`, undefined, { "x-correlation-id": "fails-1" }), 500);
      assert.equal(await ask(`${app.url}/orders`, { item: "chair", quantity: 100 }), 422);
      assert.equal(await ask(`${app.url}/login`, { user: "ada", password: PASSWORD }), 200);
      assert.equal(await ask(`${app.url}/login`, { user: "ada", password: "wrong" }), 401);
      await waitFor("the job is done", () => fs.readFileSync(log, "utf8").includes(`"job done"`), { by: app.process });
    } finally {
      await app.process.stop();
    }
    return fs.readFileSync(log, "utf8");
  }

  /** The container runtime's own format. */
  function cri(text: string): string {
    const lines = text.split("\n").filter((line) => line !== "");
    return lines
      .map((line) => {
        const { timestamp } = JSON.parse(line) as { timestamp: string };
        return `${timestamp.replace("Z", "000000Z")} stdout F ${line}\n`;
      })
      .join("");
  }

  const messages = async (logql: string): Promise<unknown[]> =>
    (await loki.query(logql)).map(({ line }) => (JSON.parse(line) as { message: unknown }).message).sort();

  it("are all in the format", () => {
    const { lines, bad, mistakes, traced, audited } = checkLines(written);
    assert.deepEqual([bad, mistakes], [0, []]);
    assert.ok(lines >= 10 && traced >= 8 && audited === 3, `${lines}, ${traced}, ${audited}`);
  });

  it("of a trace are found from its span, those of its job too", async () => {
    // As the link of a span in Jaeger asks (docs/correlation.md).
    const found = await messages(`{namespace="shop", service="${NAME}"} | trace_id="${TRACE}"`);
    assert.deepEqual(found, ["job done", "order placed", "request answered"]);
    assert.deepEqual(await messages(`{service="${NAME}"} | json | correlation_id="order-4711"`), found);
  });

  it("have their level as a label, and of an error what failed", async () => {
    const [failed, ...others] = await loki.query(`{service="${NAME}", level="error"} | json`);
    assert.deepEqual(others, []);
    assert.deepEqual([failed?.labels["error_type"], failed?.labels["correlation_id"]], ["DrillError", "fails-1"]);
  });

  it("for audits are apart: who logged in, who did not, what a rule has decided", async () => {
    const found = await loki.query(`{service="${NAME}", audit="true"} | json`);
    const shown = found.map(({ labels }) => [
      labels["event"],
      labels["user_id"],
      labels["outcome"],
      labels["decision_outcome"],
    ]);
    assert.deepEqual(shown, [
      ["AutomatedDecision", "anonymous", "success", "refused"],
      ["UserLogin", "u-1", "success", undefined],
      ["UserLoginFailed", "u-1", "failure", undefined],
    ]);
  });

  it("have nothing to be taken out of them on their way", async () => {
    assert.deepEqual(await loki.query(`{service="${NAME}"} |= "<redacted:"`), []);
    assert.ok(!written.includes(PASSWORD));
  });
});
