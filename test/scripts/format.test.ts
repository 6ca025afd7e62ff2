import { strict as assert } from "node:assert";
import type { Change, PlanDiff, PlannedResource } from "../../scripts/lib/diff";
import { diffText, markdown, notesText, tree } from "../../scripts/lib/format";

const notes = (...sections: [string, ...string[]][]) => ({
  sections: sections.map(([title, ...lines]) => ({ title, lines })),
});
const NOTHING: PlanDiff = { added: [], removed: [], changed: [] };

function resource(name: string, inputs: Record<string, unknown> = {}, parent = ""): PlannedResource {
  return { urn: `urn:${name}`, type: "kubernetes:core/v1:ConfigMap", name, parent, inputs };
}

function changed(...changes: Change[]): PlanDiff {
  return { ...NOTHING, changed: [{ resource: resource("x"), changes }] };
}

/** What a Markdown reader takes for the text of the code blocks, by the rules of CommonMark. */
function codeBlocks(text: string): string[] {
  const blocks: string[] = [];
  let fence: string | undefined;
  for (const line of text.split("\n")) {
    const ticks = /^ {0,3}(`{3,})([^`]*)$/.exec(line);
    if (fence === undefined && ticks) {
      fence = ticks[1];
      blocks.push("");
    } else if (fence !== undefined && ticks?.[2]?.trim() === "" && (ticks[1]?.length ?? 0) >= fence.length) {
      fence = undefined;
    } else if (fence !== undefined) blocks.push(`${blocks.pop() ?? ""}${line}\n`);
  }
  assert.equal(fence, undefined, "a code block is left open");
  return blocks;
}

describe("a plan as text", () => {
  it("is a tree: children below their parent, inputs as YAML with sorted keys", () => {
    const resources = [resource("stack"), resource("child", { b: [1], a: "x" }, "urn:stack"), resource("other")];
    assert.equal(
      tree(resources),
      "stack (ConfigMap)\n  child (ConfigMap)\n      a: x\n      b:\n        - 1\nother (ConfigMap)\n",
    );
  });

  it("says how long a long text is instead of showing it", () => {
    const text = tree([resource("x", { short: "s".repeat(2000), long: ["l".repeat(2001)] })]);
    assert.match(text, /short: s{2000}\n/);
    assert.match(text, /- \(2001 characters; see --format json\)\n/);
  });

  it("shows what differs with a mark for each kind of change", () => {
    const diff = {
      added: [resource("come", { a: 1 })],
      removed: [resource("gone", { b: { c: 2 } })],
      changed: changed({ path: "k", old: 1, new: "1" }, { path: "n", old: undefined, new: [] }).changed,
    };
    assert.equal(
      diffText(diff, "main"),
      [
        "Against main: 1 added, 1 changed, 1 removed\n",
        "- gone (ConfigMap)\n-     b:\n-       c: 2\n",
        "+ come (ConfigMap)\n+     a: 1\n",
        '~ x (ConfigMap)\n  - k: 1\n  + k: "1"\n  + n: []\n',
      ].join("\n"),
    );
  });

  it("puts notes below their titles", () => {
    assert.equal(notesText(notes(["A", "1", "2"], ["B", "3"])), "A\n  1\n  2\n\nB\n  3\n");
  });

  describe("with a text of several lines", () => {
    const lines = (diff: PlanDiff) => diffText(diff, "main").split("\n").slice(3, -1);
    const numbers = Array.from({ length: 20 }, (_, index) => String(index));
    const text = (...replaced: [number, string][]) =>
      replaced.reduce((all, [index, by]) => all.with(index, by), numbers).join("\n") + "\n";

    it("shows the lines that changed, with what stands around them", () => {
      assert.deepEqual(lines(changed({ path: "t", old: text(), new: text([3, "three"]) })), [
        "    t:",
        "        1",
        "        2",
        "  -     3",
        "  +     three",
        "        4",
        "        5",
      ]);
    });

    it("leaves out what is between two changes that are far apart", () => {
      const shown = lines(changed({ path: "t", old: text(), new: text([0, "zero"], [19, "nineteen"]) }));
      assert.deepEqual(shown.slice(3), [
        "        1",
        "        2",
        "        …",
        "        17",
        "        18",
        "  -     19",
        "  +     nineteen",
      ]);
    });

    it("says that the last line lost its end", () => {
      const shown = lines(changed({ path: "t", old: "a\nb\n", new: "a\nb" }));
      assert.deepEqual(shown, [
        "    t:",
        "        a",
        "  -     b",
        "  +     b",
        "        \\ No newline at end of file",
      ]);
    });

    it("shows one that is new, or gone, line by line too", () => {
      assert.deepEqual(lines(changed({ path: "t", old: undefined, new: "a\nb\n" })), [
        "    t:",
        "  +     a",
        "  +     b",
      ]);
      assert.deepEqual(lines(changed({ path: "t", old: "a\nb\n", new: undefined })), [
        "    t:",
        "  -     a",
        "  -     b",
      ]);
    });
  });
});

describe("a plan as Markdown", () => {
  const against = (diff: PlanDiff, ref = "main") => markdown("dev", [], notes(), { diff, against: ref });

  it("has all resources when it is compared with nothing", () => {
    const text = markdown("dev", [resource("x", { a: 1 })], notes(["Storage", "5Gi"]));
    assert.match(text, /^### Plan: `dev`\n\n1 resources\.\n/);
    assert.deepEqual(codeBlocks(text), ["x (ConfigMap)\n    a: 1\n", "5Gi\n"]);
  });

  it("says that nothing changes", () => {
    assert.equal(against(NOTHING), "### Plan: `dev`\n\nNothing changes against `main`.\n");
  });

  it("has one folded section for each resource that differs", () => {
    const { changed: both } = changed({ path: "k", old: 1, new: 2 });
    const text = against({ added: [resource("come", { a: 1 })], removed: [resource("gone", { b: 2 })], changed: both });
    assert.match(text, /\*\*1 added, 1 changed, 1 removed\*\* against `main`\./);
    assert.deepEqual(
      [...text.matchAll(/<summary>(.*)<\/summary>/g)].map(([, title]) => title),
      ["➖ gone (ConfigMap)", "➕ come (ConfigMap)", "✏️ x (ConfigMap): 1 key"],
    );
    assert.deepEqual(codeBlocks(text), ["b: 2\n", "a: 1\n", "- k: 1\n+ k: 2\n"]);
  });

  it("lets no content out of its code block, however many backticks it has", () => {
    for (const fence of ["```", "````", "`".repeat(9)]) {
      const escape = `a\n${fence}\n</details>\n\n@everyone ![](https://example.com/x.png)\n${fence}`;
      const diff = changed({ path: "t", old: "", new: escape });
      const text = markdown("dev", [], notes(["N", ...escape.split("\n")]), { diff, against: "main" });
      const blocks = codeBlocks(text);
      assert.equal(blocks.length, 2);
      for (const block of blocks) assert.match(block, /@everyone/);
      assert.equal(text.match(/@everyone/g)?.length, 2);
    }
  });

  it("lets a resource's name be no HTML, and no end of its line", () => {
    const text = against({ ...NOTHING, added: [resource("<img src=x>\n\n&```")] });
    assert.match(text, /<summary>➕ &lt;img src=x&gt; &amp;``` \(ConfigMap\)<\/summary>/);
  });

  it("lets a branch's name be no Markdown", () => {
    assert.match(against(NOTHING, "a`b``c"), /against ``` a`b``c ```\.\n/);
  });

  describe("of great length", () => {
    const big = (name: string, size: number) =>
      resource(name, Object.fromEntries(Array.from({ length: size / 100 }, (_, i) => [`k${i}`, "x".repeat(93)])));
    const text = markdown("dev", [], notes(["Storage", "5Gi"]), {
      diff: {
        ...NOTHING,
        added: [big("small", 1000), big("huge", 70_000), ...["a", "b", "c"].map((n) => big(n, 25_000))],
      },
      against: "main",
    });

    it("stays below what GitHub takes", () => {
      assert.ok(text.length > 50_000 && text.length < 65_536, String(text.length));
    });

    it("has whole parts only: what is too long does not keep what is behind it from being shown", () => {
      assert.equal(codeBlocks(text).length, 4);
      for (const name of ["small", "a", "b", "Storage"]) assert.match(text, new RegExp(`<summary>.*${name}`));
    });

    it("says how many parts are left out", () => {
      assert.match(text, /\n2 parts are left out, too long for a comment: `npm run plan` shows them\.\n$/);
    });
  });
});
