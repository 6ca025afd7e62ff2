/** The keys that a chart's values have: Helm ignores a misspelt one without a word, so the tests look for them. */
import * as fs from "node:fs";
import * as path from "node:path";
import { ROOT } from "../../scripts/lib/stack";

/**
 * A chart's keys without their values. Below a map that is empty by default, or a list, or null, is `anything`: the chart
 * does not say which keys there are. Everything else is a `value`.
 */
export interface KeyTree {
  [key: string]: KeyTree | "anything" | "value";
}

/** Facts about the charts beside the repository, on the machine where it is written; a checkout elsewhere has none. */
export const SHARED = path.resolve(ROOT, "../shared");

/** Where a chart's keys are kept. */
export function keysFile(chart: string): string {
  return path.join(ROOT, "test/fixtures/chart-keys", `${chart}.json`);
}

/** The keys that a chart's tests know. */
export function chartKeys(chart: string): KeyTree {
  return JSON.parse(fs.readFileSync(keysFile(chart), "utf8")) as KeyTree;
}

/** The keys of a chart's default values, sorted. */
export function keyTree(defaults: Readonly<Record<string, unknown>>): KeyTree {
  return Object.fromEntries(
    Object.entries(defaults)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, value]): [string, "anything" | "value" | KeyTree] => {
        if (value === null || Array.isArray(value)) return [key, "anything"];
        if (!isMap(value)) return [key, "value"];
        return [key, Object.keys(value).length === 0 ? "anything" : keyTree(value)];
      }),
  );
}

/**
 * The paths in values that a chart does not know, each key with a dot in it escaped as `helm --set` has it.
 * @param exempt Paths that are known all the same, with all that is below them.
 */
export function unknownKeys(
  values: Readonly<Record<string, unknown>>,
  tree: KeyTree,
  exempt: readonly string[] = [],
  above: readonly string[] = [],
): string[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const here = [...above, key.replace(/\./g, "\\.")];
    const known = Object.hasOwn(tree, key) ? tree[key] : undefined;
    if (exempt.includes(here.join(".")) || known === "anything") return [];
    if (known === undefined || (isMap(value) && known === "value")) return [here.join(".")];
    return isMap(value) && known !== "value" ? unknownKeys(value, known, exempt, here) : [];
  });
}

function isMap(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
