/** Service level objectives: burn rates, windows, and when alerts fire, held against what the raw counters say. */
import assert from "node:assert/strict";
import { allRules } from "../../rules";
import { renderGroups } from "../../rules/rule";
import { slowestPage } from "../../rules/slo/burning";
import { budgetOf } from "../../rules/slo/objective";
import { assertEvaluated } from "../support/promtool";
import { testLinks } from "../support/rules";
import { settingsOf } from "../support/settings";

/** The rules of one application's SLO. */
function rulesOf(slo: object) {
  const settings = settingsOf({ apps: [{ name: "a", namespace: "shop", slo: [slo] }], metrics: { retention: "30d" } });
  return renderGroups(allRules(settings)["slo"] ?? [], testLinks);
}

const series = (code: string) => `http_requests_total{namespace="shop",service="a",code="${code}"}`;

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
    const labels = '{namespace="shop", service="a", slo="availability"}';
    const whole = '{namespace="shop", service="a", slo="availability", window="3d"}';
    const at = (eval_time: string, expr: string, value: number, of = labels) => ({
      expr,
      eval_time,
      exp_samples: [{ labels: of, value }],
    });
    const ratio = (window: string) => `round(slo:errors:rate${window} / slo:events:rate${window}, 0.0001)`;
    assertEvaluated(this, rulesOf({ objective: 99, window: "3d" }), {
      // By the minute 10 requests for two hours, then 1,000 for two, and so on; one of each minute fails. The mean of the
      // ratios is 5.05 %, and what users had 0.198 %.
      input_series: [
        {
          series: series("200"),
          values: "0+9x120 1080+999x120 120960+9x120 122040+999x120 241920+9x120 243000+999x120",
        },
        { series: series("500"), values: "0+1x720" },
      ],
      promql_expr_test: [
        at("12h", ratio("30m"), 0.001),
        at("10h", ratio("1h"), 0.1),
        at("12h", ratio("2h"), 0.001),
        // Two busy stretches and a quiet one: 360 of 241,200.
        at("12h", ratio("6h"), 0.0015),
        // All that is known: 720 of 363,600.
        at("12h", ratio("1d"), 0.002),
        at("12h", ratio("3d"), 0.002),
        at("12h", "round(slo:burn:ratio_window, 0.01)", 0.2, whole),
        at("12h", "round(slo:budget_left:ratio, 0.01)", 0.8, whole),
        // Per second, of the whole window, of which most is unknown.
        at("12h", "round(slo:events:rate3d * 3 * 86400 / 363600, 0.1)", 1),
        at("12h", "round(slo:events:rate_window * 3 * 86400 / 363600, 0.1)", 1, whole),
      ],
    });
  });
});

describe("the alerts of an SLO", () => {
  /** The workbook's own expressions, over what the application exposes. */
  const direct = (...pairs: [long: string, short: string, burn: number][]) => {
    const rate = (window: string, more = "") => `sum(rate(http_requests_total{service="a"${more}}[${window}]))`;
    const burns = (window: string, burn: number) =>
      `${rate(window, ',code=~"5.."')} / ${rate(window)} > ${burn} * 0.001`;
    return pairs.map(([long, short, burn]) => `(${burns(long, burn)} and ${burns(short, burn)})`).join(" or ");
  };
  const reference = {
    name: "direct",
    rules: [
      { alert: "Direct", expr: direct(["1h", "5m", 14.4], ["6h", "30m", 6]), labels: { severity: "critical" } },
      { alert: "Direct", expr: direct(["1d", "2h", 3], ["3d", "6h", 1]), labels: { severity: "medium" } },
    ],
  };
  const SEVERITIES = ["critical", "medium"];
  const count = (alert: string, severity: string) =>
    `(count(ALERTS{alertname="${alert}",severity="${severity}"}) or vector(0))`;
  const compared = {
    name: "compared",
    rules: SEVERITIES.map((severity) => ({
      record: `test:${severity}:differs`,
      expr: `${count("SloBudgetBurning", severity)} != bool ${count("Direct", severity)}`,
    })),
  };

  /** Of 1,000 requests a minute so many fail, for so many minutes. */
  // prettier-ignore
  const SCENARIOS: [string, [failed: number, minutes: number][]][] = [
    ["everything fails", [[0, 120], [1000, 30], [0, 420]]],
    ["2 % fail for two hours", [[0, 120], [20, 120], [0, 40]]],
    ["0.9 % fail for hours", [[0, 120], [9, 290]]],
    ["errors come and go", [[0, 120], [60, 10], [0, 20], [60, 10], [0, 20], [60, 10], [0, 60]]],
  ];
  for (const [name, parts] of SCENARIOS) {
    it(`fire and end when those over raw counters do: ${name}`, function () {
      this.timeout(600_000);
      const minutes = parts.reduce((sum, [, length]) => sum + length, 0);
      const counter = (of: (failed: number) => number) => {
        let at = 0;
        const text = parts.map(([failed, length]) => {
          const from = at;
          at += of(failed) * length;
          return `${from}+${of(failed)}x${length - 1}`;
        });
        return text.join(" ");
      };
      const is = (expr: string) => ({
        expr,
        eval_time: `${minutes - 1}m`,
        exp_samples: [{ labels: "{}", value: 1 }],
      });
      assertEvaluated(this, [...rulesOf({ objective: 99.9 }), reference, compared], {
        input_series: [
          { series: series("200"), values: counter((failed) => 1000 - failed) },
          { series: series("500"), values: counter((failed) => failed) },
        ],
        promql_expr_test: SEVERITIES.flatMap((severity) => [
          is(`sum_over_time(test:${severity}:differs[${minutes}m]) <= bool 6`),
          is(`sum(count_over_time(ALERTS{alertname="Direct",severity="${severity}"}[${minutes}m])) >= bool 10`),
        ]),
      });
    });
  }
});
