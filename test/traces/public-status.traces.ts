/** What everybody may see, by a real Prometheus with a history that was made up. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { askByHttp } from "../../reports/http";
import { publicStatus, type PublicStatus } from "../../reports/public-status";
import { freePorts, type Running, startReady } from "../../scripts/lib/processes";
import { shownOf } from "../../scripts/lib/public";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

const settings = settingsOf({
  alerting: { teams: ["platform", "security", "canary-team"] },
  apps: [{ name: "canary-app" }],
  probes: [
    { name: "shop", title: "Shop", public: true, team: "canary-team", targets: ["https://canary-host.example.com/"] },
    { name: "cart", public: true, targets: ["https://canary-host.example.com/cart"] },
    { name: "new", title: "Brand new", public: true, targets: ["https://canary-host.example.com/new"] },
    { name: "canary-secret", targets: ["https://canary-host.example.com/secret"] },
  ],
  externalServices: [
    {
      name: "stripe",
      title: "Payments",
      public: true,
      url: "https://canary-host.example.com/pay",
      statusUrl: "https://canary-status.example.com/api/v2/status.json",
      usedBy: ["canary-app"],
    },
    { name: "github", public: true, statusUrl: "https://canary-status.example.com/api/v2/status.json" },
    { name: "canary-internal", url: "https://canary-host.example.com/x" },
  ],
});

const DAY = 86_400;
/** Noon of a day, so that times are easy to read. */
const NOW = Date.UTC(2026, 9, 20, 12) / 1000;

type Value = (time: number) => number | undefined;
const success = (job: string, instance: string, value: Value) => ({
  metric: "probe:probe_success:ratio",
  job,
  instance,
  value,
});
const ago = (seconds: number) => NOW - seconds;

/** What was recorded. */
const SERIES = [
  // Down for the last 30 minutes, at one target of two, and for an hour three days ago at both.
  success("shop", "a", (at) => (at > ago(1800) || (at >= ago(3 * DAY) && at < ago(3 * DAY - 3600)) ? 0 : 1)),
  success("shop", "b", (at) => (at >= ago(3 * DAY) && at < ago(3 * DAY - 3600) ? 0 : 1)),
  // Its results have ended an hour ago.
  success("cart", "c", (at) => (at > ago(3600) ? undefined : 1)),
  success("external-stripe", "d", (at) => (at < ago(10 * DAY) ? undefined : 1)),
  success("external-stripe.status", "e", (at) => (at > ago(7200) ? 0 : 1)),
  {
    metric: "probe:probe_content_wrong:count",
    job: "external-stripe.status",
    instance: "e",
    value: (at: number) => (at > ago(7200) ? 1 : undefined),
  },
  success("external-github.status", "f", () => 1),
  success("canary-secret", "g", () => 0),
  // Of a probe of somebody else's by the same name.
  { ...success("shop", "z", () => 0), namespace: "other" },
];

describe("the state that everybody may see", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "public-status-"));
  let prometheus: Running | undefined;
  let found: PublicStatus;
  let url = "";

  before(async function () {
    this.timeout(300_000);
    const promtool = toolOrSkip(this, "promtool");
    const program = toolOrSkip(this, "prometheus");
    const data = path.join(folder, "data");
    const lines = SERIES.flatMap(({ metric, job, instance, value, ...more }) => {
      const labels = `namespace="${"namespace" in more ? more.namespace : "observability"}",job="${job}",instance="${instance}"`;
      // Every four minutes is often enough that none is taken for gone.
      return Array.from({ length: (12 * DAY) / 240 + 1 }, (_, index) => NOW - 12 * DAY + index * 240).flatMap((at) => {
        const one = value(at);
        return one === undefined ? [] : [`${metric}{${labels}} ${one} ${at}`];
      });
    });
    const file = path.join(folder, "samples.txt");
    fs.writeFileSync(file, `${lines.join("\n")}\n# EOF\n`);
    const blocks = ["tsdb", "create-blocks-from", "openmetrics", "--max-block-duration=300h", "--quiet", file, data];
    execFileSync(promtool, blocks, { stdio: "ignore" });
    const config = path.join(folder, "prometheus.yaml");
    fs.writeFileSync(config, "{}\n");
    const [port = 0] = await freePorts(1);
    url = `http://127.0.0.1:${port}`;
    prometheus = await startReady(
      program,
      [
        `--config.file=${config}`,
        `--storage.tsdb.path=${data}`,
        "--storage.tsdb.retention.time=100y",
        `--web.listen-address=127.0.0.1:${port}`,
      ],
      `${url}/-/ready`,
    );
    found = await publicStatus(askByHttp({ prometheus: url }), shownOf(settings), NOW);
  });

  after(async () => {
    await prometheus?.stop();
    fs.rmSync(folder, { recursive: true, force: true });
  });

  const of = (name: string) => found.services.find((one) => one.name === name) ?? assert.fail(name);

  it("is of what is public alone, by its title, sorted", () => {
    assert.deepEqual(
      found.services.map(({ name }) => name),
      ["Brand new", "Payments", "Shop", "cart", "github"],
    );
    assert.doesNotMatch(JSON.stringify(found), /canary|example\.com|stripe|observability|external-/);
    assert.equal(found.generated, "2026-10-20T12:00:00Z");
  });

  it("is degraded where one target fails, since it does", () => {
    const { state, since, availability, measuredSince } = of("Shop");
    assert.equal(state, "degraded");
    assert.match(since ?? "", /^2026-10-20T11:3[0-4]:00Z$/);
    assert.ok(Math.abs((availability["24h"] ?? 0) - (100 - (50 * 30) / 1440)) < 0.3, String(availability["24h"]));
    assert.ok(Math.abs((availability["7d"] ?? 0) - (100 - (15 + 60) / 100.8)) < 0.15, String(availability["7d"]));
    assert.ok((availability["90d"] ?? 0) > (availability["7d"] ?? 0));
    assert.equal(measuredSince, "2026-10-08T12:00:00Z");
  });

  it("is degraded where it answers and its status page says that it is not well", () => {
    const { state, since, availability, measuredSince } = of("Payments");
    assert.deepEqual([state, availability["24h"]], ["degraded", 100]);
    assert.match(since ?? "", /^2026-10-20T10:0[0-9]:00Z$/);
    assert.match(measuredSince ?? "", /^2026-10-10T12:/);
  });

  it("is that of its status page where nothing else is asked, and has no beginning where nothing else was seen", () => {
    assert.deepEqual(of("github"), {
      name: "github",
      state: "operational",
      since: null,
      availability: { "24h": 100, "7d": 100, "90d": 100 },
      measuredSince: "2026-10-08T12:00:00Z",
    });
  });

  it("is unknown where results have ended, or never were, and says what was known before", () => {
    assert.deepEqual([of("cart").state, of("cart").since, of("cart").availability["24h"]], ["unknown", null, 100]);
    assert.deepEqual(of("Brand new"), {
      name: "Brand new",
      state: "unknown",
      since: null,
      availability: { "24h": null, "7d": null, "90d": null },
      measuredSince: null,
    });
  });

  it("is the same when it is asked again, and down where every target fails", async () => {
    const ask = askByHttp({ prometheus: url });
    assert.deepEqual(await publicStatus(ask, shownOf(settings), NOW), found);
    const then = await publicStatus(ask, shownOf(settings), ago(3 * DAY - 1800));
    assert.equal(then.services.find(({ name }) => name === "Shop")?.state, "down");
  });

  it("is no state where Prometheus does not answer", async () => {
    const [closed = 0] = await freePorts(1);
    await assert.rejects(
      publicStatus(askByHttp({ prometheus: `http://127.0.0.1:${closed}` }), shownOf(settings), NOW),
      {
        message: "prometheus does not answer (ECONNREFUSED)",
      },
    );
  });
});
