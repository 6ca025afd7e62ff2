/** Whether what rules and dashboards read is exported, recorded, or said to be the application's, with the labels that they ask for. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { allDashboards } from "../../dashboards";
import { EVERY_RULE } from "../../scripts/lib/alerts";
import type { Settings } from "../../settings";
import { filled, panels, queries } from "../support/dashboards";
import { FILEBEAT } from "../support/everything";
import { EXPORTERS, metricsOf, rulesOf } from "../support/metrics";
import { type Checked, labelChecker, type Metrics } from "../support/promql-labels";
import { PAGES } from "../support/runbooks";
import { settingsOf, stackSettings } from "../support/settings";

const [checkout, ...others] = EVERY_RULE.apps;

/** Every rule there can be, with an objective for each kind of number. */
const everything = settingsOf({
  ...EVERY_RULE,
  apps: [
    { ...checkout, business: { ...checkout?.business, features: [{ name: "search", atLeast: 10 }] } },
    ...others.map((app) => ({ ...app, slo: [] })),
  ],
});

const STACKS: Readonly<Record<string, Settings>> = {
  dev: stackSettings("dev"),
  staging: stackSettings("staging"),
  prod: stackSettings("prod"),
  everything,
  "Filebeat and Logstash": settingsOf(FILEBEAT),
  "without logs and traces": settingsOf({ logs: { engine: "none" }, tracing: { storage: "none" } }),
};

/** What settings read, by who reads it. */
function read(settings: Settings): { by: string; expr: string }[] {
  const ofRules = rulesOf(settings).map(({ alert, record, expr }) => ({ by: alert ?? record ?? "", expr }));
  const ofPanels = allDashboards(settings).flatMap(({ dashboard }) =>
    panels(dashboard).flatMap((panel) =>
      queries(panel)
        // The other data sources' queries are in other languages.
        .filter(({ datasource }) => (datasource?.type ?? "prometheus") === "prometheus")
        .map(({ expr }) => ({ by: `${dashboard.title} / ${panel.title}`, expr: filled(dashboard, expr) })),
    ),
  );
  return [...ofRules, ...ofPanels];
}

describe("what rules and dashboards read", () => {
  let check: (expr: string, metrics: Metrics) => Checked;

  before(async () => {
    check = await labelChecker();
  });

  for (const [name, settings] of Object.entries(STACKS)) {
    it(`is there, with its labels: ${name}`, () => {
      const metrics = metricsOf(settings, everything, check);
      const all = read(settings);
      assert.ok(all.length > 400, String(all.length));
      const wrong = all.flatMap(({ by, expr }) => check(expr, metrics).wrong.map((what) => `${by}: ${what}`));
      assert.deepEqual([...new Set(wrong)], []);
    });
  }

  it("is nothing that only another stack deploys", () => {
    const metrics = metricsOf(settingsOf(), everything, check);
    assert.deepEqual(check("elasticsearch_cluster_health_status", metrics).wrong, [
      "no metric elasticsearch_cluster_health_status",
    ]);
    assert.deepEqual(check("elasticsearch_cluster_health_status", metricsOf(everything, everything, check)).wrong, []);
  });
});

describe("the facts about metrics", () => {
  const exprs = Object.values(STACKS).flatMap((settings) => read(settings).map(({ expr }) => expr));
  const words = new Set([...exprs, ...PAGES.values()].flatMap((text) => text.match(/\w+/g) ?? []));
  const patterns = exprs.flatMap((expr) => [...expr.matchAll(/__name__=~"([^"]+)"/g)]).map(([, one]) => one);
  const named = new RegExp(`^(?:${[...new Set(patterns)].join("|")})$`);

  for (const [name, { metrics, source }] of EXPORTERS) {
    it(`are sorted, have a source, and are read by a rule, a panel or a runbook: ${name}`, () => {
      const names = Object.keys(metrics);
      assert.deepEqual(names, [...names].sort());
      for (const labels of Object.values(metrics)) assert.equal(labels, labels.split(" ").sort().join(" "));
      assert.notEqual(source, "");
      assert.deepEqual(
        names.filter((metric) => !words.has(metric) && !named.test(metric)),
        [],
      );
    });
  }
});

describe("the check of what is read", () => {
  const METRICS: Readonly<Record<string, readonly string[]>> = {
    requests: ["job", "pod", "code"],
    requests_failed: ["job", "pod", "reason"],
    info: ["pod", "node"],
    buckets: ["job", "le"],
  };
  const metrics: Metrics = {
    names: Object.keys(METRICS),
    labelsOf: (name) => (METRICS[name] === undefined ? undefined : new Set(METRICS[name])),
  };
  let check: (expr: string, known: Metrics) => Checked;

  before(async () => {
    check = await labelChecker();
  });

  const WRONG: readonly (readonly [string, string])[] = [
    ["rate(request[5m])", "no metric request"],
    ['{__name__=~"request_.*"}', "no metric request_.*"],
    ['requests{cod="500"}', 'no label cod: requests{cod="500"}'],
    ["sum by (node) (requests)", "no label node: sum by (node) (requests)"],
    ["sum without (node) (requests)", "no label node: sum without (node) (requests)"],
    ["max by (code) (sum by (job) (requests))", "no label code: max by (code) (sum by (job) (requests))"],
    ["requests * on (node) info", "no label node: requests * on (node) info"],
    ["requests * on (pod) group_left (zone) info", "no label zone: requests * on (pod) group_left (zone) info"],
    [
      "sum by (reason) (requests_failed / on (job, pod) requests)",
      "no label reason: sum by (reason) (requests_failed / on (job, pod) requests)",
    ],
    ['label_replace(requests, "a", "$1", "b", "(.*)")', 'no label b: label_replace(requests, "a", "$1", "b", "(.*)")'],
    ["sum by (le) (histogram_quantile(0.9, buckets))", "no label le: sum by (le) (histogram_quantile(0.9, buckets))"],
    ["sum by (job) (vector(1))", "no label job: sum by (job) (vector(1))"],
  ];
  for (const [expr, what] of WRONG) {
    it(`names what is wrong with ${expr}`, () => {
      assert.deepEqual(check(expr, metrics).wrong, [what]);
    });
  }

  const RIGHT: readonly (readonly [string, readonly string[]])[] = [
    ['{__name__=~"requests.*",job="a"}', ["code", "job", "pod", "reason"]],
    ["sum by (job, code) (rate(requests[5m]))", ["code", "job"]],
    ["sum without (pod) (requests)", ["code", "job"]],
    ["topk(3, requests) > 2", ["code", "job", "pod"]],
    ["1 - requests", ["code", "job", "pod"]],
    ["requests * on (pod) group_left (node) info", ["code", "job", "node", "pod"]],
    ["info * on (pod) group_right (node) requests", ["code", "job", "node", "pod"]],
    ["requests / ignoring (code) requests_failed", ["job", "pod"]],
    ["requests unless on (pod) info", ["code", "job", "pod"]],
    ['sum by (a) (label_replace(requests, "a", "$1", "pod", "(.*)"))', ["a"]],
    ['sum by (a) (label_join(requests, "a", "/", "pod", "job"))', ["a"]],
    ['count_values by (job) ("code", requests)', ["code", "job"]],
    ["histogram_quantile(0.9, sum by (job, le) (rate(buckets[5m])))", ["job"]],
    ["max_over_time((requests > 1)[1h:5m] offset 1d)", ["code", "job", "pod"]],
  ];
  for (const [expr, labels] of RIGHT) {
    it(`knows the labels of ${expr}`, () => {
      const found = check(expr, metrics);
      assert.ok(found.labels !== "any");
      assert.deepEqual([found.wrong, [...found.labels].sort()], [[], labels]);
    });
  }
});

describe("what is not deployed here", () => {
  const outside = [...EXPORTERS.values()].filter(({ page }) => page !== undefined);

  it("is some", () => {
    assert.ok(outside.length > 8, String(outside.length));
  });

  for (const { exporter, version, page = "", metrics } of outside) {
    it(`is said in ${page}: ${exporter} ${version}`, () => {
      const text = page
        .split(" ")
        .map((one) => readFileSync(one, "utf8"))
        .join("\n");
      const said = new RegExp(`\\b${exporter}\\b.*${version.replaceAll(".", "\\.")}\\b`);
      assert.ok(exporter === "applications" || said.test(text), `${page} does not say ${exporter} ${version}`);
      const named = metricsIn(text);
      if (page === "docs/databases.md") return;
      assert.deepEqual(
        Object.keys(metrics).filter((metric) => !named.has(metric)),
        [],
      );
    });
  }
});

/** The metrics that the tables of a page name, also in short: `a_{b,c}_d`, and `…_d` for the one before with another end. */
function metricsIn(text: string): Set<string> {
  const found = new Set<string>();
  let before = "";
  for (const [, code = ""] of text
    .split("\n")
    .filter((line) => line.startsWith("|"))
    .join("\n")
    .matchAll(/`([^`]+)`/g)) {
    const name = code.replace(/\{\w+\}$/, "");
    const stems = name.startsWith("…_") ? ends(before).map((stem) => `${stem}${name.slice(1)}`) : [name];
    const [, head = "", list, tail = ""] = /^(\w*)\{([\w,]+)\}(\w*)$/.exec(name) ?? [];
    const all = list === undefined ? stems : list.split(",").map((part) => `${head}${part}${tail}`);
    for (const metric of all) found.add(metric);
    if (!name.startsWith("…_")) before = name;
  }
  return found;
}

/** A name without its last words. */
function ends(name: string): string[] {
  const parts = name.split("_");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("_"));
}
