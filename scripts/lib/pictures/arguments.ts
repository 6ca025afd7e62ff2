/** The command line of `npm run pictures`. */
import { UserError } from "../stack";
import { WINDOWS } from "./browser";
import type { Size } from "./run";

export const USAGE =
  "npm run pictures -- [--dashboard <uid> …] [--stack <stack>] [--theme dark|light|both] [--size 1080p|phone|both] " +
  "[--prometheus <URL> [--loki <URL>]] [--from <moment>] [--to <moment>] [--var <name>=<value> …] [--out <folder> | --docs]";

export const OPTIONS = {
  dashboard: { type: "string", multiple: true },
  stack: { type: "string" },
  theme: { type: "string" },
  size: { type: "string" },
  prometheus: { type: "string" },
  loki: { type: "string" },
  from: { type: "string" },
  to: { type: "string" },
  var: { type: "string", multiple: true },
  out: { type: "string" },
  docs: { type: "boolean" },
} as const;

/** @throws {@link UserError} */
export function themesOf(theme = "dark"): ("dark" | "light")[] {
  if (theme === "both") return ["dark", "light"];
  if (theme === "dark" || theme === "light") return [theme];
  throw new UserError(`--theme ${theme}: is not dark, light or both`);
}

/** @throws {@link UserError} */
export function sizesOf(size = "1080p"): Size[] {
  const sizes = Object.keys(WINDOWS) as Size[];
  if (size === "both") return sizes;
  const found = sizes.filter((known) => known === size);
  if (found.length === 0) throw new UserError(`--size ${size}: is not ${sizes.join(", ")} or both`);
  return found;
}

/** Values by variable; of several for one name, all are picked. @throws {@link UserError} */
export function givenOf(vars: readonly string[] = []): Map<string, string[]> {
  const given = new Map<string, string[]>();
  for (const text of vars) {
    const [, name, value] = /^(\w+)=(.*)$/s.exec(text) ?? [];
    if (name === undefined || value === undefined) throw new UserError(`--var ${text}: is not <name>=<value>`);
    given.set(name, [...(given.get(name) ?? []), value]);
  }
  return given;
}
