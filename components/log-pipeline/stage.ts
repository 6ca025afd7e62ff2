/** The steps of which the log shippers' pipeline is made. */

/** One step. Expressions are RE2, templates Go's with sprig's functions, as both programs have them. */
export type Stage =
  /** The container runtime's own format: time, stream, whether the line goes on. */
  | { kind: "cri" }
  /** What the groups of an expression hold is replaced by what the template says of it (`.Value`). */
  | { kind: "replace"; expression: string; replace: string }
  /** Lines up to the next first line become one. */
  | { kind: "multiline"; firstLine: string; maxLines: number; maxWaitTime: string }
  /** Fields by JMESPath; a line that is no JSON passes. */
  | { kind: "json"; expressions: Record<string, string> }
  /** Named groups, of the line or of the field that `source` names. */
  | { kind: "regex"; expression: string; source?: string }
  /** A field by template; without one if it comes to nothing. */
  | { kind: "template"; source: string; template: string }
  /** The line's time by a field, nanoseconds since 1970; without one it stays the runtime's. */
  | { kind: "time"; source: string }
  /** Fields that become labels, which Loki indexes. */
  | { kind: "labels"; names: readonly string[] }
  /** Fields that Loki keeps with the line, without an index. */
  | { kind: "metadata"; names: readonly string[] }
  /** The labels that stay. */
  | { kind: "keep"; names: readonly string[] }
  /** The tenant of Loki's whose the line is. */
  | { kind: "tenant"; value: string }
  /** Steps for the lines of a selector only. */
  | { kind: "match"; selector: string; stages: Stage[] }
  /** The line becomes what a field holds; without the field it stays. */
  | { kind: "line"; source: string }
  /** Lines of which a field is true end here, counted by reason. */
  | { kind: "dropWhere"; source: string; reason: string }
  /** Lines that end here, counted by reason. */
  | { kind: "drop"; selector: string; reason: string };
