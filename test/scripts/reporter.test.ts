import { strict as assert } from "node:assert";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ROOT } from "../../scripts/lib/stack";

/** The end of what mocha prints for some tests, and its exit code. */
function mocha(tests: string | string[], ...more: string[]): { status: number | null; last: string[] } {
  const folder = mkdtempSync(join(tmpdir(), "observability-reporter-"));
  try {
    const files = [tests].flat().map((text, index) => {
      const file = join(folder, `some-${index}.test.js`);
      writeFileSync(file, `describe("some", () => {\n${text}\n});\n`);
      return file;
    });
    const program = join(ROOT, "node_modules/mocha/bin/mocha.js");
    const options = ["--no-config", "--require", "ts-node/register", "--reporter", "scripts/lib/reporter.ts"];
    const { status, stdout } = spawnSync(process.execPath, [program, ...options, ...more, ...files], {
      cwd: ROOT,
      encoding: "utf8",
    });
    return { status, last: stdout.trimEnd().split("\n").slice(-4) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describe("the end of a test run", () => {
  const passes = 'it("passes", () => undefined);';
  const fails = 'it("fails", () => { throw new Error("no"); });';
  const skipped = 'it("waits", function () { this.test.title += " (skipped: no tool)"; this.skip(); }); it("later");';

  it("is the number of tests that passed, failed and were skipped", () => {
    const { status, last } = mocha(passes + passes + fails + skipped);
    assert.equal(status, 1);
    assert.deepEqual(last.slice(-4), [
      "  some waits (skipped: no tool)",
      "  some later",
      "",
      "2 passed, 1 failed, 2 skipped",
    ]);
  });

  it("counts every file when they run side by side", () => {
    const { status, last } = mocha([passes + fails, passes + skipped, passes], "--parallel", "--jobs", "2");
    assert.equal(status, 1);
    assert.deepEqual(last, ["  some waits (skipped: no tool)", "  some later", "", "3 passed, 1 failed, 2 skipped"]);
  });

  it("says nothing of skipped tests where there are none", () => {
    const { status, last } = mocha(passes);
    assert.equal(status, 0);
    assert.equal(last.at(-1), "1 passed, 0 failed");
    assert.doesNotMatch(last.join("\n"), /[Ss]kipped/);
  });
});
