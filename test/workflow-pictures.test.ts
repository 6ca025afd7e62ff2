/** The workflow that draws pages: it runs for every change of what they are drawn by. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { preProcessFile } from "typescript";
import { parse } from "yaml";

const root = resolve(__dirname, "..");

/** The module of an import, where it is one of ours. */
function moduleOf(from: string, imported: string): string | undefined {
  if (!imported.startsWith(".")) return undefined;
  const base = resolve(dirname(from), imported);
  for (const file of [`${base}.ts`, join(base, "index.ts")])
    try {
      readFileSync(file);
      return file;
    } catch {
      continue;
    }
  return undefined;
}

/** What every command has, and asking as the reports do: pages are not drawn by it. */
const COMMON = /^(components|reports|stacks)\/|^scripts\/lib\/[^/]+$/;

/** A module, and all that it imports, but what is common. */
function modules(file: string, known = new Set<string>()): Set<string> {
  if (known.has(file) || COMMON.test(relative(root, file))) return known;
  known.add(file);
  for (const { fileName } of preProcessFile(readFileSync(file, "utf8")).importedFiles) {
    const imported = moduleOf(file, fileName);
    if (imported !== undefined) modules(imported, known);
  }
  return known;
}

describe("the workflow that draws pages", () => {
  it("runs when anything changes that draws them, or that asks what is drawn", () => {
    const { on } = parse(readFileSync(join(root, ".github/workflows/pictures.yml"), "utf8")) as {
      on: { pull_request: { paths: string[] } };
    };
    const { paths } = on.pull_request;
    const isCovered = (file: string) =>
      paths.some((path) => (path.endsWith("/**") ? file.startsWith(path.slice(0, -2)) : file === path));
    const all = [...modules(join(root, "scripts/pictures.ts"))].map((file) => relative(root, file));
    assert.ok(
      all.includes("dashboards/common.ts") && all.includes("scripts/lib/panels/ask.ts"),
      "imports are followed",
    );
    assert.deepEqual(
      all.filter((file) => !isCovered(file)),
      [],
    );
  });
});
