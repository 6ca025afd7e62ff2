/** What is masked in spans and logs: credentials and card numbers always, personal data unless the settings say otherwise. */
import type { Settings } from "../../stacks/settings";
import type { Config } from "./names";

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

/** Values that are secret whatever their attribute is called. One by one: joined, they took a quarter more CPU. */
const SECRET_VALUES = [
  "-----BEGIN [A-Z ]*PRIVATE KEY-----[^-]*(-----END [A-Z ]*PRIVATE KEY-----)?",
  "eyJ[A-Za-z0-9_-]{5,}\\.eyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]*",
  "(?i)(bearer|basic)\\s+[a-z0-9._~+/=-]{8,}",
  "A(KIA|SIA)[A-Z0-9]{16}",
  "(gh[oprsu]_|github_pat_|glpat-)[A-Za-z0-9_-]{20,}",
  "xox[abeprs]-[A-Za-z0-9-]{10,}",
  "://[^\\s/:@]*:[^\\s/@]+@",
  "(?i)(pass(word|wd)|pwd|secret|token|api[_-]?key|access[_-]?key)=[^&\\s]+",
  "\\b(4\\d{3}|5[1-5]\\d{2}|2[2-7]\\d{2}|6011|65\\d{2})[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{4}\\b",
  "\\b3[47]\\d{2}[ -]?\\d{6}[ -]?\\d{5}\\b",
];

const PERSONAL_VALUES = [
  "[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,24}",
  "\\b[A-Z]{2}\\d{2}( ?[A-Z0-9]{4}){3,7}( ?[A-Z0-9]{1,3})?\\b",
];

/** What the collectors themselves put in, and what names a place or a program: not looked at, which saves most of the cost. */
const HARMLESS_KEYS = ["^(k8s|container|telemetry|service|host|os|otel|cloud|deployment)\\."];

/** The processor `redaction`. Masked values become `****`. */
export function redaction({ tracing }: Settings): Config {
  const { personalData, keys } = tracing.redact;
  return {
    allow_all_keys: true,
    ignored_key_patterns: HARMLESS_KEYS,
    blocked_key_patterns: [
      ...SECRET_KEYS,
      ...(personalData ? PERSONAL_KEYS : []),
      ...keys.map((key) => `^(?:${key})$`),
    ].map(literal),
    blocked_values: [...SECRET_VALUES, ...(personalData ? PERSONAL_VALUES : [])].map(literal),
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

/** A text in a collector's configuration, where `$` begins a reference. */
function literal(text: string): string {
  return text.replaceAll("$", "$$$$");
}
