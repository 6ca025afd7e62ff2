/** What is taken out of lines: credentials and card numbers always, personal data unless the settings say otherwise. */
import type { Settings } from "../../stacks/settings";

/** One kind of text that is redacted. */
export interface Redaction {
  /** What it is: what is found becomes `<redacted:name>`. */
  name: string;
  /** RE2; what its groups hold is replaced. */
  expression: string;
  /** What takes its place. Default: `<redacted:name>`. */
  replacement?: string;
}

/** Names of fields whose values are secret, at the end of longer names too (`db_password`, `X-Api-Key`). */
const SECRET =
  "(?:pass(?:word|wd|phrase)|pwd|secret|token|credentials?|api[_-]?key|(?:access|private|secret)[_-]?key(?:[_-]?id)?)";

const CARD =
  "(?:4\\d{3}|5[1-5]\\d{2}|2[2-7]\\d{2}|6011|65\\d{2})[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{4}|3[47]\\d{2}[ -]?\\d{6}[ -]?\\d{5}";

/**
 * The order matters: what is whole in itself comes before the pairs of a name and a value, which would take it for one.
 * No expression begins with `\b` where a literal can: Go then finds candidates by searching for the text.
 */
const CREDENTIALS: readonly Redaction[] = [
  {
    name: "private-key",
    expression: String.raw`(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----(.*?)(?:-----END|$)`,
  },
  { name: "jwt", expression: String.raw`(eyJ[A-Za-z0-9_-]{5,}\.eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*)` },
  {
    name: "authorization",
    expression: String.raw`(?i)authorization["'\\]*\s*[:=]\s*["'\\]*((?:(?:bearer|basic|digest|token|apikey|negotiate)\s+)?[^\s"'\\,;<]+)`,
  },
  { name: "bearer", expression: String.raw`(?i)bearer\s+([a-z0-9._~+/=-]{8,})` },
  {
    name: "cookie",
    expression: String.raw`(?i)cookie["'\\]*\s*[:=]\s*["'\\]*([^\s"'\\;]+=[^\s"'\\;]*(?:; ?[^\s"'\\;]+)*)`,
  },
  { name: "aws-key", expression: String.raw`(A(?:KIA|SIA)[A-Z0-9]{16})` },
  // GitHub, GitLab, Slack, Google and Stripe mark theirs.
  {
    name: "api-key",
    expression: String.raw`((?:gh[oprsu]_|github_pat_|glpat-)[A-Za-z0-9_-]{20,}|xox[abeprs]-[A-Za-z0-9-]{10,}|AIza[A-Za-z0-9_-]{35}|[rs]k_live_[A-Za-z0-9]{10,})`,
  },
  { name: "url-password", expression: String.raw`://[^\s/:@"']*:([^\s/@"']+)@` },
  // In quotes; those of JSON within JSON are escaped.
  {
    name: "secret",
    expression: String.raw`(?i)${SECRET}["'\\]*\s*[:=]\s*(?:\\+"([^"\\]*)|"((?:[^"\\]|\\.)*)"|'([^']*)')`,
  },
  { name: "secret", expression: String.raw`(?i)${SECRET}\s*[:=]\s*([^\s"'\\,;&}\])<]+)` },
  // A number in JSON stays one, so that the line stays JSON.
  { name: "secret-number", expression: String.raw`(?i)${SECRET}\\*"\s*:\s*(\d[\d.eE+-]*)`, replacement: "0" },
  { name: "card-number", expression: String.raw`[:,[]\s*(${CARD})\s*[,}\]]`, replacement: "0" },
  { name: "card", expression: String.raw`\b(${CARD})\b` },
];

const PERSONAL: readonly Redaction[] = [
  { name: "email", expression: String.raw`([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24})` },
  { name: "iban", expression: String.raw`\b([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?)\b` },
];

/** Everything that a stack redacts, in order. */
export function redactions({ logs }: Pick<Settings, "logs">): Redaction[] {
  const own = logs.redact.patterns.map(({ name, pattern }) => ({
    name,
    // A pattern without a group is one.
    expression: /(^|[^\\])\((?!\?(:|[a-zA-Z]+\)|[a-zA-Z]+:))/.test(pattern) ? pattern : `(${pattern})`,
  }));
  return [...own, ...CREDENTIALS, ...(logs.redact.personalData ? PERSONAL : [])];
}
