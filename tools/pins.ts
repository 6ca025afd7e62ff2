import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { recipes, type Recipe, type ToolName } from "./recipes";

export { toolNames, type ToolName } from "./recipes";

/** A recipe with what its go.mod and go.sum say. */
export interface Pin extends Recipe {
  name: ToolName;
  /** What Go builds, in the folder: the import path of the program, or the folder itself. */
  package: string;
  moduleVersion: string;
  /** The number of the release, as in what the tool's own `--version` prints. */
  version: string;
  /** The oldest Go that builds it. */
  goVersion: string;
  buildFlags: string[];
  /** Names what is pinned and how it is built: when any of that changes, so does the key. */
  key: string;
}

/** The pin of a tool; `modules` is the folder with each `<folder>/go.mod` and `go.sum`. */
export function readPin(name: ToolName, modules: string): Pin {
  const recipe: Recipe = recipes[name];
  const read = (file: string): string => readFileSync(join(modules, recipe.folder, file), "utf8");
  const goMod = read("go.mod");
  const words = goMod.split(/\s+/);
  const wordAfter = (word: string, form: RegExp): string => {
    const found = words.find((next, i) => words[i - 1] === word && form.test(next));
    if (found === undefined) throw new Error(`${join(modules, recipe.folder, "go.mod")} does not say which ${word}`);
    return found;
  };
  const moduleVersion = wordAfter(recipe.module, /^v\d/).slice(1);
  const version = recipe.release?.(moduleVersion) ?? moduleVersion;
  const variables = {
    [recipe.versionVariable]: `${recipe.versionPrefix ?? ""}${version}`,
    ...recipe.variables?.(version),
  };
  const settings = Object.entries(variables).map(([variable, value]) => `-X ${variable}=${value}`);
  const buildFlags = [
    ...["-mod=readonly", "-trimpath", "-buildvcs=false"],
    ...(recipe.tags === undefined ? [] : ["-tags", recipe.tags]),
    ...["-ldflags", ["-s -w", ...settings].join(" ")],
  ];
  const published = [recipe.module, recipe.command].filter((part) => part !== undefined).join("/");
  const hash = createHash("sha256");
  const files = [goMod, read("go.sum"), ...(recipe.sources ?? []).map(read)];
  for (const part of [...files, ...buildFlags, process.platform, process.arch]) hash.update(`${part}\0`);
  return {
    ...recipe,
    name,
    package: recipe.sources?.includes("main.go") ? "." : published,
    moduleVersion,
    version,
    goVersion: wordAfter("go", /^\d+\.\d+/).replace(/^(\d+\.\d+).*/, "$1"),
    buildFlags,
    key: `${name}-${version}-${hash.digest("hex").slice(0, 12)}`,
  };
}
