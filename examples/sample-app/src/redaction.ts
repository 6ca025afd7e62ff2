/**
 * What is taken out of lines and spans before they leave the process. The platform's collectors take out what they recognise
 * as well, but by then it has been on the node. It is a net with holes: the rule is not to log a secret at all.
 */

/** Names of fields whose values are secret, at the end of longer names too. */
const SECRET_NAME =
  /(?:pass(?:word|wd|phrase)|pwd|secret|credentials?|authorization|cookie|token|(?:api|access|private)[._-]?key)$/i;

const REDACTED = "[redacted]";

/** Longer texts are cut off: a line is at most 256 KiB, and nobody reads that much of one field. */
const MOST_CHARACTERS = 4096;
const MOST_ENTRIES = 50;
const MOST_DEPTH = 5;

/** A text without what looks like a credential in it. */
export function scrub(text: string): string {
  const short = text.length > MOST_CHARACTERS ? `${text.slice(0, MOST_CHARACTERS)}…` : text;
  return short
    .replace(/\b(bearer|basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${REDACTED}`)
    .replace(
      /\b(\w{0,40}(?:password|passwd|pwd|secret|token|api[_-]?key))(["']?[=:]\s?["']?)[^\s&,;"']+/gi,
      `$1$2${REDACTED}`,
    )
    .replace(/(:\/\/[^\s/@:]{0,200}:)[^\s/@]{1,200}@/g, `$1${REDACTED}@`);
}

/** A value as it may be written: secret fields without their values, errors as the log format has them, all of it bounded. */
export function clean(value: unknown, depth = 0): unknown {
  if (typeof value === "string") return scrub(value);
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return typeof value === "function" ? undefined : value;
  if (value instanceof Error) {
    return { type: value.name, message: scrub(value.message), stack_trace: scrub(value.stack ?? "") };
  }
  if (value instanceof Date) return value.toISOString();
  if (depth >= MOST_DEPTH) return "[deeper]";
  if (Array.isArray(value)) return value.slice(0, MOST_ENTRIES).map((one) => clean(one, depth + 1));
  return cleanFields(value as Record<string, unknown>, depth + 1);
}

/** The fields of an object, each as {@link clean} has it. */
export function cleanFields(fields: Record<string, unknown>, depth = 0): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields)
      .slice(0, MOST_ENTRIES)
      .map(([name, value]) => [name, SECRET_NAME.test(name) ? REDACTED : clean(value, depth)]),
  );
}
