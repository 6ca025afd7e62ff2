/** Workflows that run for the changes of some files: of all that they are about. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { preProcessFile } from "typescript";
import { parse } from "yaml";

const root = resolve(__dirname, "..");

/** The module of an import, where it is one of ours. */
function moduleOf(from: string, imported: string): string | undefined {
  if (!imported.startsWith(".")) return undefined;
  const base = resolve(dirname(from), imported);
  return [`${base}.ts`, join(base, "index.ts")].find((file) => existsSync(file));
}

/** What every command has, and asking as the reports do: pages are not drawn by it. */
const COMMON = /^(components|reports|stacks)\/|^scripts\/lib\/[^/]+$/;

/** A module, and all that it imports. */
function modules(file: string, known = new Set<string>()): Set<string> {
  if (known.has(file)) return known;
  known.add(file);
  for (const { fileName } of preProcessFile(readFileSync(file, "utf8")).importedFiles) {
    const imported = moduleOf(file, fileName);
    if (imported !== undefined) modules(imported, known);
  }
  return known;
}

/** Modules that a workflow does not run for, though what it runs is made of them. */
function missedBy(workflow: string, start: string, known: string): string[] {
  const { on } = parse(readFileSync(join(root, ".github/workflows", workflow), "utf8")) as {
    on: { pull_request: { paths: string[] } };
  };
  const { paths } = on.pull_request;
  const isCovered = (file: string) =>
    paths.some((path) => (path.endsWith("/**") ? file.startsWith(path.slice(0, -2)) : file === path));
  const all = [...modules(join(root, start))].map((file) => relative(root, file));
  assert.ok(all.includes(known), "imports are followed");
  return all.filter((file) => !isCovered(file));
}

describe("workflows that run for some changes", () => {
  it("draw pages when anything changes that draws them, or that asks what is drawn", () => {
    const missed = missedBy("pictures.yml", "scripts/pictures.ts", "scripts/lib/panels/ask.ts");
    assert.deepEqual(
      missed.filter((file) => !COMMON.test(file)),
      [],
    );
  });

  it("rehearse when anything changes that is deployed", () => {
    assert.deepEqual(missedBy("rehearse.yml", "index.ts", "components/loki.ts"), []);
  });
});
