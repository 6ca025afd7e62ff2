import assert from "node:assert/strict";
import { stackNames } from "../../scripts/lib/stack";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type SetupName, setupFiles, SETUPS } from "../../components/elastic/setup";
import { requestFiles, type SetupRequest } from "../../components/elastic/setup/request";
import type { Elastic } from "../../settings/elastic";
import type { Settings } from "../../settings";
import { type FakeElastic, startFakeElastic } from "../support/fake-elastic";
import { settingsOf, stackSettings } from "../support/settings";
import { runSetup } from "../support/setup-runner";

const PASSWORD = 'pass"w\\ord 7f3a';

describe("the set-up, run against an imitation of Elasticsearch and Kibana", function () {
  this.timeout(60_000);
  let fake: FakeElastic;
  let folder: string;

  before(function () {
    const missing = ["bash", "curl", "openssl"].find((tool) => spawnSync(tool, ["--help"]).error !== undefined);
    if (missing === undefined) return;
    console.log(`      skipped: there is no ${missing}`);
    this.skip();
  });
  beforeEach(async () => {
    fake = (await startFakeElastic("setup", PASSWORD)) ?? assert.fail("openssl makes no certificate");
    folder = mkdtempSync(join(tmpdir(), "setup-"));
    writeFileSync(join(folder, "username"), "setup");
    writeFileSync(join(folder, "password"), PASSWORD);
  });
  afterEach(async () => {
    await fake.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const run = (files: Record<string, string>, env?: Record<string, string>) => runSetup(fake, folder, files, env);

  const sectionOf = (settings: Settings): Elastic => settings.elastic ?? assert.fail();
  const filesOf = (settings: Settings, name: SetupName) => setupFiles(settings, sectionOf(settings), name);

  /** The runner, with requests of a test's own. */
  const runner = filesOf(stackSettings("dev"), "elasticsearch-setup")["run.sh"] ?? assert.fail();
  const only = (...requests: SetupRequest[]) => ({ "run.sh": runner, ...requestFiles(requests) });
  const policy: SetupRequest = {
    target: "elasticsearch",
    method: "PUT",
    path: "/_ilm/policy/p",
    body: { policy: { phases: { delete: { min_age: "1d", actions: { delete: {} } } } } },
    expect: [200],
  };
  const invalid: SetupRequest = {
    ...policy,
    path: "/_ilm/policy/q",
    body: { policy: { phases: { delete: { actions: { rollover: { max_age: "1d" } } } } } },
  };

  for (const stack of stackNames()) {
    it(`of ${stack} is taken, and a second time too`, async () => {
      const settings = stackSettings(stack);
      for (const name of SETUPS) {
        const first = await run(filesOf(settings, name));
        assert.equal(first.status, 0, first.output);
      }
      const kept = () =>
        JSON.stringify(
          ["policies", "components", "indices", "repositories", "snapshotPolicies", "spaces", "objects"].map(
            (store) => [...(fake[store as "policies"] as Map<string, unknown>)],
          ),
        );
      const before = kept();
      assert.deepEqual(
        [...fake.streams.keys()],
        ["logs-kubernetes-default", "logs-audit-default", "logs-deadletter-default"],
      );
      assert.deepEqual(
        [...fake.streams.values()].map(({ lazy }) => lazy),
        [false, false, false],
      );
      assert.equal(fake.policies.size, 3);
      assert.equal(fake.repositories.size, settings.elastic?.snapshots === undefined ? 0 : 1);
      assert.deepEqual([...fake.spaces.keys()], ["logs", "audit"]);
      const has = (space: string) => fake.objects.has(`${space}/dashboard:audit-logging`);
      assert.deepEqual([has("logs"), has("audit")], [false, true]);
      assert.ok(fake.objects.size > 0);

      for (const name of SETUPS) {
        const second = await run(filesOf(settings, name));
        assert.equal(second.status, 0, second.output);
      }
      assert.equal(kept(), before);
      // The templates may have changed: the streams' next line goes into a new index.
      assert.deepEqual(
        [...fake.streams.values()].map(({ lazy, generation }) => [lazy, generation]),
        Array(3).fill([true, 1]),
      );
    });
  }

  const STORES: Record<string, object> = {
    s3: { type: "s3", bucket: "bbb", region: "eu-central-1" },
    gcs: { type: "gcs", bucket: "bbb" },
    azure: { type: "azure", bucket: "bbb", account: "acc" },
    fs: { type: "fs", claim: "c" },
  };
  for (const [type, snapshots] of Object.entries(STORES)) {
    it(`with snapshots in ${type} is taken; without them the policy and the repository go`, async () => {
      const name = "elasticsearch-setup";
      const first = await run(filesOf(settingsOf({ elastic: { snapshots } }), name));
      assert.equal(first.status, 0, first.output);
      assert.deepEqual([fake.repositories.size, fake.snapshotPolicies.size], [1, 1]);
      const second = await run(filesOf(settingsOf({ elastic: {} }), name));
      assert.equal(second.status, 0, second.output);
      assert.deepEqual([fake.repositories.size, fake.snapshotPolicies.size], [0, 0]);
    });
  }

  it("waits for servers that are not ready", async () => {
    fake.troubles.push({ request: "/_cluster/health", status: 503, times: 3 });
    const { status, output } = await run(only(policy));
    assert.equal(status, 0, output);
    assert.deepEqual(
      fake.seen.map((one) => one.status),
      [503, 503, 503, 200, 200],
    );
    assert.match(output, /^elasticsearch is ready\nelasticsearch PUT \/_ilm\/policy\/p: 200\ndone: 1 requests\n$/);
  });

  it("says what it waits for when the time is up", async () => {
    fake.troubles.push({ request: "/_cluster/health", status: 503, times: 1e9 });
    const { status, output } = await run(only(policy), { SETUP_SECONDS: "1" });
    assert.equal(status, 1);
    assert.match(
      output,
      /^FAILED: elasticsearch is not ready: GET \/_cluster\/health\S* is answered with 503: made by the test$/m,
    );
    assert.equal(fake.policies.size, 0);
  });

  for (const code of [429, 500, 503, 403]) {
    it(`sends again what is answered with ${code}`, async () => {
      fake.troubles.push({ request: "/_ilm/", status: code, times: 2 });
      const { status, output } = await run(only(policy));
      assert.equal(status, 0, output);
      assert.deepEqual(
        fake.seen.map((one) => one.status),
        [200, code, code, 200],
      );
    });
  }

  it("does not send again what is refused for good, goes on with the rest, and reports every failure at the end", async () => {
    const other = { ...invalid, path: "/_ilm/policy/r" };
    const { status, output } = await run(only(invalid, other, policy));
    assert.equal(status, 1);
    assert.deepEqual([...fake.policies.keys()], ["p"]);
    assert.deepEqual(
      fake.seen.map((one) => one.status),
      [200, 400, 400, 200],
    );
    assert.match(
      output,
      /^FAILED: 2 of 3 requests:\n {2}PUT \/_ilm\/policy\/q: 400: invalid action \[rollover\] defined in phase \[delete\]\n {2}PUT \/_ilm\/policy\/r: 400: invalid action .*\n$/m,
    );
  });

  it("fails when Kibana refuses some of what it imports, though it answers with 200", async () => {
    const settings = stackSettings("dev");
    const broken = { type: "dashboard", id: "d", references: [{ type: "lens", id: "nowhere" }] };
    const files = { ...filesOf(settings, "kibana-setup"), "saved-objects.ndjson": `${JSON.stringify(broken)}\n` };
    const { status, output } = await run(files);
    assert.equal(status, 1);
    assert.match(output, /_import\?overwrite=true: 200: .*"missing_references".*nowhere/);
  });

  it("refuses a server whose certificate another authority has signed", async () => {
    const other = (await startFakeElastic("a", "b")) ?? assert.fail();
    const { status, output } = await run(only(policy), { ELASTICSEARCH_CA: other.ca, SETUP_SECONDS: "1" });
    await other.stop();
    assert.equal(status, 1);
    assert.match(output, /answered with 000: .*certificate/);
    assert.deepEqual(fake.seen, []);
  });

  it("shows its password nowhere: neither in what it writes nor on a command line", async () => {
    const files = only(invalid);
    // A curl in front of the real one, which notes how it was called.
    const noted = join(folder, "noted");
    writeFileSync(
      join(folder, "curl"),
      `#!/bin/sh\nprintf '%s ' "$@" >> ${noted}\nenv >> ${noted}\nPATH="$REAL_PATH" exec curl "$@"\n`,
      {
        mode: 0o755,
      },
    );
    const real = process.env["PATH"] ?? "";
    const { output } = await run(files, { PATH: `${folder}:${real}`, REAL_PATH: real });
    const calls = readFileSync(noted, "utf8");
    assert.match(calls, /--config - /);
    for (const text of [calls, output]) assert.doesNotMatch(text, /7f3a/);
    assert.ok(
      fake.seen.every(({ status }) => status !== 401),
      "and yet it is known to the server",
    );
  });

  it("fails without requests, and without a password", async () => {
    assert.equal((await run({ "run.sh": runner, "requests.tsv": "" })).status, 1);
    rmSync(join(folder, "password"));
    assert.equal((await run(only(policy))).status, 1);
  });
});
