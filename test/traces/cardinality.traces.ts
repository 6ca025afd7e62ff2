/** `npm run cardinality` on a real Prometheus that has scraped what nobody should expose. */
import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { freePorts, run, waitFor } from "../../scripts/lib/processes";
import { Scene } from "../../scripts/lib/scene";
import { ROOT } from "../../scripts/lib/stack";
import { type MetricsServer, metricsServer } from "../support/metrics-server";
import { GONE, LONG, hostilePage as page, USERS } from "../support/hostile-page";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

interface Json {
  series: number;
  listed: number;
  metrics: { name: string; series: number }[];
  inspected: {
    name: string;
    series: number;
    live: number;
    labels: { label: string; values: number; without: number }[];
  }[];
  labels: { label: string; values: number; bytes: number }[];
  jobs: { job: string; perScrape: number; targets: number }[];
  owners: { namespace: string; service: string; series: number }[];
  unread: { name: string; series: number }[];
  unreadRecordings: { name: string }[];
  suggestions: { app: string; drop: string[]; keep?: string[]; unread: { name: string }[] }[];
  hasOthersDashboards: boolean;
}

describe("npm run cardinality, with a real Prometheus", function () {
  this.timeout(300_000);
  const scene = new Scene();
  let server: MetricsServer;
  let url = "";

  const cardinality = (...args: string[]) =>
    run(process.execPath, ["--require", "ts-node/register", "scripts/cardinality.ts", "--prometheus", url, ...args], {
      cwd: ROOT,
    });
  const json = async (...args: string[]) => {
    const { code, stdout, stderr } = await cardinality("--format", "json", ...args);
    assert.equal(code, 0, stderr);
    return JSON.parse(stdout) as Json;
  };

  /** Each is a minute's work for a busy Prometheus: asked once, looked at by several. */
  let all: Json;

  before(async function () {
    const prometheus = toolOrSkip(this, "prometheus");
    server = await metricsServer(page(GONE));
    const [port = 0] = await freePorts(1);
    url = `http://127.0.0.1:${port}`;
    const rules = scene.write("rules.yaml", {
      groups: [
        {
          name: "theirs",
          rules: [
            { record: "shop:by_file:sum", expr: 'sum({"by.file"})' },
            { alert: "Whatever", expr: 'count({__name__=~".+",job="none"}) > 1' },
          ],
        },
      ],
    });
    const config = scene.write("prometheus.yaml", {
      global: { scrape_interval: "5s", evaluation_interval: "5s" },
      rule_files: [rules],
      scrape_configs: [
        {
          job_name: "shop",
          static_configs: [{ targets: [server.address], labels: { namespace: "shop", service: "checkout" } }],
        },
      ],
    });
    const options = [
      `--config.file=${config}`,
      `--storage.tsdb.path=${scene.folder}/data`,
      `--web.listen-address=127.0.0.1:${port}`,
      "--log.level=error",
    ];
    await scene.start(prometheus, options, `${url}/-/ready`);
    const count = async (query: string) => {
      const answer = await fetch(`${url}/api/v1/query?${new URLSearchParams({ query }).toString()}`);
      const { data } = (await answer.json()) as { data: { result: { value: [number, string] }[] } };
      return Number(data.result[0]?.value[1] ?? 0);
    };
    await waitFor("all is scraped", async () => (await count("count(was_there)")) === GONE, { seconds: 120 });
    server.page = page(0);
    await waitFor("what is gone is stale", async () => (await count("count(was_there)")) === 0, { seconds: 120 });
    await waitFor("the rules are evaluated", async () => (await count("shop:by_file:sum")) === 1, { seconds: 120 });
    all = await json("--top", "1000", "--app", "checkout");
  });

  after(async () => {
    server.stop();
    await scene.end();
  });

  it("says which metrics and labels cost most, and what is left without each label", () => {
    const found = all;
    assert.deepEqual(found.metrics[0], { name: "user_requests_total", series: USERS });
    const [first] = found.inspected;
    assert.deepEqual(first?.labels.slice(0, 2), [
      { label: "user_id", values: USERS, without: 3 },
      { label: "plan", values: 3, without: USERS },
    ]);
    assert.deepEqual(found.labels[0]?.label, "user_id");
    const text = found.labels.find(({ label }) => label === "text");
    assert.ok(text && text.bytes > LONG * 10_000, JSON.stringify(text));
    assert.equal(found.jobs[0]?.targets, 1);
    assert.ok(found.jobs[0].perScrape >= USERS);
  });

  it("tells series that have ended from those that live", () => {
    const found = all;
    assert.deepEqual(
      found.inspected.filter(({ name }) => name === "was_there"),
      [{ name: "was_there", series: GONE, live: 0, labels: [] }],
    );
  });

  it("says whose series are", () => {
    const found = all;
    assert.ok(
      found.owners.some(
        ({ namespace, service, series }) => namespace === "shop" && service === "checkout" && series >= USERS,
      ),
    );
  });

  it("says what no rule, page or report reads, and not what is read by another name", () => {
    const found = all;
    const names = found.unread.map(({ name }) => name);
    for (const name of [
      "user_requests_total",
      "idle_seconds_bucket",
      "idle_seconds_count",
      'http.requests{"odd"} µs',
      "was_there",
      "long_values",
    ])
      assert.ok(names.includes(name), name);
    // Read by the platform, by their rule, and Prometheus' own.
    for (const name of ["http_requests_total", "by.file", "up", "scrape_duration_seconds", "shop:by_file:sum"])
      assert.ok(!names.includes(name), name);
    assert.deepEqual(
      found.unreadRecordings.map(({ name }) => name),
      ["shop:by_file:sum"],
    );
  });

  it("reads others' dashboards, exported or in ConfigMaps", async () => {
    const folder = path.join(scene.folder, "dashboards");
    fs.mkdirSync(folder, { recursive: true });
    const panel = (expr: string) => ({ title: "p", gridPos: {}, targets: [{ expr }] });
    fs.writeFileSync(
      path.join(folder, "one.json"),
      JSON.stringify({ title: "One", panels: [panel("rate(idle_seconds_count[$__rate_interval])")] }),
    );
    const inMap = JSON.stringify({ panels: [{ panels: [panel('{"http.requests{\\"odd\\"} µs", plan=~"$plan"}')] }] });
    fs.writeFileSync(path.join(folder, "maps.json"), JSON.stringify({ items: [{ data: { "two.json": inMap } }] }));
    const found = await json("--top", "1000", "--dashboards", folder);
    const names = found.unread.map(({ name }) => name);
    assert.deepEqual(
      [
        names.includes("idle_seconds_count"),
        names.includes("idle_seconds_bucket"),
        names.includes('http.requests{"odd"} µs'),
      ],
      [false, true, false],
    );
    assert.equal(found.hasOthersDashboards, true);
  });

  it("suggests for an application what its entry takes", () => {
    const [only] = all.suggestions;
    assert.ok(only);
    assert.ok(only.drop.includes("user_requests_total") && only.drop.includes("idle_seconds_(bucket|count|sum)"));
    assert.ok(only.drop.includes(String.raw`http\.requests\{"odd"\} µs`));
    assert.ok(!only.drop.some((pattern) => /up|scrape|http_requests/.test(pattern)), only.drop.join());
    // The schema takes it.
    settingsOf({ apps: [{ name: "checkout", port: 8080, metrics: { drop: only.drop } }] });
  });

  it("says in words and in Markdown what it found", async () => {
    const { stdout } = await cardinality("--app", "checkout", "--top", "3");
    assert.match(stdout, /^\d[\d,]+ series of \d+ metrics.*nothing known reads/);
    assert.match(stdout, /50,000 +3 +50,000 +user_id +user_requests_total/);
    assert.match(stdout, /was_there: 3,000 of its series have ended/);
    assert.match(stdout, /Not known: other teams' dashboards/);
    assert.match(stdout, /- name: checkout\n {4}metrics:\n {6}drop:\n/);
    const { stdout: markdown } = await cardinality("--format", "markdown", "--top", "5");
    assert.match(markdown, /^### /);
    assert.match(markdown, /\| 50,000 \| [\d.]+ % \| `user_requests_total` \|/);
    // Whatever a value is, a row stays a row.
    for (const line of markdown.split("\n").filter((one) => one.startsWith("|")))
      assert.ok(line.length < 500, line.slice(0, 200));
  });

  it("ends with 2 where an application has no series", async () => {
    const { code, stdout, stderr } = await cardinality("--app", 'x"} or up{a="');
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /no series has the label service with the value of --app/);
  });
});
