/** The keys that a chart's values have: Helm ignores a misspelt one without a word, so the tests look for them. */
import * as fs from "node:fs";
import * as path from "node:path";
import { type ChartIndex, FIXTURES, type KeyTree } from "../../scripts/lib/chart-facts";
import { isMap } from "../../scripts/lib/map";

/** One of the facts about charts. */
export function fixture(name: string): string {
  return fs.readFileSync(path.join(FIXTURES, name), "utf8");
}

/** Which charts the facts are of, and which files there are. */
export function chartIndex(): ChartIndex {
  return JSON.parse(fixture("charts.json")) as ChartIndex;
}

/** The keys that a chart's tests know. */
export function chartKeys(chart: string): KeyTree {
  return JSON.parse(fixture(`chart-keys/${chart}.json`)) as KeyTree;
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
