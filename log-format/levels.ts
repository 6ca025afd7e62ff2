/** The one table of log levels: what programs call them, and how every collector finds them. */

/** The levels that every store knows, from the one that says most to the one that says least. */
export const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal"] as const;

export type Level = (typeof LEVELS)[number];

/** The level of a line that says none, or one that nobody knows. */
export const UNKNOWN_LEVEL = "unknown";

interface LevelNames {
  /** Words in a text that are a level where they stand alone: `[error]`, `WARN`. */
  words: readonly string[];
  /** What else a field of its own may say: names that are common words, single letters, pino's and bunyan's numbers. */
  fields: readonly string[];
  /** OpenTelemetry's first severity number that is above it. */
  below: number;
}

/**
 * Names in lower case. Java's and zap's are OpenTelemetry's ("Logs Data Model", appendix B): FINER, FINE and CONFIG are
 * debug, DPANIC is fatal.
 */
const TABLE: Readonly<Record<Level, LevelNames>> = {
  trace: { words: ["trace", "finest", "verbose"], fields: ["10"], below: 5 },
  debug: { words: ["debug", "fine", "finer"], fields: ["config", "d", "dbg", "20"], below: 9 },
  info: { words: ["info", "notice"], fields: ["i", "information", "informational", "30"], below: 13 },
  warn: { words: ["warn", "warning"], fields: ["w", "40"], below: 17 },
  error: { words: ["error", "err", "severe"], fields: ["e", "50"], below: 21 },
  fatal: {
    words: ["fatal", "critical", "crit", "panic", "dpanic", "alert", "emerg"],
    fields: ["emergency", "f", "60"],
    below: 25,
  },
};

/** Every word that is a level where it stands alone in a text, in lower case. */
export const LEVEL_WORDS: readonly string[] = LEVELS.flatMap((level) => TABLE[level].words);

/** Each name that a field may have for a level, and the level. */
export function levelNames(): Record<string, Level> {
  return Object.fromEntries(
    LEVELS.flatMap((level) => [...TABLE[level].words, ...TABLE[level].fields].map((name) => [name, level] as const)),
  );
}

/** Each level with OpenTelemetry's severity numbers: from, and the first one above it. 0 is no severity. */
export function severityNumbers(): { level: Level | typeof UNKNOWN_LEVEL; from: number; below: number }[] {
  let from = 1;
  const levels = LEVELS.map((level) => {
    const range = { level, from, below: TABLE[level].below };
    from = range.below;
    return range;
  });
  return [{ level: UNKNOWN_LEVEL, from: 0, below: 1 }, ...levels];
}

const WORDS = LEVEL_WORDS.join("|");

/** What a crash says, in lower case, and the level that it is: programs print it without one. */
const CRASHES: Readonly<Record<string, Level>> = {
  "panic: ": "fatal",
  "traceback (most recent call last)": "error",
  "exception in thread": "error",
};

/**
 * Finds the level of a text in its first characters, in this order: klog's letter, `level=…`, `error: …`, `[error]`, a word
 * in capitals, a crash. Each has its own group, as Go allows a group's name once.
 */
export const TEXT_LEVEL = [
  String.raw`^(?P<level_klog>[IWEF])\d{4} \d{2}:`,
  String.raw`^(?i:(?P<level_start>${WORDS})):`,
  String.raw`(?i:\b(?:level|lvl|severity)\s*=\s*["']?(?P<level_key>[a-z]+))`,
  String.raw`\[(?i:(?P<level_bracket>${WORDS}))\]`,
  String.raw`\b(?P<level_word>${WORDS.toUpperCase()})\b`,
  String.raw`(?P<level_crash>^panic: |Traceback \(most recent call last\)|Exception in thread)`,
].join("|");

const GROUPS = ["klog", "start", "key", "bracket", "word", "crash"].map((group) => `.level_${group}`);

/** A template (Go's, with sprig's functions) that is the level by the name that queries know. */
export const LEVEL_TEMPLATE =
  `{{ $level := ToLower (toString (coalesce .level ${GROUPS.join(" ")} "${UNKNOWN_LEVEL}")) }}` +
  LEVELS.map((level, index) => {
    const crashes = Object.keys(CRASHES).filter((crash) => CRASHES[crash] === level);
    const names = [...TABLE[level].words, ...TABLE[level].fields, ...crashes].map((name) => JSON.stringify(name));
    return `{{ ${index === 0 ? "" : "else "}if has $level (list ${names.join(" ")}) }}${level}`;
  }).join("") +
  `{{ else }}${UNKNOWN_LEVEL}{{ end }}`;
