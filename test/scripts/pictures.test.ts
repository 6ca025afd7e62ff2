import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as path from "node:path";
import { surroundings } from "../../scripts/lib/panels/ask";
import { filled } from "../../scripts/lib/panels/interpolate";
import { pickedAt } from "../../scripts/lib/panels/options";
import { givenOf, sizesOf, themesOf } from "../../scripts/lib/pictures/arguments";
import { legendOf, logsFrame, numberOf, seriesFrames, tableFrame } from "../../scripts/lib/pictures/frames";
import { described, isBroken, type PageReport } from "../../scripts/lib/pictures/report";
import { drawnOf, givenFor, type VariableJson } from "../../scripts/lib/pictures/variables";
import { ROOT, UserError } from "../../scripts/lib/stack";
import { layout } from "../../tools/pictures/shared/layout";
import type { PanelJson } from "../../tools/pictures/shared/page";
import { inQuery, interpolated } from "../../tools/pictures/shared/variables";
import { NOON, serveWorld } from "../support/pictures";

describe("the packages of pictures", () => {
  const read = (file: string) =>
    JSON.parse(fs.readFileSync(path.join(ROOT, "tools/pictures", file), "utf8")) as unknown;
  const { dependencies } = read("package.json") as { dependencies: Record<string, string> };
  const { packages } = read("package-lock.json") as { packages: Record<string, { version?: string }> };

  it("are pinned, to one release of Grafana, and one copy of it: each copy has registries of its own", () => {
    for (const [name, version] of Object.entries(dependencies)) assert.match(version, /^\d+\.\d+\.\d+$/, name);
    const components = ["data", "i18n", "schema", "ui"];
    for (const name of components) assert.equal(dependencies[`@grafana/${name}`], dependencies["@grafana/ui"], name);
    const copies = Object.keys(packages).filter((at) => /@grafana\/(?:data|i18n|schema|ui)$/.test(at));
    assert.deepEqual(
      copies,
      components.map((name) => `node_modules/@grafana/${name}`),
    );
  });

  it("name no registry", () => {
    assert.ok(!/"resolved": "http/.test(fs.readFileSync(path.join(ROOT, "tools/pictures/package-lock.json"), "utf8")));
  });
});

describe("variables of a picture", () => {
  it("are put in wherever Grafana knows them, and what nothing is known of stays", () => {
    const valueOf = (name: string, format?: string, path?: string) =>
      name === "a" ? [name, format, path].filter((part) => part !== undefined).join("/") : undefined;
    assert.equal(interpolated("$a ${a} ${a:csv} ${a.b.c} [[a]] $b ${b} $$a", valueOf), "a a a/csv a/b.c a $b ${b} $a");
  });

  it("are escaped for a regular expression where several can be picked, and for a string where not", () => {
    assert.equal(inQuery(["a.b"], true), "a\\\\.b");
    assert.equal(inQuery(["a", "b|c"], true), "(a|b\\\\|c)");
    assert.equal(inQuery(['a."b'], false), 'a.\\"b');
    assert.equal(inQuery(["a", "b"], true, "csv"), "a,b");
    assert.equal(inQuery(["a.", "b"], true, "regex"), "(a\\.|b)");
    assert.throws(() => inQuery(["a"], true, "json"), /not known/);
  });

  it("are all values where there is no value for all of them", async () => {
    const { sources, asked, stop } = await serveWorld({ metrics: {}, labels: { node: ["x", "y"] } });
    const query = (more: Partial<VariableJson>): VariableJson => ({
      ...{
        type: "query",
        name: "node",
        query: { query: 'label_values(up{job="$job"}, node)' },
        multi: true,
        includeAll: true,
      },
      ...{ current: { text: ["All"], value: ["$__all"] }, ...more },
    });
    const job: VariableJson = { type: "custom", name: "job", query: "a,b", current: { text: "a", value: "a" } };
    const range = { from: NOON / 1000 - 3600, to: NOON / 1000 };
    try {
      const pick = async (variable: VariableJson, values: readonly string[] = []) => {
        const dashboard = { templating: { list: [job, variable] } };
        const given = givenFor(dashboard, new Map(values.length === 0 ? [] : [["node", values]]));
        const shown = await pickedAt(dashboard, sources, range, given);
        const [, drawn] = drawnOf(shown, given);
        return [filled("$node", surroundings(sources, shown, 100)), drawn?.text];
      };
      assert.deepEqual(await pick(query({})), ["(x|y)", "All"]);
      assert.equal(asked[0]?.get("match[]"), 'up{job="a"}');
      assert.deepEqual(await pick(query({ allValue: ".+" })), [".+", "All"]);
      assert.deepEqual(await pick(query({ allValue: ".+" }), ["x", "z"]), ["(x|z)", "x + z"]);
      assert.deepEqual(await pick(query({ allValue: ".+" }), ["$__all"]), [".+", "All"]);
      assert.deepEqual(await pick(query({ current: null, multi: false, includeAll: false })), ["x", "x"]);
      assert.deepEqual(await pick(query({ current: { text: "The x", value: "x" } })), ["x", "The x"]);
      await assert.rejects(pick(query({ query: "metrics(up)", allValue: null })), UserError);
      await assert.rejects(pick(query({ multi: false }), ["x", "z"]), /only one value/);
    } finally {
      await stop();
    }
  });
});

describe("frames of a picture", () => {
  it("keep what is no finite number", () => {
    assert.deepEqual(["1.5", "NaN", "+Inf", "-Inf"].map(numberOf), [1.5, "NaN", "Infinity", "-Infinity"]);
  });

  it("are called by their legend, or else by their labels", () => {
    assert.equal(legendOf({ a: "1", b: "2" }, "{{ a }}/{{b}}{{c}}", "up"), "1/2");
    assert.equal(legendOf({ __name__: "up", b: "2", a: "1" }, "", "up"), 'up{a="1", b="2"}');
    assert.equal(legendOf({}, "__auto", "sum(up)"), "sum(up)");
  });

  it("are one for each series, or one with a column for each label", () => {
    const series = [
      { labels: { b: "2" }, values: [[10, "1"] as const] },
      { labels: { a: "1", b: "3" }, values: [[10, "2"] as const] },
    ];
    const [first] = seriesFrames("A", series, () => "one", 15);
    assert.deepEqual(
      first?.fields.map(({ config }) => config),
      [{ interval: 15_000 }, { displayNameFromDS: "one" }],
    );
    const { fields } = tableFrame("B", series, true);
    assert.deepEqual(
      fields.map(({ name, values }) => [name, ...values]),
      [
        ["Time", 10_000, 10_000],
        ["b", "2", "3"],
        ["a", "", "1"],
        ["Value #B", 1, 2],
      ],
    );
    assert.deepEqual(
      tableFrame("A", [], false).fields.map(({ name }) => name),
      ["Time", "Value"],
    );
  });

  it("have the newest line of a log first, to the nanosecond", () => {
    const lines = ["1750000000000000001", "1750000000000000002"].map((at) => ({ labels: {}, at, line: at.slice(-1) }));
    assert.deepEqual(logsFrame("A", lines).fields[2]?.values, ["2", "1"]);
  });
});

describe("panels of a picture", () => {
  const at = (id: number, x: number, y: number, w: number, h: number): PanelJson => ({
    id,
    type: "stat",
    gridPos: { x, y, w, h },
  });

  it("stand in Grafana's grid, with eight pixels between them", () => {
    const [left, right, below] = layout([at(1, 0, 0, 12, 4), at(3, 0, 4, 24, 2), at(2, 12, 0, 12, 4)], 1920);
    assert.deepEqual([left?.place, left?.json.id], [{ x: 16, y: 0, width: 940, height: 144 }, 1]);
    assert.equal((right?.place.x ?? 0) - 16 - 940, 8);
    assert.deepEqual(below?.place, { x: 16, y: 152, width: 1888, height: 68 });
  });

  it("stand below each other where the window is narrow", () => {
    const places = layout([at(2, 12, 0, 12, 4), at(1, 0, 0, 12, 4)], 390).map(({ json, place }) => [
      json.id,
      place.y,
      place.width,
    ]);
    assert.deepEqual(places, [
      [1, 0, 374],
      [2, 152, 374],
    ]);
  });
});

describe("the command line of pictures", () => {
  it("has themes, sizes and values of variables", () => {
    assert.deepEqual([themesOf(), themesOf("both")], [["dark"], ["dark", "light"]]);
    assert.deepEqual([sizesOf(), sizesOf("both")], [["1080p"], ["1080p", "phone"]]);
    assert.deepEqual(
      [...givenOf(["a=1", "a=2=3", "b="])],
      [
        ["a", ["1", "2=3"]],
        ["b", [""]],
      ],
    );
  });

  it("says what is not one of them", () => {
    assert.throws(() => themesOf("sepia"), /--theme sepia: is not dark, light or both/);
    assert.throws(() => sizesOf("4k"), /--size 4k: is not 1080p, phone or both/);
    assert.throws(() => givenOf(["a"]), /--var a: is not <name>=<value>/);
  });
});

describe("the report of a picture", () => {
  const report: PageReport = {
    ...{
      uid: "home",
      theme: "dark",
      size: "1080p",
      allRows: false,
      file: "home.png",
      height: 1200,
      fits: false,
      errors: [],
    },
    panels: [{ id: 1, title: "Up", type: "stat", drawnBy: "component", empty: true, sideways: false, states: [] }],
    defects: [],
    contrast: [1, 2].map(() => ({ panel: "Up", text: "1", ratio: 2.1, needed: 4.5 })),
    cut: [],
    alike: [
      { panel: "Up", what: "thresholds", colors: ["#0f0", "#f00"], lacking: "red cones", distance: 3, written: false },
    ],
  };

  it("says once what is so in many places, and which states only a colour tells", () => {
    assert.deepEqual(described(report).split("\n"), [
      "home dark 1080p: 1 panels by Grafana's components, 0 drawn simply, 1200 px high, does not fit 1080p",
      "  without data: Up",
      "  hard to read: Up: 2.1 to 1, not 4.5 (2 times)",
      "  told by colour alone: Up: thresholds: #0f0 and #f00 without red cones",
    ]);
  });

  it("is broken by a text without a value, by a panel that is not drawn, and by an error, but not by what is hard to read", () => {
    assert.equal(isBroken(report), false);
    assert.equal(isBroken({ ...report, defects: [{ panel: "Up", text: "NaN" }] }), true);
    assert.equal(isBroken({ ...report, errors: ["oops"] }), true);
    const [panel] = report.panels;
    assert.equal(isBroken({ ...report, panels: panel === undefined ? [] : [{ ...panel, error: "no" }] }), true);
  });
});
