/** What is masked in spans and logs: credentials and card numbers always, personal data unless the settings say otherwise. */
import type { Settings } from "../../settings";
import { type Kind, patterns, SECRET_NAMES } from "../../log-format/redaction";
import { type Config, literal } from "../../names/otel-collector";

/** Names of attributes whose values are secret, at the end of longer names too (`db.password`, `http.request.header.cookie`). */
const SECRET_KEYS = [
  "(?i)(pass(word|wd|phrase)|pwd|secret|credentials?|authorization|cookie|token)$",
  "(?i)(api|access|private|secret|encryption)[._-]?key([._-]?id)?$",
];

/** Attributes that say who somebody is, by OpenTelemetry's conventions or by habit. */
const PERSONAL_KEYS = [
  "(?i)^(enduser|user)[._](id|name|full_name|email|hash)$",
  "^(client\\.address|client\\.socket\\.address|http\\.client_ip|net\\.sock\\.peer\\.addr|network\\.peer\\.address)$",
  "(?i)(^|[._-])(e[._-]?mail|phone([._-]?number)?|iban|ssn|date[._-]of[._-]birth)$",
];

/** Names beside which JSON has a secret: those of lines, and of what they find apart. */
export const NAMES_IN_JSON = `(?:${SECRET_NAMES}|authorization|cookie)`;

/**
 * Of what is redacted in lines, what is found by a name before it: an attribute has its name apart, and SECRET_KEYS are for
 * those. Here the whole of a match is masked, so only short forms of it are looked for.
 */
const NAMED: readonly Kind[] = ["authorization", "bearer", "cookie", "secret"];
const NAMED_VALUES = [
  "(?i)(bearer|basic)\\s+[a-z0-9._~+/=-]{8,}",
  `(?i)${SECRET_NAMES}=[^&\\s]+`,
  // JSON in a value. What is masked already, with the name beside it, is not masked again.
  String.raw`(?i)"[^"\\]*${NAMES_IN_JSON}"\s*:\s*(?:"(?:\*{0,3}(?:[^"\\*]|\\.)(?:[^"\\]|\\.)*|\*{1,3}|\*{4}(?:[^"\\]|\\.)+)"|-?[0-9][0-9.eE+-]*)`,
];

/** What is masked: spans, or log records, of whose text the SQL is nobody's query. */
type Signal = "logs" | "traces";

/** Values that are secret whatever their attribute is called. One by one: joined, they took a quarter more CPU. */
function secretValues(personalData: boolean): string[] {
  const whole = patterns({ personalData }).filter(({ kind, number }) => number !== true && !NAMED.includes(kind));
  return [...whole.map(({ expression }) => expression), ...NAMED_VALUES];
}

/** What the collectors themselves put in, and what names a place or a program: not looked at, which saves most of the cost. */
const HARMLESS_KEYS = ["^(k8s|container|telemetry|service|host|os|otel|cloud|deployment)\\."];

/** The processor `redaction`. Masked values become `****`. */
export function redaction(signal: Signal, { personalData, keys }: Settings["tracing"]["redact"]): Config {
  return {
    allow_all_keys: true,
    ignored_key_patterns: HARMLESS_KEYS,
    blocked_key_patterns: [
      ...SECRET_KEYS,
      ...(personalData ? PERSONAL_KEYS : []),
      ...keys.map((key) => `^(?:${key})$`),
    ].map(literal),
    blocked_values: secretValues(personalData).map(literal),
    // A count of what was masked, on every span that has something: more bytes, and nothing that anybody looks for.
    summary: "silent",
    // It would take every text of a log record for SQL, and make its numbers question marks.
    ...(personalData && signal === "traces"
      ? {
          db_sanitizer: {
            sanitize_span_name: false,
            sql: { enabled: true, attributes: ["db.statement", "db.query.text"] },
          },
        }
      : {}),
  };
}
