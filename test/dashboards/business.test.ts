/** The page about business numbers: what it says is missed is what the alerts are about, currencies and errors too. */
import assert from "node:assert/strict";
import { business } from "../../dashboards/business";
import { panel, queries } from "../support/dashboards";
import { assertEvaluated } from "../support/promtool";
import { settingsOf } from "../support/settings";

const page = business(
  settingsOf({ apps: [{ name: "a", namespace: "shop", team: "security", business: { revenue: {} } }] }),
);

/** A panel's query of a ref id, of whatever is picked. */
function query(title: string, refId: string): string {
  const found = queries(panel(page, title)).find((candidate) => candidate.refId === refId) as { expr: string };
  return found.expr.replace(/\$\w+/g, ".*");
}

const OWN = 'namespace="shop",service="a"';
const number = (recording: string, labels: string, value: number) => ({
  series: `service:business:${recording}{${OWN},${labels}}`,
  values: `${value}x10`,
});

/** What numbers come to, with whether that is below the objective, or above that of errors. */
const CASES: [signal: string, achieved: number, objective: number, missed: 0 | 1][] = [
  ["transactions", 599, 600, 1],
  ["active_users", 600, 600, 0],
  ["conversion", 0.03, 0.02, 0],
  ["business_errors", 0.03, 0.02, 1],
];

describe("what the page about business says is missed", () => {
  const input_series = [
    ...CASES.flatMap(([signal, achieved, objective]) => [
      number("achieved", `signal="${signal}"`, achieved),
      number("objective", `signal="${signal}"`, objective),
    ]),
    // One objective for every currency, and one that nothing is known of yet.
    number("achieved", 'signal="revenue",currency="EUR"', 99),
    number("achieved", 'signal="revenue",currency="USD"', 101),
    number("objective", 'signal="revenue"', 100),
    number("objective", 'signal="feature_usage",feature="search"', 10),
  ];

  it("is each number on the wrong side of its objective, of errors the other one", function () {
    const sample = (more: string, value: number) => ({ labels: `{${OWN},${more}}`, value });
    assertEvaluated(this, [], {
      input_series,
      promql_expr_test: [
        {
          expr: query("Objectives", "C"),
          eval_time: "5m",
          exp_samples: [
            ...CASES.map(([signal, , , missed]) => sample(`signal="${signal}"`, missed)),
            sample('signal="revenue",currency="EUR"', 1),
            sample('signal="revenue",currency="USD"', 0),
          ],
        },
        { expr: query("Objectives missed", "A"), eval_time: "5m", exp_samples: [{ labels: "{}", value: 3 }] },
      ],
    });
  });

  it("is none where there is no objective", function () {
    assertEvaluated(this, [], {
      input_series: [],
      promql_expr_test: [
        { expr: query("Objectives missed", "A"), eval_time: "5m", exp_samples: [{ labels: "{}", value: 0 }] },
      ],
    });
    assert.match(panel(page, "Objectives").fieldConfig?.defaults.noValue ?? "", /No application/);
  });
});
