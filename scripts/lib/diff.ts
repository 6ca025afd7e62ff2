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
  const values = [...new Set([...old.leaves.keys(), ...now.leaves.keys()])]
    .map((path) => ({ path, old: old.leaves.get(path), new: now.leaves.get(path) }))
    .filter((change) => JSON.stringify(change.old) !== JSON.stringify(change.new));
  // What goes by name has no place in its path, and the order can matter: the first route that matches is taken.
  const orders = [...old.orders].flatMap(([path, names]) => {
    const others = now.orders.get(path) ?? [];
    const change = {
      path: `${path} (order)`,
      old: names.filter((name) => others.includes(name)),
      new: others.filter((name) => names.includes(name)),
    };
    return JSON.stringify(change.old) === JSON.stringify(change.new) ? [] : [change];
  });
  return [...values, ...orders].sort((a, b) => (a.path < b.path ? -1 : 1));
}

interface Flat {
  /** Every leaf by its path. */
  leaves: Map<string, unknown>;
  /** The names in every list whose items go by name. */
  orders: Map<string, string[]>;
}

/** A value by paths. JSON in a text (a dashboard) is looked into; list items go by name where they have one. */
function flatten(value: unknown, path = "", into: Flat = { leaves: new Map(), orders: new Map() }): Flat {
  const inner = parsedJson(value);
  if (typeof inner !== "object" || inner === null || Object.keys(inner).length === 0) {
    into.leaves.set(path, inner);
  } else if (Array.isArray(inner)) {
    const names = itemNames(inner);
    if (names !== undefined) into.orders.set(path, names);
    inner.forEach((item, index) => flatten(item, `${path}[${names?.[index] ?? index}]`, into));
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
function itemNames(items: readonly unknown[]): string[] | undefined {
  const names = items.flatMap((item) => itemName(item) ?? []);
  return new Set(names).size === items.length ? names : undefined;
}

function itemName(item: unknown): string | undefined {
  if (typeof item !== "object" || item === null) return undefined;
  const { name, alert, labels, record, uid, type, title, refId, receiver, matchers } = item as Record<string, unknown>;
  if (typeof alert === "string") {
    const severity = (labels as Record<string, unknown> | undefined)?.["severity"];
    return typeof severity === "string" ? `${alert}/${severity}` : alert;
  }
  // A route of Alertmanager's: the same receiver can have several.
  if (typeof receiver === "string")
    return [receiver, ...(Array.isArray(matchers) ? (matchers as unknown[]) : [])].join(" ");
  // A panel has a type; elsewhere a title is text like any other.
  return [name, record, uid, typeof type === "string" ? title : undefined, refId].find(
    (candidate) => typeof candidate === "string",
  );
}
