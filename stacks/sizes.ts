/** What no stack file needs: sections so large, or so deeply nested, that looking at them would take long or end the program. */
import { MOST_DEPTH, MOST_IN_SECTION } from "../settings/bounds";
import type { Problem } from "../settings/problem";
import { named } from "../settings/shown";
import { fromJson } from "./raw";

/** Whether a section is too large, nested too deeply, or has a name that JavaScript would lose. @param text The section as JSON. */
export function sizeProblems(section: string, text: string): Problem[] {
  const edit = (problem: string, what: string): Problem[] => [
    { key: named(section), problem, cure: { edit: `${what} in {file}` } },
  ];
  if (text.length > MOST_IN_SECTION)
    return edit(`is longer than ${MOST_IN_SECTION / 1024} Ki characters`, "write less of it");
  // A step for each value, and none for what is below the bound: the stack of calls does not grow with the depth.
  let values = [fromJson(text)];
  for (let depth = 0; values.length > 0; depth++) {
    if (depth > MOST_DEPTH) return edit(`has sections or lists more than ${MOST_DEPTH} deep`, "take them out");
    const inner = values.filter((value): value is object => typeof value === "object" && value !== null);
    if (inner.some((value) => Object.hasOwn(value, "__proto__")))
      return edit('holds the name "__proto__", which no setting has', "take it out");
    values = inner.flatMap((value) => Object.values(value) as unknown[]);
  }
  return [];
}
