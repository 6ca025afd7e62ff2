/** What Promtail and Alloy take out of lines: what all collectors do, and the stack's own patterns. */
import type { Settings } from "../../settings";
import { groupCount } from "../../settings/re2";
import { isPersonal, type Pattern, patterns, redacted, replacement } from "../../log-format/redaction";

/** One step of redaction. */
export interface Redaction {
  /** RE2; what its groups hold is replaced. */
  expression: string;
  /** What takes its place. */
  replacement: string;
  /** A filter of LogQL that every line has to pass before the expression is tried, which costs more. Default: none. */
  filter?: string;
  /** Whether audit events are left as they are: they say who acted. Default: false. */
  exceptAudit?: true;
}

const FILTERS: Record<NonNullable<Pattern["needs"]>, string> = {
  "@": '|= "@"',
  digits: '|~ "[0-9]{4}[ -]?[0-9]{4}"',
  name: '|~ "(?i)pass|pwd|secret|token|credential|key|authorization|bearer|cookie"',
};

/** Everything that a stack redacts, in order. */
export function redactions({ logs }: Pick<Settings, "logs">): Redaction[] {
  const own = logs.redact.patterns.map(({ name, pattern }) => ({
    // Only what a group holds is replaced, so a pattern without one becomes one.
    expression: groupCount(pattern) > 0 ? pattern : `(${pattern})`,
    replacement: redacted(name),
  }));
  const shared = patterns(logs.redact).map((pattern) => ({
    expression: pattern.expression,
    replacement: replacement(pattern),
    ...(pattern.needs === undefined ? {} : { filter: FILTERS[pattern.needs] }),
    ...(isPersonal(pattern) && !logs.redact.audit ? { exceptAudit: true as const } : {}),
  }));
  return [...own, ...shared];
}
