/** What every page has around its panels: the cluster in each query, marks on its graphs, links to the others. */
import assert from "node:assert/strict";
import { parser } from "@prometheus-io/lezer-promql";
import { graph } from "../../dashboards/common";
import { inCluster, variableInCluster } from "../../dashboards/in-cluster";
import { labelVariable, page } from "../../dashboards/page";
import { everyDashboard, panels, queries, variables } from "../support/dashboards";

const PICKED = 'cluster=~"$cluster"';

/** How many selectors of series an expression has. */
function selectors(expr: string): number {
  let found = 0;
  parser.parse(expr.replace(/\$__(rate_)?interval|\$__range/g, "5m").replace(/\$__\w+/g, "1")).iterate({
    enter: ({ type }) => {
      assert.ok(!type.isError, expr);
      if (type.name === "VectorSelector") found += 1;
    },
  });
  return found;
}

describe("the picked cluster", () => {
  for (const [expr, expected] of [
    ["up", `up{${PICKED}}`],
    ["up{}", `up{${PICKED}}`],
    ['up{job="a"}', `up{job="a",${PICKED}}`],
    ['up{job="a",}', `up{job="a",${PICKED}}`],
    ['{__name__="up"}', `{__name__="up",${PICKED}}`],
    [
      'sum by (cluster) (up{job=~"$job"}) / on () group_left () vector(1)',
      `sum by (cluster) (up{job=~"$job",${PICKED}}) / on () group_left () vector(1)`,
    ],
    [
      "rate(a[$__rate_interval]) > b * 1000 >= $__from",
      `rate(a{${PICKED}}[$__rate_interval]) > b{${PICKED}} * 1000 >= $__from`,
    ],
    ["max_over_time(rate(a[5m])[$__range:1m])", `max_over_time(rate(a{${PICKED}}[5m])[$__range:1m])`],
    ['a{b="}"} + c{d=~"x{2}"}', `a{b="}",${PICKED}} + c{d=~"x{2}",${PICKED}}`],
    ["a{b='{'} # up{}", `a{b='{',${PICKED}} # up{}`],
  ] as const) {
    it(`is asked for by ${expr}`, () => {
      assert.equal(inCluster(expr), expected);
    });
  }

  it("is refused a query that is not PromQL", () => {
    assert.throws(() => inCluster("sum(up"), /not PromQL from character/);
    assert.throws(() => variableInCluster("up"), /not a query of a label's values/);
  });

  it("is asked for by every selector and every variable of every page that has it", () => {
    const missing: string[] = [];
    for (const { dashboard } of everyDashboard()) {
      if (!variables(dashboard).some(({ name }) => name === "cluster")) continue;
      const panelQueries = panels(dashboard).flatMap((panel) => queries(panel));
      const annotated = dashboard.annotations.list ?? [];
      for (const { expr = "", datasource } of [...panelQueries, ...annotated]) {
        if (datasource?.uid !== "${datasource}") continue;
        if (selectors(expr) !== expr.split(PICKED).length - 1) missing.push(`${dashboard.uid ?? ""}: ${expr}`);
      }
      for (const variable of variables(dashboard)) {
        if (variable.datasource?.uid !== "${datasource}" || variable.name === "cluster") continue;
        if (!JSON.stringify(variable.query).includes("$cluster"))
          missing.push(`${dashboard.uid ?? ""}: $${variable.name}`);
      }
    }
    assert.deepEqual(missing, []);
  });
});

describe("a page", () => {
  const built = page({
    uid: "sample",
    title: "Sample",
    description: "A page.",
    tags: ["sample"],
    variables: [labelVariable("namespace", "Namespace", "up")],
    about: 'namespace=~"$namespace",service=~"$service"',
    rows: {
      "": [graph({ title: "Up", description: "What is up.", width: 12, unit: "short", queries: [{ expr: "up" }] })],
    },
  });

  it("marks the alerts and the rollouts of what is picked", () => {
    const [alerts, rollouts] = built.annotations.list ?? [];
    assert.equal(
      alerts?.expr,
      `ALERTS{alertstate="firing",severity=~"critical|high",namespace=~"$namespace",service=~"$service",${PICKED}}`,
    );
    assert.equal(
      rollouts?.expr,
      `deployment:rollout:timestamp_seconds{namespace=~"$namespace",deployment=~"$service",${PICKED}} * 1000 >= $__from`,
    );
    assert.equal(rollouts.useValueForTime, true);
  });

  it("leads home and to all others, which take along the time and what is picked", () => {
    const links = built.links ?? [];
    assert.deepEqual(
      links.map(({ title, url, tags, includeVars, keepTime }) => [title, url ?? tags, includeVars, keepTime]),
      [
        ["Home", "/d/home", true, true],
        ["Pages", ["observability"], true, true],
      ],
    );
  });

  it("is in the drop-down of pages, unless it is a text", () => {
    for (const { folder, dashboard } of everyDashboard()) {
      assert.equal(dashboard.tags?.includes("observability"), folder !== "Runbooks", dashboard.title);
    }
  });
});
