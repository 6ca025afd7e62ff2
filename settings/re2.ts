/** Regular expressions as Prometheus and Alertmanager have them: RE2's, which know no lookahead, and anchored at both ends. */
import { RE2JS } from "re2js";

/** Whether a text is a regular expression that Alertmanager takes. */
export function isPattern(pattern: string): boolean {
  try {
    return Boolean(RE2JS.compile(pattern));
  } catch {
    return false;
  }
}

/** The names of its named groups. */
export function groupsOf(pattern: string): string[] {
  return Object.keys(RE2JS.compile(pattern).namedGroups());
}

/** How many capturing groups a regular expression has. Only the engine can tell: `[(]` and `\Q(\E` are none. */
export function groupCount(pattern: string): number {
  return RE2JS.compile(pattern).groupCount();
}

/** Whether a whole text matches. A line break counts as any other character, as it does in Prometheus. */
export function matchesPattern(pattern: string, text: string): boolean {
  return patternMatcher(pattern)(text);
}

/** The same for many texts: the pattern is compiled once. */
export function patternMatcher(pattern: string): (text: string) => boolean {
  const compiled = RE2JS.compile(pattern, RE2JS.DOTALL);
  return (text) => compiled.matcher(text).matches();
}

/** A text as a regular expression of nothing else. */
export function literalPattern(text: string): string {
  return text.replace(/[\\.+*?()|[\]{}^$]/g, String.raw`\$&`);
}
