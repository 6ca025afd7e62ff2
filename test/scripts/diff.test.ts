import { strict as assert } from "node:assert";
import { diffPlans, diffValues, type PlannedResource } from "../../scripts/lib/diff";
import { SECRET } from "../../scripts/lib/engine";

function resource(name: string, inputs: Record<string, unknown> = {}, type = "kubernetes:core/v1:ConfigMap") {
  return { urn: `urn:pulumi:dev::p::${type}::${name}`, type, name, parent: "", inputs } satisfies PlannedResource;
}

describe("the difference between two plans", () => {
  it("tells added, removed and changed resources apart by their URN", () => {
    const gone = resource("gone");
    const come = resource("come");
    const { added, removed, changed } = diffPlans(
      [resource("same", { a: 1 }), resource("other", { a: 1 }), gone],
      [resource("same", { a: 1 }), resource("other", { a: 2 }), come],
    );
    assert.deepEqual({ added, removed }, { added: [come], removed: [gone] });
    assert.deepEqual(changed, [{ resource: resource("other", { a: 2 }), changes: [{ path: "a", old: 1, new: 2 }] }]);
  });

  it("takes a resource of another type for another resource", () => {
    const before = resource("x", {}, "kubernetes:core/v1:Secret");
    const after = resource("x");
    assert.deepEqual(diffPlans([before], [after]), { added: [after], removed: [before], changed: [] });
  });

  it("finds no change where only the order of the keys is another", () => {
    assert.deepEqual(
      diffPlans([resource("x", { a: 1, b: { c: 1, d: 2 } })], [resource("x", { b: { d: 2, c: 1 }, a: 1 })]),
      {
        added: [],
        removed: [],
        changed: [],
      },
    );
  });
});

describe("the difference between two values", () => {
  const paths = (before: unknown, after: unknown) => diffValues(before, after).map(({ path }) => path);

  it("is every key that differs, with its old and its new value, sorted by path", () => {
    assert.deepEqual(
      diffValues({ same: 1, z: { changed: 1, gone: [2] } }, { same: 1, z: { changed: "1" }, a: { come: null } }),
      [
        { path: "a.come", old: undefined, new: null },
        { path: "z.changed", old: 1, new: "1" },
        { path: "z.gone[0]", old: 2, new: undefined },
      ],
    );
  });

  it("quotes keys that are no words", () => {
    assert.deepEqual(paths({ data: { "a.json": "x" } }, { data: { "a.json": "y" } }), ['data["a.json"]']);
  });

  it("sees that something became empty", () => {
    assert.deepEqual(diffValues({ a: { b: 1 } }, { a: {} }), [
      { path: "a", old: undefined, new: {} },
      { path: "a.b", old: 1, new: undefined },
    ]);
  });

  it("compares JSON in a text by key, as a dashboard's", () => {
    const dashboard = (unit: string) =>
      JSON.stringify({ title: "Nodes", panels: [{ type: "stat", title: "CPU", unit }] });
    assert.deepEqual(diffValues({ "n.json": dashboard("s") }, { "n.json": dashboard("ms") }), [
      { path: '["n.json"].panels[CPU].unit', old: "s", new: "ms" },
    ]);
  });

  it("compares a text that only looks like JSON as the text it is", () => {
    assert.deepEqual(diffValues("{{ one }}", "{{ two }}"), [{ path: "", old: "{{ one }}", new: "{{ two }}" }]);
  });

  describe("in lists", () => {
    const named: Record<string, [(id: string) => Record<string, unknown>, string]> = {
      "items go by name": [(name) => ({ name, x: 1 }), "new"],
      "recording rules go by record": [(record) => ({ record, expr: "up" }), "new"],
      "queries go by refId": [(refId) => ({ refId, expr: "up" }), "new"],
      "panels go by title": [(title) => ({ type: "stat", title }), "new"],
      "alerts go by name and severity": [(severity) => ({ alert: "Down", labels: { severity } }), "Down/new"],
      "routes go by receiver and matchers": [(m) => ({ receiver: "slack", matchers: [m] }), "slack new"],
    };
    for (const [how, [item, name]] of Object.entries(named)) {
      it(`${how}, so that one put in front does not change all behind it`, () => {
        const found = paths({ l: [item("a"), item("b")] }, { l: [item("new"), item("a"), item("b")] });
        assert.ok(found.length > 0);
        for (const path of found) assert.ok(path.startsWith(`l[${name}].`), path);
      });
    }

    it("shows another threshold of one severity as that and nothing else", () => {
      const rules = (critical: number) => ({
        rules: [80, critical].map((value, index) => ({
          alert: "CpuHigh",
          expr: `cpu > ${value}`,
          labels: { severity: index === 0 ? "high" : "critical" },
        })),
      });
      assert.deepEqual(diffValues(rules(90), rules(95)), [
        { path: "rules[CpuHigh/critical].expr", old: "cpu > 90", new: "cpu > 95" },
      ]);
    });

    it("items go by place where a name is missing or there twice", () => {
      assert.deepEqual(paths([{ name: "a", x: 1 }, { x: 1 }], [{ name: "a", x: 2 }, { x: 1 }]), ["[0].x"]);
      assert.deepEqual(paths([{ name: "a" }, { name: "a", x: 1 }], [{ name: "a" }, { name: "a", x: 2 }]), ["[1].x"]);
    });

    it("shows that named items changed their places, but not that others came between them", () => {
      const list = (...names: string[]) => ({ routes: names.map((receiver) => ({ receiver })) });
      assert.deepEqual(diffValues(list("a", "b", "gone"), list("b", "come", "a")).at(0), {
        path: "routes (order)",
        old: ["a", "b"],
        new: ["b", "a"],
      });
      assert.deepEqual(paths(list("a", "b"), list("a", "come", "b")), ["routes[come].receiver"]);
    });
  });

  it("shows a value that became secret as [secret]", () => {
    assert.deepEqual(diffValues({ a: "clear" }, { a: SECRET }), [{ path: "a", old: "clear", new: "[secret]" }]);
  });
});
