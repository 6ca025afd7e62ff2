import * as assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { readRunbooks, runbookDashboards } from "../../dashboards/runbooks";
import { panel, panels, queries } from "../support/dashboards";

const pages = {
  NodeDown:
    "# NodeDown\n\nSee [the disk](NodeDiskFilling.md), [another](./NodeDiskFilling.md#why) and [none](Gone.md).\n",
  NodeDiskFilling: `# NodeDiskFilling\n${"\nA line.".repeat(100)}\n`,
};
const [nodeDown, diskFilling] = runbookDashboards(pages);

describe("the page of a runbook", () => {
  it("is where the link in the notification leads", () => {
    assert.deepEqual(
      [nodeDown?.uid, nodeDown?.title, nodeDown?.tags],
      ["runbook-NodeDown", "Runbook: NodeDown", ["runbook"]],
    );
  });

  it("shows the page, with its links leading to the pages of other runbooks", () => {
    const text = panel(nodeDown ?? assert.fail(), "What to do");
    const { content, mode } = text.options as { content: string; mode: string };
    assert.equal(mode, "markdown");
    assert.equal(
      content,
      "# NodeDown\n\nSee [the disk](/d/runbook-NodeDiskFilling), [another](/d/runbook-NodeDiskFilling) and none.\n",
    );
  });

  it("is as tall as its text", () => {
    const height = (dashboard = nodeDown) => panels(dashboard ?? assert.fail())[0]?.gridPos?.h ?? 0;
    assert.equal(height(), 20);
    assert.ok(height(diskFilling) > 70);
  });

  it("says whether its alert, and no other, fires now", () => {
    const [query] = queries(panel(nodeDown ?? assert.fail(), "Does it fire now?"));
    assert.match(query?.expr ?? "", /ALERTS\{alertname="NodeDown"\}/);
  });

  it("leads back to the overview", () => {
    assert.deepEqual(nodeDown?.links?.map(({ title, url }) => [title, url]).slice(0, 2), [
      ["Home", "/d/home"],
      ["Cluster overview", "/d/cluster-overview"],
    ]);
  });
});

describe("reading runbooks", () => {
  it("takes every page but the README, in the order of their names", () => {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), "runbooks-"));
    try {
      for (const file of ["Zeta.md", "README.md", "Alpha.md", "notes.txt"])
        fs.writeFileSync(path.join(dir, file), file);
      assert.deepEqual(Object.entries(readRunbooks(dir)), [
        ["Alpha", "Alpha.md"],
        ["Zeta", "Zeta.md"],
      ]);
    } finally {
      fs.rmSync(dir, { recursive: true });
    }
  });

  it("finds those of the repository", () => {
    const files = fs.readdirSync(path.join(__dirname, "..", "..", "docs", "runbooks"));
    const expected = files.filter((file) => file.endsWith(".md") && file !== "README.md").length;
    assert.equal(Object.keys(readRunbooks()).length, expected);
  });
});
