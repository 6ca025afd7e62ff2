/** Conditions whose limit an application may set for itself (`apps[].thresholds`). */
import type { App } from "../../settings/apps";

/**
 * A condition on a series with the labels `namespace` and `service`: by the limit of each application that has one, and of all
 * others by the common one. Applications of one namespace with the same limit are one matcher.
 * @param condition Makes the condition of a selector and its limit.
 */
export function limited<T extends number | string>(
  series: string,
  apps: readonly App[],
  of: (app: App) => T | "none" | undefined,
  common: T,
  condition: (selected: string, limit: T) => string,
): string {
  const groups = new Map<string, { limit: T | "none"; matchers: string }>();
  for (const limit of new Set(apps.map(of))) {
    if (limit === undefined) continue;
    const own = apps.filter((app) => of(app) === limit);
    for (const namespace of new Set(own.map((app) => app.namespace))) {
      const names = own.filter((app) => app.namespace === namespace).map(({ name }) => name);
      groups.set(`${limit} ${namespace ?? ""}`, { limit, matchers: matchers(namespace, names, apps) });
    }
  }
  const all = [...groups.values()];
  if (all.length === 0) return condition(series, common);
  const selected = all.map((group) => ({ ...group, selector: `${series}{${group.matchers}}` }));
  const others = `(${series} unless (${selected.map(({ selector }) => selector).join(" or ")}))`;
  const own = selected.flatMap(({ limit, selector }) => (limit === "none" ? [] : [condition(selector, limit)]));
  return `(${[condition(others, common), ...own].join(" or ")})`;
}

/** Names have letters, digits and dashes only. One without a namespace leaves those of its name alone that have one. */
function matchers(namespace: string | undefined, names: readonly string[], apps: readonly App[]): string {
  const of = (label: string, op: "" | "!", values: readonly string[]) =>
    values.length === 1
      ? `${label}${op}="${values[0] ?? ""}"`
      : `${label}${op === "" ? "=" : op}~"${values.join("|")}"`;
  const service = of("service", "", names);
  if (namespace !== undefined) return `namespace="${namespace}",${service}`;
  const elsewhere = apps.flatMap((app) =>
    names.includes(app.name) && app.namespace !== undefined ? [app.namespace] : [],
  );
  return elsewhere.length === 0 ? service : `${of("namespace", "!", [...new Set(elsewhere)])},${service}`;
}
