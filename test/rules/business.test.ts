/** Business numbers: what they come to by what applications expose, whatever happens to the counters. */
import assert from "node:assert/strict";
import { allRules } from "../../rules";
import { renderGroups } from "../../rules/rule";
import { assertEvaluated } from "../support/promtool";
import { testLinks } from "../support/rules";
import { settingsOf } from "../support/settings";

/** The rules of one application's numbers. */
function rulesOf(business: object, sections: object = {}) {
  const settings = settingsOf({ apps: [{ name: "a", namespace: "shop", team: "security", business }], ...sections });
  return renderGroups(allRules(settings)["business"] ?? [], testLinks);
}

const OWN = 'namespace="shop",service="a"';
const series = (metric: string, values: string, more = "") => ({ series: `${metric}{${OWN}${more}}`, values });
const is = (eval_time: string, expr: string, value: number, labels = "{}") => ({
  expr: `round(${expr}, 0.0001)`,
  eval_time,
  exp_samples: [{ labels, value }],
});

describe("business numbers", () => {
  /** 60 a minute for an hour; what happens then; and an hour more. */
  const MONEY: [string, string, number][] = [
    ["is the rate while nothing happens", "1000000+60x120", 1],
    ["does not count all again when it is corrected by 20", "1000000+60x60 1003580+60x59", 1],
    ["goes on from zero when the application is restarted", "1000000+60x60 0+60x59", 1],
    ["does not count what is loaded again after a restart", "1000000+60x60 0 1003600+60x58", 1],
    ["takes back what is refunded", "1000000+60x60 1003600-60x59", -1],
  ];
  for (const [name, values, later] of MONEY) {
    it(`revenue ${name}`, function () {
      this.timeout(600_000);
      const most = `max_over_time(service:business:value[2h]) <= bool 2`;
      assertEvaluated(this, rulesOf({ revenue: { currency: "EUR" } }), {
        input_series: [series("business_revenue_total", values, ',currency="EUR"')],
        promql_expr_test: [
          is("59m", "sum(service:business:value)", 1),
          is("110m", "sum(service:business:value)", later),
          is("110m", `sum(${most})`, 1),
        ],
      });
    });
  }

  it("take the largest of what replicas say of all users, and the names that the settings give", function () {
    this.timeout(600_000);
    const names = {
      activeUsers: "users",
      revenue: "sales",
      currencyLabel: "ccy",
      serviceLabel: "app",
      namespaceLabel: "ns",
    };
    const users = (pod: string, value: number) => ({
      series: `users{ns="shop",app="a",pod="${pod}"}`,
      values: `${value}x20`,
    });
    assertEvaluated(
      this,
      rulesOf({ activeUsers: { of: "application" }, revenue: {} }, { conventions: { business: names } }),
      {
        input_series: [
          users("a", 70),
          users("b", 69),
          { series: 'sales{ns="shop",app="a",ccy="EUR"}', values: "0+60x20" },
        ],
        promql_expr_test: [
          is("15m", 'sum(service:business:value{signal="active_users"})', 70),
          is("15m", 'sum by (currency) (service:business:value{signal="revenue"})', 1, '{currency="EUR"}'),
        ],
      },
    );
  });

  it("say nothing of a conversion of few visits, nor of an hour that is not known", function () {
    this.timeout(600_000);
    const business = { conversion: { atLeastPercent: 2 }, transactions: { atLeast: 600 } };
    const none = (eval_time: string, expr: string) => ({ expr, eval_time, exp_samples: [] });
    assertEvaluated(this, rulesOf(business), {
      input_series: [
        series("business_visits_total", "0+1x120"),
        series("business_conversions_total", "0+0x120"),
        series("business_transactions_total", "0+60x30 _x20 1800+60x90"),
      ],
      promql_expr_test: [
        none("100m", 'service:business:value{signal="conversion"}'),
        none("100m", 'service:business:achieved{signal="conversion"}'),
        none("60m", 'service:business:achieved{signal="transactions"}'),
        is("130m", 'sum(service:business:achieved{signal="transactions"})', 3600),
      ],
    });
  });

  it("are in objects by their application, and not held against weeks that are not kept", () => {
    const groups = rulesOf({ revenue: {} });
    assert.deepEqual(
      groups.map(({ name, interval }) => [name.replace(/\d\d$/, "NN"), interval]),
      [
        ["business-NN", "1m"],
        ["business", "1m"],
      ],
    );
    const alerts = (metrics: object) =>
      rulesOf({ revenue: {} }, { metrics }).flatMap(({ rules }) => rules.flatMap((rule) => rule["alert"] ?? []));
    assert.deepEqual(alerts({}), ["BusinessBelowObjective", "BusinessErrorsHigh", "BusinessNotMeasured"]);
    assert.ok(alerts({ retention: "30d" }).includes("BusinessUnusual"));
    assert.deepEqual(rulesOf({}), []);
  });
});
