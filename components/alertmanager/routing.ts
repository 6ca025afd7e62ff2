/** Alertmanager's routing tree: how it is written down, and who it leads an alert to. */

import { matchesPattern } from "../../settings/re2";
import { withoutUndefined } from "../support/values";

/** A condition on one label. */
export interface Matcher {
  label: string;
  op: "=" | "!=" | "=~" | "!~";
  /** A text, or an anchored regular expression. A label that is not there is the empty text. */
  value: string;
}

/** A node of the routing tree, with the fields that this platform uses. */
export interface Route {
  receiver?: string;
  matchers?: Matcher[];
  groupBy?: string[];
  groupWait?: string;
  groupInterval?: string;
  repeatInterval?: string;
  muteTimeIntervals?: string[];
  /** Whether the siblings behind it are tried too. */
  continue?: boolean;
  routes?: Route[];
}

/** A matcher in Alertmanager's syntax: `severity="critical"`. */
export function renderMatcher({ label, op, value }: Matcher): string {
  return `${label}${op}${JSON.stringify(value)}`;
}

/** Matchers for labels that are given as anchored regular expressions, in the order of the labels. */
export function patterns(match: Readonly<Record<string, string>>): Matcher[] {
  return Object.entries(match)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]) => ({ label, op: "=~", value }));
}

/** A route as Alertmanager's configuration has it. */
export function renderRoute(route: Route): Record<string, unknown> {
  return withoutUndefined({
    receiver: route.receiver,
    matchers: route.matchers?.map(renderMatcher),
    group_by: route.groupBy,
    group_wait: route.groupWait,
    group_interval: route.groupInterval,
    repeat_interval: route.repeatInterval,
    mute_time_intervals: route.muteTimeIntervals,
    continue: route.continue,
    routes: route.routes?.map(renderRoute),
  });
}

/**
 * The receivers that an alert with these labels reaches, in the order of the tree. Alertmanager's own rules: the deepest
 * matching nodes win; among siblings the first match ends the search unless it continues.
 */
export function receiversOf(root: Route, labels: Readonly<Record<string, string>>): string[] {
  const walk = (route: Route, inherited: string): string[] | undefined => {
    if (!(route.matchers ?? []).every((matcher) => matches(matcher, labels[matcher.label] ?? ""))) return undefined;
    const receiver = route.receiver ?? inherited;
    const found: string[] = [];
    for (const child of route.routes ?? []) {
      const below = walk(child, receiver);
      if (below === undefined) continue;
      found.push(...below);
      if (child.continue !== true) break;
    }
    return found.length > 0 ? found : [receiver];
  };
  return walk(root, root.receiver ?? "") ?? [];
}

/** Whether a label's value is one that a matcher takes. */
export function matches({ op, value }: Matcher, actual: string): boolean {
  const equal = op.endsWith("~") ? matchesPattern(value, actual) : actual === value;
  return op.startsWith("!") ? !equal : equal;
}
