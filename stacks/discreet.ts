/**
 * Problems without the values that could be credentials: whatever a check repeats of a stack file, and whichever check it is,
 * is told by its form. The last step before problems are shown.
 */
import { type RawConfig, schema } from "../settings";
import type { Cure, Problem } from "../settings/problem";
import { form, isPlain } from "../settings/shown";
import { jsonSchema } from "./json-schema";
import { fromJson } from "./raw";

/** What the program itself says: names of settings, choices and defaults. */
const OWN = words(jsonSchema(schema));

/** The problems of a configuration, fit to be shown. */
export function discreet(problems: readonly Problem[], raw: RawConfig): Problem[] {
  const delicate = delicateTexts(raw);
  if (delicate.length === 0) return [...problems];
  const hide = (text: string) => delicate.reduce((hidden, one) => hiddenIn(hidden, one), text);
  return problems.map((problem) => ({
    ...problem,
    key: hide(problem.key),
    problem: hide(problem.problem),
    cure: hiddenInCure(problem.cure, hide),
  }));
}

/** Every text of a configuration that may not be repeated, keys among them, the longest first: one can be a part of another. */
function delicateTexts(raw: RawConfig): string[] {
  const found = new Set<string>();
  const look = (value: unknown): void => {
    if (typeof value === "string" || typeof value === "number") {
      const text = String(value);
      if (!isPlain(text) && !OWN.has(text)) found.add(text);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, nested] of Object.entries(value)) {
        look(key);
        look(nested);
      }
    }
  };
  for (const [key, { value }] of Object.entries(raw)) {
    const [, name = key] = /^[^:]*:(.*)$/s.exec(key) ?? [];
    name.split("/").forEach(look);
    look(name);
    look(fromJson(value));
  }
  return [...found].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
}

/** Every text in a JSON Schema, names included. */
function words(schema: unknown, found = new Set<string>()): Set<string> {
  if (typeof schema === "string") found.add(schema);
  if (typeof schema !== "object" || schema === null) return found;
  for (const [key, nested] of Object.entries(schema)) {
    found.add(key);
    words(nested, found);
  }
  return found;
}

/** A text without another, which may be in quotes, or escaped as in JSON. */
function hiddenIn(text: string, delicate: string): string {
  const json = JSON.stringify(delicate);
  return [`"${delicate}"`, json, json.slice(1, -1), delicate].reduce(
    (hidden, one) => hidden.replaceAll(one, () => form(delicate)),
    text,
  );
}

/** A command that would have to repeat what is hidden is none: it is left to whoever reads the file. */
function hiddenInCure(cure: Cure, hide: (text: string) => string): Cure {
  const list = (cures: readonly Cure[]) => cures.map((one) => hiddenInCure(one, hide));
  if ("all" in cure) return { all: list(cure.all) };
  if ("steps" in cure) return { steps: list(cure.steps) };
  if ("any" in cure) return { any: list(cure.any) };
  if ("edit" in cure) return { edit: hide(cure.edit) };
  const same = Object.values(cure).every((text) => hide(text) === text);
  return same ? cure : { edit: "correct it in {file}" };
}
