/** Levels: what applications call them, and how they are found in a line of text. */

export const LEVELS = ["trace", "debug", "info", "warn", "error", "fatal", "unknown"] as const;

type Level = (typeof LEVELS)[number];

/** Words in a text that are a level where they stand alone. */
const WORDS: Record<Exclude<Level, "unknown">, readonly string[]> = {
  trace: ["trace", "finest", "verbose"],
  debug: ["debug", "fine"],
  info: ["info", "notice"],
  warn: ["warn", "warning"],
  error: ["error", "err", "severe"],
  fatal: ["fatal", "critical", "crit", "panic", "alert", "emerg"],
};

/** What else a level is called: in a field of its own, by pino's and bunyan's numbers, by klog, by a crash. */
const OTHERS: typeof WORDS = {
  trace: ["10", "finer"],
  debug: ["20", "dbg"],
  info: ["30", "i", "information", "informational"],
  warn: ["40", "w"],
  error: ["50", "e", "traceback (most recent call last)", "exception in thread"],
  fatal: ["60", "f", "emergency", "panic: "],
};

const ALL_WORDS = Object.values(WORDS).flat().join("|");

/**
 * Finds the level of a text in its first characters, in this order: klog's letter, `level=…`, `error: …`, `[error]`, a word
 * in capitals, a crash. Each has its own group, as Go allows a group's name once.
 */
export const TEXT_LEVEL = [
  String.raw`^(?P<level_klog>[IWEF])\d{4} \d{2}:`,
  String.raw`^(?i:(?P<level_start>${ALL_WORDS})):`,
  String.raw`(?i:\b(?:level|lvl|severity)\s*=\s*["']?(?P<level_key>[a-z]+))`,
  String.raw`\[(?i:(?P<level_bracket>${ALL_WORDS}))\]`,
  String.raw`\b(?P<level_word>${ALL_WORDS.toUpperCase()})\b`,
  String.raw`(?P<level_crash>^panic: |Traceback \(most recent call last\)|Exception in thread)`,
].join("|");

const GROUPS = ["klog", "start", "key", "bracket", "word", "crash"].map((group) => `.level_${group}`);

/** A template (Go's, with sprig's functions) that is the level by the name that queries know. */
export const LEVEL_TEMPLATE =
  `{{ $level := ToLower (toString (coalesce .level ${GROUPS.join(" ")} "unknown")) }}` +
  (Object.keys(WORDS) as (keyof typeof WORDS)[])
    .map((level, index) => {
      const names = [...WORDS[level], ...OTHERS[level]].map((name) => JSON.stringify(name)).join(" ");
      return `{{ ${index === 0 ? "" : "else "}if has $level (list ${names}) }}${level}`;
    })
    .join("") +
  "{{ else }}unknown{{ end }}";
