/** Service level objectives: what windows come to, who is told, and what many of them cost. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stringify } from "yaml";
import { ruleFiles } from "../../components/rules";
import { whoHears } from "../../components/alertmanager";
import { allRules } from "../../rules";
import { renderGroups } from "../../rules/rule";
import { budgetOf, slowestPage } from "../../rules/slo";
import { eventsPer, promqlProblem, ratedSelectors, withWindow } from "../../settings/promql";
import { type Running, startAlertmanager } from "../support/alertmanager";
import { assertTaken } from "../support/consumers";
import { recording, type Told } from "../support/faults";
import { testLinks } from "../support/rules";
import { settingsOf } from "../support/settings";
import { toolOrSkip } from "../support/tools";

const app = (name: string, more: object = {}) => ({ name, namespace: "shop", slo: [{ objective: 99.9 }], ...more });

describe("burn rates", () => {
  it("are by the share of the budget, and none that lets the budget last", () => {
    assert.equal(slowestPage({ window: "30d" }), 6);
    assert.equal(slowestPage({ window: "28d" }), 5.6);
    assert.equal(slowestPage({ window: "7d" }), 1.4);
    assert.equal(slowestPage({ window: "3d" }), 1);
  });

  it("are of a budget without what binary fractions add", () => {
    const budgets = [99.9, 99.95, 99.99, 99.5, 90].map((objective) => budgetOf({ objective }));
    assert.deepEqual(budgets, [0.001, 0.0005, 0.0001, 0.005, 0.1]);
  });
});

describe("the windows of an SLO", () => {
  it("come to what the raw counters come to, however unequal its hours are, and are weighed by events", function () {
    this.timeout(600_000);
    const promtool = toolOrSkip(this, "promtool");
    const settings = settingsOf({ apps: [app("a", { slo: [{ objective: 99, window: "3d" }] })], metrics: { retention: "4d" } });
    const folder = mkdtempSync(join(tmpdir(), "slo-"));
    try {
      writeFileSync(join(folder, "slo.yaml"), stringify({ groups: renderGroups(allRules(settings)["slo"] ?? [], testLinks) }));
      // Quiet hours in which one of ten requests fails, and busy ones in which one of a thousand does: the mean of the
      // ratios is 5.05 %, and what users had 0.199 %.
      const series = (code: string) => `http_requests_total{namespace="shop",service="a",code="${code}"}`;
      // By the minute: 9 and 1 for two hours, then 999 and 1 for two.
      const good = "0+9x120 1080+999x120 120960+9x120 122040+999x120 241920+9x120 243000+999x120";
      const bad = "0+1x720";
      const ratio = (window: string) => `round(slo:errors:rate${window} / slo:events:rate${window}, 0.0001)`;
      const at = (eval_time: string, expr: string, value: number) => ({
        expr,
        eval_time,
        exp_samples: [{ labels: '{namespace="shop", service="a", slo="availability"}', value }],
      });
      const label = '{namespace="shop", service="a", slo="availability", window="3d"}';
      const test = {
        rule_files: ["slo.yaml"],
        evaluation_interval: "1m",
        tests: [
          {
            interval: "1m",
            input_series: [
              { series: series("200"), values: good },
              { series: series("500"), values: bad },
            ],
            promql_expr_test: [
              // Two busy hours, and the quiet two before them: 240 of 121,200.
              at("12h", ratio("2h"), 0.001),
              at("12h", ratio("30m"), 0.001),
              at("10h", ratio("1h"), 0.1),
              // 720 in twelve hours of 363,600; in six hours 360 of 242,400 (two busy stretches, one quiet).
              at("12h", ratio("6h"), 0.0015),
              at("12h", ratio("1d"), 0.002),
              at("12h", ratio("3d"), 0.002),
              {
                expr: "round(slo:burn:ratio_window, 0.01)",
                eval_time: "12h",
                exp_samples: [{ labels: label, value: 0.2 }],
              },
              {
                expr: "round(slo:budget_left:ratio, 0.01)",
                eval_time: "12h",
                exp_samples: [{ labels: label, value: 0.8 }],
              },
              // Per second, over hours of which nothing is known as well.
              {
                expr: "round(slo:events:rate3d * 3 * 86400 / 363600, 0.01)",
                eval_time: "12h",
                exp_samples: [{ labels: '{namespace="shop", service="a", slo="availability"}', value: 1 }],
              },
            ],
          },
        ],
      };
      writeFileSync(join(folder, "test.yaml"), stringify(test));
      const { status, stdout, stderr } = spawnSync(promtool, ["test", "rules", "test.yaml"], { cwd: folder, encoding: "utf8" });
      assert.equal(status, 0, stdout + stderr);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

describe("objects of SLOs", () => {
  const many = (count: number, first = 0) => Array.from({ length: count }, (_, index) => app(`app-${first + index}`));
  const files = (apps: object[]) => ruleFiles(settingsOf({ apps, metrics: { retention: "30d" } }));

  it("change by one where one is added, renamed in place or taken away", () => {
    const before = files(many(60));
    const differing = (after: ReturnType<typeof files>) =>
      [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
        (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
      );
    assert.equal(differing(files([...many(60), app("new")])).length, 1);
    assert.equal(differing(files([app("new"), ...many(60)])).length, 1);
    assert.equal(differing(files(many(59))).length, 1);
    assert.equal(differing(files([...many(60)].reverse())).length > 0, true, "in a part, the order is the settings'");
  });

  it("are 65 at most, and far from what an object may have, of 1,000 applications with two SLOs each", () => {
    const apps = many(1000).map((one) => ({ ...one, slo: [{ objective: 99.9 }, { objective: 99, indicator: "latency", threshold: "500ms" }] }));
    const rendered = Object.entries(files(apps)).filter(([name]) => /^slo/.test(name));
    assert.equal(rendered.length, 65);
    for (const [name, content] of rendered) assert.ok(JSON.stringify(content).length < 262_144, name);
    const bases = rendered.flatMap(([, { groups }]) => groups.flatMap(({ rules }) => rules)).filter((rule) => rule["record"] === "slo:errors:rate5m");
    assert.equal(bases.length, 2000);
    const others = rendered.find(([name]) => name === "slo") ?? assert.fail();
    assert.equal(others[1].groups.flatMap(({ rules }) => rules).length, 19, "what looks at all of them at once does not grow");
  });

  it("are none without an SLO", () => {
    assert.deepEqual(Object.keys(files([{ name: "a" }])).filter((name) => /^slo/.test(name)), []);
  });
});

describe("who hears of an SLO", () => {
  const alerting = {
    teams: ["platform", "security", "shop", "payments"],
    owners: [{ namespaces: "pay-.*", team: "payments" }],
    channels: {
      pagerDuty: ["platform", "shop", "payments"].map((team) => ({ name: team, severities: ["critical"], teams: [team] })),
      slack: ["platform", "shop", "payments"].map((team) => ({ name: team, channel: `#${team}`, teams: [team] })),
    },
  };
  const apps = [app("cart", { team: "shop" }), app("api", { namespace: "pay-api" }), app("other")];
  const settings = settingsOf({ alerting, apps, metrics: { retention: "30d" } });
  /** The labels that an alert of the app has when Prometheus sends it on, but for the owner's. */
  const labels = (service: string, severity: string) => {
    const facts = (allRules(settings)["slo"] ?? [])
      .flatMap(({ rules }) => rules)
      .find((rule) => "record" in rule && rule.record === "slo:error_budget:ratio" && rule.labels?.["service"] === service);
    const { namespace = "", team = "", slo = "" } = (facts !== undefined && "record" in facts ? facts.labels : undefined) ?? {};
    return { alertname: "SloBudgetBurning", cluster: "test", service, severity, namespace, team, slo, subject: `${service} ${slo}` };
  };

  it("is the application's own team, by PagerDuty where it burns fast; else the owner of its namespace, else the platform", () => {
    assert.deepEqual(whoHears(settings, labels("cart", "critical")), ["pagerDuty/shop", "slack/shop"]);
    assert.deepEqual(whoHears(settings, labels("cart", "medium")), ["slack/shop"]);
    assert.deepEqual(whoHears(settings, labels("api", "critical")), ["pagerDuty/payments", "slack/payments"]);
    assert.deepEqual(whoHears(settings, labels("other", "critical")), ["pagerDuty/platform", "slack/platform"]);
  });

  describe("in a real Alertmanager", () => {
    let running: Running | undefined;
    after(() => running?.stop());

    it("is that team and nobody else, once: the page mutes the ticket of the same SLO and of no other", async function () {
      this.timeout("3m");
      running = await startAlertmanager(toolOrSkip(this, "alertmanager"), settings, { groupWait: "2s", change: recording });
      await running.fire([
        { labels: labels("cart", "critical") },
        { labels: labels("cart", "medium") },
        { labels: labels("other", "medium") },
      ]);
      const told = (await running.settled(3)).map(({ body }) => {
        const { receiver, title } = (body as { message: Told }).message;
        return `${receiver} ${title}`;
      });
      assert.deepEqual(told.sort(), [
        "pagerDuty/shop CRITICAL: SloBudgetBurning cart availability in shop on test",
        "slack/platform MEDIUM: SloBudgetBurning other availability in shop on test",
        "slack/shop CRITICAL: SloBudgetBurning cart availability in shop on test",
      ]);
    });
  });
});

describe("queries of the settings", () => {
  const QUERIES: [query: string, taken: boolean][] = [
    ["sum(rate(x[{{.window}}]))", true],
    ['sum by (a) (rate(x{b=~"c|d"}[{{ .window }}] offset 5m)) # a comment', true],
    ["sum_over_time((count(x < 0.75))[{{.window}}:]) or on () vector(0)", true],
    ["quantile_over_time(0.9, x[{{.window}}])", true],
    ["1 - (sum(a) / sum(b))", true],
    ["histogram_quantile(0.9, sum by (le) (rate(x_bucket[{{.window}}])))", true],
    ["topk(3, x) > bool 1", true],
    ["rate(x)", false],
    ["sum(x[{{.window}}])", false],
    ["x[{{.window}}]", false],
    ["vector(1)[{{.window}}]", false],
    ["histogram_share(0.2, x)", false],
    ["sum(rate(x[{{.window}}])", false],
    ["x or 1", false],
    ["abs(x[5m])", false],
    ['sum("a")', false],
    ["", false],
  ];
  for (const [query, taken] of QUERIES) {
    it(`${query || "nothing"}: Prometheus`, function () {
      this.timeout(120_000);
      assert.equal(promqlProblem(query) === undefined, taken, promqlProblem(query));
      const expr = `sum(${withWindow(query, "5m")})`;
      const rules = stringify({ groups: [{ name: "a", rules: [{ record: "a:b:c", expr }] }] });
      assertTaken(taken, toolOrSkip(this, "promtool"), (file) => ["check", "rules", file], rules);
    });
  }

  it("count by the second or by the range, or nobody can tell", () => {
    assert.equal(eventsPer("sum(rate(x[{{.window}}]))"), "second");
    assert.equal(eventsPer("increase(x[{{.window}}])"), "range");
    assert.equal(eventsPer("rate(x[5m]) + increase(x[5m])"), undefined);
    assert.equal(eventsPer("x"), undefined);
  });

  it("of counters get their rates before they are summed, so that a restart is none", () => {
    assert.equal(ratedSelectors('sum(a{b="c"}) - d'), 'sum(rate(a{b="c"}[{{.window}}])) - rate(d[{{.window}}])');
    assert.equal(ratedSelectors("sum(rate(a[5m]))"), undefined);
  });
});
