/**
 * Settings with mistakes in them, as far as checks may look at them. Every mistake of a stack file is to be found at once, but
 * a check that goes by a mistaken setting would only follow it: it is left out, and runs once that setting is right.
 */
import { type Path, pathText } from "../settings/problem";
import type { JsonSchema } from "./json-schema";

/** A check asked for a setting that has a mistake. */
class Unsettled extends Error {
  override readonly name = "Unsettled";
}

/** A copy of the input with the defaults of all that it leaves out. A mistake stays what it is. */
export function withDefaults(json: JsonSchema, input: unknown): unknown {
  const value = input === undefined ? structuredClone(json.default) : input;
  if (Array.isArray(value)) return value.map((item) => withDefaults(json.items ?? {}, item));
  if (typeof value !== "object" || value === null) return value;
  const { properties = {}, additionalProperties } = json;
  const known = Object.entries(properties).map(([key, schema]): [string, unknown] => [
    key,
    withDefaults(schema, (value as Record<string, unknown>)[key]),
  ]);
  const others = Object.entries(value as Record<string, unknown>)
    .filter(([key]) => !Object.hasOwn(properties, key))
    .map(([key, other]): [string, unknown] => [
      key,
      additionalProperties ? withDefaults(additionalProperties, other) : other,
    ]);
  return Object.fromEntries([...known, ...others].filter(([, found]) => found !== undefined));
}

/** The same value, which throws as soon as one of the mistaken paths in it is read. */
export function guarded<T extends object>(value: T, mistakes: ReadonlySet<string>, at: Path = []): T {
  return new Proxy(value, {
    get(target, key, receiver) {
      const found: unknown = Reflect.get(target, key, receiver);
      if (typeof key === "symbol" || typeof found === "function") return found;
      const path = [...at, Array.isArray(target) && /^\d+$/.test(key) ? Number(key) : key];
      if (mistakes.has(pathText(path))) throw new Unsettled(pathText(path));
      return typeof found === "object" && found !== null ? guarded(found, mistakes, path) : found;
    },
  });
}

/** What the function returns; undefined if it asked for a setting that has a mistake. */
export function settled<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch (error) {
    if (error instanceof Unsettled) return undefined;
    throw error;
  }
}
