/** Queries of the settings: what is PromQL of a vector, by the settings' own word and by Prometheus'. */
import assert from "node:assert/strict";
import { stringify } from "yaml";
import { eventsPer, promqlProblem, ratedSelectors, withWindow } from "../../settings/promql";
import { assertTaken } from "../support/consumers";
import { toolOrSkip } from "../support/tools";

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
