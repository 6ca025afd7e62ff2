/** What differs between two plans, key by key. */

/** A resource as `plan --format json` has it. */
export interface PlannedResource {
  urn: string;
  type: string;
  name: string;
  parent: string;
  inputs: Record<string, unknown>;
}

/** One key with another value; undefined where there is none. */
export interface Change {
  path: string;
  old: unknown;
  new: unknown;
}

export interface PlanDiff {
  added: PlannedResource[];
  removed: PlannedResource[];
  changed: { resource: PlannedResource; changes: Change[] }[];
}

/** Compares two plans; resources are the same when their URN is. */
export function diffPlans(before: readonly PlannedResource[], after: readonly PlannedResource[]): PlanDiff {
  const old = new Map(before.map((resource) => [resource.urn, resource]));
  const now = new Map(after.map((resource) => [resource.urn, resource]));
  return {
    added: after.filter(({ urn }) => !old.has(urn)),
    removed: before.filter(({ urn }) => !now.has(urn)),
    changed: after.flatMap((resource) => {
      const previous = old.get(resource.urn);
      const changes = previous === undefined ? [] : diffValues(previous.inputs, resource.inputs);
      return changes.length > 0 ? [{ resource, changes }] : [];
    }),
  };
}

/** The keys in which two values differ, sorted by path. */
export function diffValues(before: unknown, after: unknown): Change[] {
  const old = flatten(before);
  const now = flatten(after);
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((path) => JSON.stringify(old.get(path)) !== JSON.stringify(now.get(path)))
    .sort()
    .map((path) => ({ path, old: old.get(path), new: now.get(path) }));
}

/** Every leaf by its path. JSON in a text (a dashboard) is looked into; list items go by name where they have one. */
function flatten(value: unknown, path = "", into = new Map<string, unknown>()): Map<string, unknown> {
  const inner = parsedJson(value);
  if (typeof inner !== "object" || inner === null || Object.keys(inner).length === 0) {
    into.set(path, inner);
  } else if (Array.isArray(inner)) {
    const names = itemNames(inner);
    inner.forEach((item, index) => flatten(item, `${path}[${names[index] ?? index}]`, into));
  } else {
    for (const [key, nested] of Object.entries(inner)) {
      const step = /^[\w-]+$/.test(key) ? `${path === "" ? "" : "."}${key}` : `["${key}"]`;
      flatten(nested, `${path}${step}`, into);
    }
  }
  return into;
}

function parsedJson(value: unknown): unknown {
  if (typeof value !== "string" || !/^\s*[{[]/.test(value)) return value;
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}

/** Names for a list's items, so that one put in front does not change all behind it: only when every item has its own. */
function itemNames(items: readonly unknown[]): (string | undefined)[] {
  const names = items.map((item) => {
    if (typeof item !== "object" || item === null) return undefined;
    const { name, alert, record, uid, title, labels } = item as Record<string, unknown>;
    const own = [name, record, alert, uid, title].find((candidate) => typeof candidate === "string");
    if (own === undefined) return undefined;
    const severity = (labels as Record<string, unknown> | undefined)?.["severity"];
    return typeof alert === "string" && typeof severity === "string" ? `${alert}/${severity}` : own;
  });
  const distinct = names.every((name) => name !== undefined) && new Set(names).size === names.length;
  return distinct ? names : [];
}
