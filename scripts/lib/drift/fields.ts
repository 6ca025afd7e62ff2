/**
 * Fields of objects by their paths, as `managedFields` has them: the fields that a manager owns, in the form of server-side
 * apply (`fieldsV1`). Source: Kubernetes' reference, "Server-Side Apply", and structured-merge-diff's `fieldpath`.
 */
import { isDeepStrictEqual } from "node:util";
import { isMap } from "../map";

/** A step into an object: a field, an item of a list by its keys (`name=grafana`), or by its own value (`=x`). */
export type Step = string | { keys: Readonly<Record<string, unknown>> } | { value: unknown };

export type FieldPath = readonly Step[];

/** The fields that a manager owns: the deepest of each branch. */
export function ownedFields(fieldsV1: unknown, at: FieldPath = []): FieldPath[] {
  if (typeof fieldsV1 !== "object" || fieldsV1 === null) return [];
  const children = Object.entries(fieldsV1).filter(([key]) => key !== ".");
  if (children.length === 0) return at.length === 0 ? [] : [at];
  return children.flatMap(([key, inner]) => ownedFields(inner, [...at, stepOf(key)]));
}

function stepOf(key: string): Step {
  if (key.startsWith("f:")) return key.slice(2);
  if (key.startsWith("k:")) return { keys: JSON.parse(key.slice(2)) as Record<string, unknown> };
  if (key.startsWith("v:")) return { value: JSON.parse(key.slice(2)) as unknown };
  return key;
}

/** `spec.template.spec.containers[name=grafana].image`. */
export function fieldText(path: FieldPath): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === "string") {
      if (!/^[\w-]+$/.test(step)) return `${text}[${JSON.stringify(step)}]`;
      return text === "" ? step : `${text}.${step}`;
    }
    if ("value" in step) return `${text}[${JSON.stringify(step.value)}]`;
    const keys = Object.entries(step.keys).map(([name, value]) => `${name}=${String(value)}`);
    return `${text}[${keys.join(",")}]`;
  }, "");
}

/** What is at a path; undefined where there is nothing. */
export function fieldAt(object: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>((at, step) => {
    if (typeof step === "string") {
      return isMap(at) && Object.hasOwn(at, step) ? at[step] : undefined;
    }
    if (!Array.isArray(at)) return undefined;
    if ("value" in step) return at.find((item) => isDeepStrictEqual(item, step.value)) as unknown;
    return at.find(
      (item) => isMap(item) && Object.entries(step.keys).every(([key, value]) => isDeepStrictEqual(item[key], value)),
    ) as unknown;
  }, object);
}

/** Keys by which Kubernetes tells the items of a list apart, in the order in which they are tried. */
const LIST_KEYS: readonly (readonly string[])[] = [
  ["containerPort", "protocol"],
  ["port", "protocol"],
  ["mountPath"],
  ["uid"],
  ["name"],
  ["key"],
  ["ip"],
  ["topologyKey"],
  ["type"],
];

/** The deepest paths at which two objects differ. An item of a list is the same by its keys, where it has some, else by its place. */
export function differences(a: unknown, b: unknown, at: FieldPath = []): FieldPath[] {
  if (isMap(a) && isMap(b)) {
    return [...new Set([...Object.keys(a), ...Object.keys(b)])]
      .sort()
      .flatMap((key) => differences(a[key], b[key], [...at, key]));
  }
  if (Array.isArray(a) && Array.isArray(b)) {
    const items: [unknown[], unknown[]] = [a, b];
    const keys = LIST_KEYS.find((names) =>
      items.flat().every((item) => isMap(item) && names.every((name) => Object.hasOwn(item, name))),
    );
    if (keys !== undefined && items.flat().length > 0) {
      const steps = new Map(
        items.flat().map((item) => {
          const step = { keys: Object.fromEntries(keys.map((key) => [key, (item as Record<string, unknown>)[key]])) };
          return [JSON.stringify(step), step];
        }),
      );
      return [...steps.values()].flatMap((step) => differences(fieldAt(a, [step]), fieldAt(b, [step]), [...at, step]));
    }
  }
  return isDeepStrictEqual(a, b) ? [] : [at];
}

/** Whether a path is another one, or leads into it. */
export function isWithin(path: FieldPath, outer: FieldPath): boolean {
  return outer.length <= path.length && outer.every((step, index) => isDeepStrictEqual(step, path[index]));
}
