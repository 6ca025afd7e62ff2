import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { teams } from "../../scripts/lib/cardinality/assess";
import { Readers } from "../../scripts/lib/cardinality/readers";
import { dashboardReadings, folderReadings, platformReadings } from "../../scripts/lib/cardinality/readings";
import { queryOfVariable, selectorsOf } from "../../scripts/lib/cardinality/selectors";
import { patterns, suggestion } from "../../scripts/lib/cardinality/suggest";
import { everySettings } from "../../scripts/lib/alerts";
import { UserError } from "../../scripts/lib/stack";
import { settingsOf } from "../support/settings";

const readers = (...queries: string[]) => new Readers(queries.map((query) => ({ where: query, query })));
const reads = (query: string, metric: string) => readers(query).readerOf(metric) !== undefined;

describe("what reads a metric", () => {
  it("is found by its name, however that is written", () => {
    assert.ok(reads("sum(rate(a_total[5m])) / b", "a_total"));
    assert.ok(reads("sum(rate(a_total[5m])) / b", "b"));
    assert.ok(reads('{__name__="a"}', "a"));
    assert.ok(reads('{"a.b", x="y"}', "a.b"));
    assert.ok(reads("{'a\\'b'}", "a'b"));
    assert.ok(reads("{`a\\b`}", "a\\b"));
    assert.ok(reads(String.raw`{"\u00b5\x41\102\n"}`, "µAB\n"));
    assert.ok(reads("absent_over_time(a[1h:5m] @ end() offset 5m)", "a"));
    assert.ok(!reads('b{x="a"}', "a"));
    assert.ok(!reads("b{a!=''} and on (a) c", "a"));
  });

  it("is found by every matcher of the name, as RE2 has it and whole", () => {
    assert.ok(reads('{__name__=~"a.*|b"}', "abc"));
    assert.ok(!reads('{__name__=~"a|b"}', "ab"));
    assert.ok(!reads('{__name__=~"a.*",__name__!="abc"}', "abc"));
    assert.ok(reads('{__name__=~"a.*",__name__!~"abc|x"}', "abd"));
    assert.ok(!reads('{__name__=~"(?=a)"}', "a"));
  });

  it("is none where a query reads whatever there is", () => {
    const all = readers('count({__name__=~".+"})', '{job="x"}', '{__name__!="x"}', "up");
    assert.equal(all.readerOf("a"), undefined);
    assert.equal(all.ofAny.length, 3);
    assert.equal(all.readerOf("up"), "up");
  });

  it("is every word of what is no PromQL", () => {
    const broken = readers("sum(rate(a_total[5m])) / (b");
    assert.deepEqual([broken.readerOf("a_total"), broken.readerOf("b"), broken.readerOf("c")].map(Boolean), [
      true,
      true,
      false,
    ]);
    assert.equal(broken.unreadable.length, 1);
  });

  it("may have variables of Grafana's in it", () => {
    assert.ok(reads('rate(a{b="$c", d=~"${e:regex}"}[$__rate_interval])', "a"));
    assert.ok(reads("sum(rate(x_${kind}_total[${range}]))", "x_get_total"));
    assert.ok(!reads("sum(rate(x_${kind}_total[5m]))", "y_get_total"));
    assert.ok(reads('{__name__=~"${m}_seconds"}', "a_seconds"));
    assert.deepEqual(readers("$metric offset $by").ofAny.length, 1);
    assert.deepEqual(selectorsOf("$metric offset $by").words, []);
  });

  it("may be a variable's query", () => {
    assert.equal(queryOfVariable('label_values(a{b=~"c,d"}, e)'), 'a{b=~"c,d"}');
    assert.equal(queryOfVariable("label_values(e)"), undefined);
    assert.equal(queryOfVariable("query_result(topk(5, a))"), "topk(5, a)");
    assert.equal(queryOfVariable("metrics(a.*)"), undefined);
    assert.equal(queryOfVariable("a"), "a");
  });

  it("is in rows, variables and annotations, and not in queries of logs", () => {
    const page = {
      title: "P",
      panels: [
        { title: "row", panels: [{ title: "in", gridPos: {}, targets: [{ expr: "a" }] }] },
        { title: "logs", gridPos: {}, datasource: { type: "loki", uid: "x" }, targets: [{ expr: '{b="c"}' }] },
        { title: "old", gridPos: {}, datasource: "Prometheus", targets: [{ expr: "d" }] },
      ],
      templating: {
        list: [
          { type: "query", query: { query: "label_values(e, f)" } },
          { type: "custom", query: "1m,5m" },
        ],
      },
      annotations: { list: [{ datasource: { type: "prometheus" }, expr: "g" }] },
    };
    assert.deepEqual(
      dashboardReadings(page).map(({ where, query }) => `${where}: ${query}`),
      ["panel in of P: a", "panel old of P: d", "page P: e", "page P: g"],
    );
  });

  it("is all that the platform has, and all of that is PromQL", () => {
    const all = platformReadings(everySettings());
    const kinds = new Set(all.map(({ where }) => where.split(" ")[0]));
    assert.deepEqual([...kinds].sort(), ["page", "panel", "report", "rule", "runbook"]);
    assert.deepEqual(new Readers(all).unreadable, []);
  });

  it("is in a folder of dashboards, and a file without one is named", () => {
    const folder = fs.mkdtempSync(path.join(os.tmpdir(), "dashboards-"));
    try {
      assert.throws(() => folderReadings(folder), new UserError("--dashboards is a folder without a JSON file"));
      fs.writeFileSync(
        path.join(folder, "x.json"),
        '{"dashboard":{"title":"X","panels":[{"targets":[{"expr":"a"}]}]}}',
      );
      assert.deepEqual(folderReadings(folder), [{ where: "page X", query: "a" }]);
      fs.writeFileSync(path.join(folder, "y.json"), "{");
      assert.throws(() => folderReadings(folder), new UserError("y.json of --dashboards holds no dashboard"));
      assert.throws(() => folderReadings(path.join(folder, "none")), /is not a folder that can be read/);
    } finally {
      fs.rmSync(folder, { recursive: true });
    }
  });
});

describe("what to drop", () => {
  it("has the parts of a histogram as one, and other characters as such", () => {
    assert.deepEqual(patterns(["a_bucket", "a_sum", "a_count", "b_count", "c", "c_sum", "d.e{}"]), [
      "a_(bucket|count|sum)",
      "b_count",
      "c",
      "c_sum",
      String.raw`d\.e\{\}`,
    ]);
  });

  it("is neither read, nor recorded, nor Prometheus' own; what to keep is the other list", () => {
    const metrics = ["a", "b", "c", "d", "up", "scrape_series_added", "x:y:z", "recorded"].map((name) => ({
      name,
      series: 2,
    }));
    const { drop, keep, series } = suggestion("app", metrics, readers("a"), new Set(["recorded"]));
    assert.deepEqual({ drop, keep, series }, { drop: ["b", "c", "d"], keep: ["a"], series: 8 });
  });
});

describe("whose series are", () => {
  it("is told by applications, then by the owners of namespaces, then they are the platform's", () => {
    const settings = settingsOf({
      alerting: { teams: ["platform", "shop", "mail"], owners: [{ namespaces: "shop.*", team: "shop" }] },
      apps: [
        { name: "checkout", namespace: "front", team: "shop" },
        { name: "mails", namespace: "shop-2", team: "mail" },
      ],
    });
    const owner = (namespace: string, service: string, series: number) => ({
      namespace,
      service,
      series,
      isWhole: false,
    });
    const found = teams(
      [
        owner("front", "checkout", 1),
        owner("front", "", 2),
        owner("shop-2", "mails", 4),
        owner("shop-2", "x", 8),
        owner("", "", 16),
      ],
      settings,
    );
    assert.deepEqual(found, [
      { team: "platform", series: 16 },
      { team: "shop", series: 11 },
      { team: "mail", series: 4 },
    ]);
  });
});
