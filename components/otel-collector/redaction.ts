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

/**
 * Of what is redacted in lines, what is found by a name before it: an attribute has its name apart, and SECRET_KEYS are for
 * those. Here the whole of a match is masked, so only short forms of it are looked for.
 */
const NAMED: readonly Kind[] = ["authorization", "bearer", "cookie", "secret"];
const NAMED_VALUES = ["(?i)(bearer|basic)\\s+[a-z0-9._~+/=-]{8,}", `(?i)${SECRET_NAMES}=[^&\\s]+`];

/** What is masked: attributes of spans, or those of log records and their text, in which names stand beside their values. */
type Signal = "logs" | "traces";

/** Values that are secret whatever their attribute is called. One by one: joined, they took a quarter more CPU. */
function secretValues(signal: Signal, personalData: boolean): string[] {
  const all = patterns({ personalData }).filter(({ number }) => number !== true);
  if (signal === "logs") return all.map(({ expression }) => expression);
  const whole = all.filter(({ kind }) => !NAMED.includes(kind));
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
    blocked_values: secretValues(signal, personalData).map(literal),
    // A count of what was masked, on every span that has something: more bytes, and nothing that anybody looks for.
    summary: "silent",
    ...(personalData
      ? {
          db_sanitizer: {
            sanitize_span_name: false,
            sql: { enabled: true, attributes: ["db.statement", "db.query.text"] },
          },
        }
      : {}),
  };
}
