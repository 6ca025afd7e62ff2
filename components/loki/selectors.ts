/** Selectors of streams, as Loki's parser takes them: one that it does not take keeps Loki from starting. */
import type { Settings } from "../../settings";
import type { Problem } from "../../settings/problem";
import { isPattern, matchesPattern } from "../../settings/re2";

/** A matcher as the settings' schema takes it. */
const MATCHER = /(\w+)\s*(!=|=~|!~|=)\s*("(?:[^"\\]|\\.)*")/g;

/** Words of LogQL, in any case, that are no label's name where a matcher is. Source: Loki's lexer, `pkg/logql/syntax/lex.go`. */
const KEYWORDS = new Set(
  (
    "and or unless by without on ignoring group_left group_right bool offset unwrap json regexp logfmt unpack pattern " +
    "label_format line_format decolorize drop keep variants of"
  ).split(" "),
);

/** The escapes that Go and JSON both have. */
const ESCAPES = /\\(?:[\\"bfnrt]|u[0-9a-fA-F]{4})/g;

/** Why Loki does not take a selector, as the end of a sentence; undefined when it does. */
export function selectorFault(selector: string): string | undefined {
  const matchers = [...inner(selector).matchAll(MATCHER)];
  let finds = false;
  for (const [, name = "", operator = "", quoted = ""] of matchers) {
    if (/^\d/.test(name)) return `${name} begins with a digit, which no label does`;
    if (KEYWORDS.has(name.toLowerCase())) return `${name} is a word of LogQL, not a label`;
    if (quoted.replaceAll(ESCAPES, "").includes("\\"))
      return `${quoted} has an escape that Go does not have: in a regular expression a backslash is written twice`;
    const value = JSON.parse(quoted) as string;
    const regular = operator.endsWith("~");
    if (regular && !isPattern(value)) return `${quoted} is not a regular expression`;
    const equal = regular ? matchesPattern(value, "") : value === "";
    finds ||= operator.startsWith("!") ? equal : !equal;
  }
  return finds ? undefined : "every matcher takes a stream without its label, and Loki wants one that does not";
}

function inner(selector: string): string {
  return selector.slice(selector.indexOf("{") + 1, selector.lastIndexOf("}"));
}

/** Selectors of `logs.retentionByStream` that Loki would not start with. */
export function selectorProblems({ retentionByStream }: Settings["logs"]): Problem[] {
  return retentionByStream.flatMap(({ selector }, index) => {
    const fault = selectorFault(selector);
    const key = `logs.retentionByStream[${index}].selector`;
    return fault === undefined
      ? []
      : [{ key, problem: `Loki does not take ${selector}: ${fault}`, cure: { set: key, to: '{namespace="dev"}' } }];
  });
}
