/** `npm run gate` on a real Prometheus: that it counts what the simulated applications did, and says of them what it should. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { gather } from "../../scripts/lib/gate/gather";
import { type History, SLICE } from "../../scripts/lib/gate/history";
import { judge } from "../../scripts/lib/gate/judge";
import { AGAINST, releaseOf, type Scenario, SCENARIOS } from "../../scripts/lib/gate/releases";
import { addressOf } from "../../scripts/lib/prometheus/address";
import { Api } from "../../scripts/lib/prometheus/api";
import { run } from "../../scripts/lib/processes";
import { ROOT } from "../../scripts/lib/stack";
import { ReleasePrometheus, type World } from "../support/release-world";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

/** Slices of the new version: the window, and some for the time that this test takes. */
const RELEASED = 14;
const LAYOUT = { window: 2, gap: RELEASED - 2 };

const scenario = (name: string): Scenario => SCENARIOS.find((one) => one.name === name) ?? assert.fail(name);

/** A release whose new version has been there for all of its slices. */
const history = (name: string, number: number): History => {
  const { application, release } = scenario(name);
  return releaseOf({ name, application, release }, number, { window: RELEASED, gap: 0 });
};

const EXPECTED: [app: string, scenario: string, code: number, said: RegExp][] = [
  ["good", "steady: good", 0, /^good is as good as before its release/],
  ["failing", "steady: errors +2 points", 1, /^failing is worse than before its release: errors/],
  ["slow", "steady: 50 % slower", 1, /: slow requests \(p95\)/],
  ["seasonal", "seasonal: good", 0, /^seasonal is as good/],
  [
    "rare",
    "sparse, 6 in ten minutes: good",
    2,
    /^Nobody can tell whether rare is as good as before its release: errors/,
  ],
  ['qu"o.*te', "steady: good", 0, /^qu"o\.\*te is as good/],
];

describe("npm run gate, with a real Prometheus", function () {
  this.timeout(600_000);
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "gate-"));
  const settings = settingsOf({
    apps: ["good", "failing", "new"].map((name) => ({ name, namespace: "shop", slo: [{ objective: 99.9 }] })),
  });
  const worlds: World[] = EXPECTED.map(([app, name], index) => ({
    app,
    history: history(name, index + 1),
    released: RELEASED,
    restarts: app === "slow" ? 3 : 0,
  }));
  const fresh = history("steady: good", 99);
  const cut = (values: readonly number[]) => values.slice(-RELEASED);
  worlds.push({
    app: "new",
    history: {
      ...fresh,
      requests: cut(fresh.requests),
      failed: cut(fresh.failed).map(() => 0),
      within: fresh.within.slice(-RELEASED),
    },
    released: RELEASED,
    restarts: 0,
  });
  // What comes later is there already: however long the tests take, it is recorded when they ask.
  const now = Math.floor(Date.now() / 1000 / SLICE) * SLICE;
  const end = now + 9 * SLICE;
  let prometheus: ReleasePrometheus | undefined;
  const url = () => prometheus?.url ?? "";

  before(async function () {
    const tools = { prometheus: toolOrSkip(this, "prometheus"), promtool: toolOrSkip(this, "promtool") };
    prometheus = new ReleasePrometheus(tools, folder);
    await prometheus.load(worlds, settings, end);
  });

  after(async () => {
    await prometheus?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const asked = (app: string) => ({
    app,
    namespace: undefined,
    workload: app,
    window: LAYOUT.window,
    against: AGAINST - 18,
    deployed: end - RELEASED * SLICE,
    settings,
  });
  const gate = (app: string, ...args: string[]) =>
    run(
      process.execPath,
      ["--require", "ts-node/register", "scripts/gate.ts", "--prometheus", url(), "--app", app, ...args],
      { cwd: ROOT },
    );
  const deployed = String(end - RELEASED * SLICE);

  for (const { app, history: model } of worlds.slice(0, EXPECTED.length))
    it(`counts what happened, and judges it the same: ${app}`, async () => {
      const api = new Api("prometheus", addressOf("PROMETHEUS", url(), {}));
      const { evidence, to } = await gather(api, undefined, asked(app), end);
      assert.equal(to, end);
      const real = evidence.history ?? assert.fail("no history");
      const count = real.requests.length;
      const skip = model.requests.length - count;
      assert.deepEqual(real.bounds, model.bounds);
      const rollout = count - RELEASED;
      for (let slice = 1; slice < count; slice++) {
        // A pod's first scrape is what a rate begins from: in its first slice what came before that is not seen.
        const near = (found: number, counted: number, what: string) => {
          const lost = slice === rollout ? 0.25 * counted : 0;
          assert.ok(
            Math.abs(found - counted) <= 0.01 * counted + 0.01 + lost,
            `${what} of slice ${slice}: ${found}, not ${counted}`,
          );
        };
        near(real.requests[slice] ?? 0, model.requests[slice + skip] ?? 0, "requests");
        near(real.failed[slice] ?? 0, model.failed[slice + skip] ?? 0, "failures");
        for (const [at, bound] of model.bounds.entries())
          near(real.within[slice]?.[at] ?? 0, model.within[slice + skip]?.[at] ?? 0, `requests within ${bound}`);
      }
      const layout = LAYOUT;
      const same = { restarts: undefined, logs: undefined, slos: [], layout };
      const tail = (values: readonly number[]) => values.slice(skip);
      const cutModel = {
        ...model,
        requests: tail(model.requests),
        failed: tail(model.failed),
        within: model.within.slice(skip),
      };
      assert.equal(judge({ ...same, history: real }).verdict, judge({ ...same, history: cutModel }).verdict);
    });

  for (const [app, , code, said] of EXPECTED)
    it(`ends with ${code}: ${app}`, async () => {
      const { code: ended, stdout, stderr } = await gate(app, "--deployed", deployed);
      assert.equal(ended, code, stdout + stderr);
      assert.match(stdout, said);
    });

  it("says what regressed, by how much, and how likely that is by chance", async () => {
    const { code, stdout } = await gate("failing", "--deployed", deployed, "--format", "json");
    assert.equal(code, 1);
    const { verdict, checks, objectives } = JSON.parse(stdout) as {
      verdict: string;
      checks: { check: string; verdict: string; p: number; share: number; before: number; said: string }[];
      objectives: { slo: string; verdict: string; burn: number }[];
    };
    assert.equal(verdict, "regressed");
    const [errors] = checks;
    assert.ok(errors && errors.p <= 0.05 && errors.share > 0.015 && errors.before < 0.006, JSON.stringify(errors));
    assert.match(
      errors.said,
      /^\d\.\d+ % of [\d,]+ requests failed, 0\.\d+ % in the hour before and 0\.\d+ % at this time of earlier days\./,
    );
    assert.match(errors.said, /Of \d+ earlier stretches of 10 minutes none stood out as much/);
    assert.deepEqual(
      objectives.map(({ slo, verdict: own }) => `${slo}: ${own}`),
      ["availability: regressed"],
    );
    const { stdout: markdown } = await gate("failing", "--deployed", deployed, "--format", "markdown");
    assert.match(markdown, /\| errors \| \*\*REGRESSED\*\* \|/);
  });

  it("sees restarts of its pods", async () => {
    const api = new Api("prometheus", addressOf("PROMETHEUS", url(), {}));
    const { evidence } = await gather(api, undefined, { ...asked("slow"), window: RELEASED }, end);
    assert.equal(
      evidence.restarts?.reduce((sum, one) => sum + one, 0),
      3,
    );
    const [restarts] = judge(evidence).findings.filter(({ check }) => check === "restarts");
    assert.equal(restarts?.verdict, "regressed");
  });

  it("judges an application without a history by its objectives alone", async () => {
    const { code, stdout } = await gate("new");
    assert.equal(code, 0, stdout);
    assert.match(stdout, /^new keeps its objectives.*too little history to compare it with itself/);
  });

  it("says of what is not there that nobody can tell, and what may have been meant", async () => {
    const { code, stdout } = await gate("faling");
    assert.equal(code, 2);
    assert.match(stdout, /^Nobody can tell.*no requests of it are recorded/);
    assert.match(stdout, /did you mean failing\?/);
  });

  it("waits for the deployment to be old enough, and asks of several namespaces which", async () => {
    const { code, stderr } = await gate("good", "--deployed", String(Math.floor(Date.now() / 1000) - 60));
    assert.equal(code, 2);
    assert.match(stderr, /it was deployed [01] minutes ago, and rates are of five/);
  });
});
