/**
 * What is taken out of lines and spans before they leave their node, for every collector: the kinds, and what each looks
 * like. It is a net with holes, not a licence to log secrets.
 */

/**
 * A credential is one whatever the settings say, and is alerted on (CredentialInLogs). A card number is always taken out, too;
 * personal data unless the settings say otherwise.
 */
export type Sensitivity = "card" | "credential" | "personal";

/** The kinds; what is found becomes `<redacted:kind>`. */
export const KINDS = {
  "private-key": "credential",
  jwt: "credential",
  "aws-key": "credential",
  "api-key": "credential",
  "url-password": "credential",
  authorization: "credential",
  bearer: "credential",
  cookie: "credential",
  secret: "credential",
  card: "card",
  email: "personal",
  iban: "personal",
} as const satisfies Record<string, Sensitivity>;

export type Kind = keyof typeof KINDS;

/** What a kind looks like. One kind may have several. */
export interface Pattern {
  kind: Kind;
  /**
   * The syntax that RE2, which Promtail, Alloy and the OpenTelemetry collector have, shares with Ruby, which Fluentd and
   * Logstash have: no lookaround, no back-reference, flags only at the start, `\z` and not `$` for the end of the text. What
   * its groups hold is secret; of several, one matches.
   */
  expression: string;
  /**
   * What must not come before a match, for Ruby: it tries again from each character, and would take minutes for a long text
   * that begins like a match again and again. RE2 does not need it, and has no way to say it. Default: anything may.
   */
  notAfter?: string;
  /** Whether it is a number in JSON: it becomes 0, so that the line stays JSON. Default: false. */
  number?: boolean;
  /** What a line has to contain for the expression to match, which is quicker to look for. Default: nothing. */
  needs?: "@" | "digits" | "name";
}

/** Names of fields whose values are secret, at the end of longer names too (`db_password`, `X-Api-Key`). */
export const SECRET_NAMES =
  "(?:pass(?:word|wd|phrase)|pwd|secret|token|credentials?|api[_-]?key|(?:access|private|secret)[_-]?key(?:[_-]?id)?)";

const CARD =
  "(?:4\\d{3}|5[1-5]\\d{2}|2[2-7]\\d{2}|6011|65\\d{2})[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{4}|3[47]\\d{2}[ -]?\\d{6}[ -]?\\d{5}";

/**
 * The order matters: what is whole in itself comes before the pairs of a name and a value, which would take it for one.
 * No expression begins with `\b` where a literal can: Go then finds candidates by searching for the text.
 */
export const PATTERNS: readonly Pattern[] = [
  { kind: "private-key", expression: String.raw`(?s)-----BEGIN [A-Z ]*PRIVATE KEY-----(.*?)(?:-----END|\z)` },
  {
    kind: "jwt",
    expression: String.raw`(eyJ[A-Za-z0-9_-]{5,}\.eyJ[A-Za-z0-9_-]{5,}\.[A-Za-z0-9_-]*)`,
    notAfter: "[A-Za-z0-9_-]",
  },
  { kind: "aws-key", expression: String.raw`(A(?:KIA|SIA)[A-Z0-9]{16})` },
  // GitHub, GitLab, Slack, Google and Stripe mark theirs.
  {
    kind: "api-key",
    expression: String.raw`((?:gh[oprsu]_|github_pat_|glpat-)[A-Za-z0-9_-]{20,}|xox[abeprs]-[A-Za-z0-9-]{10,}|AIza[A-Za-z0-9_-]{35}|[rs]k_live_[A-Za-z0-9]{10,})`,
  },
  { kind: "url-password", expression: String.raw`://[^\s/:@"']*:([^\s/@"']+)@`, needs: "@" },
  {
    kind: "authorization",
    expression: String.raw`(?i)authorization["'\\]*\s*[:=]\s*["'\\]*((?:(?:bearer|basic|digest|token|apikey|negotiate)\s+)?[^\s"'\\,;<]+)`,
    needs: "name",
  },
  { kind: "bearer", expression: String.raw`(?i)bearer\s+([a-z0-9._~+/=-]{8,})`, needs: "name" },
  {
    kind: "cookie",
    expression: String.raw`(?i)cookie["'\\]*\s*[:=]\s*["'\\]*([^\s"'\\;]+=[^\s"'\\;]*(?:; ?[^\s"'\\;]+)*)`,
    needs: "name",
  },
  // In quotes; those of JSON within JSON are escaped.
  {
    kind: "secret",
    expression: String.raw`(?i)${SECRET_NAMES}["'\\]*\s*[:=]\s*(?:\\+"([^"\\]*)|"((?:[^"\\]|\\.)*)"|'([^']*)')`,
    needs: "name",
  },
  { kind: "secret", expression: String.raw`(?i)${SECRET_NAMES}\s*[:=]\s*([^\s"'\\,;&}\])<]+)`, needs: "name" },
  {
    kind: "secret",
    expression: String.raw`(?i)${SECRET_NAMES}\\*"\s*:\s*(\d[\d.eE+-]*)`,
    needs: "name",
    number: true,
  },
  { kind: "card", expression: String.raw`[:,\[]\s*(${CARD})\s*[,}\]]`, needs: "digits", number: true },
  { kind: "card", expression: String.raw`\b(${CARD})\b`, needs: "digits" },
  {
    kind: "email",
    // 64 is the longest that a mailbox's name may be (RFC 5321).
    expression: String.raw`([A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,24})`,
    needs: "@",
  },
  {
    kind: "iban",
    expression: String.raw`\b([A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?)\b`,
    needs: "digits",
  },
];

/** The patterns of a stack, in their order. */
export function patterns({ personalData }: { personalData: boolean }): Pattern[] {
  return PATTERNS.filter(({ kind }) => personalData || !isPersonal({ kind }));
}

/** Whether it tells who somebody is, and nothing that lets anybody in. */
export function isPersonal({ kind }: Pick<Pattern, "kind">): boolean {
  return KINDS[kind] === "personal";
}

/** What takes the place of what a pattern finds. */
export function replacement({ kind, number }: Pattern): string {
  return number === true ? "0" : redacted(kind);
}

/** What stands in a line for what was taken out. */
export function redacted(name: string): string {
  return `<redacted:${name}>`;
}

/** The kinds whose presence in a log is a leak to be told of. */
export const CREDENTIAL_KINDS = (Object.keys(KINDS) as Kind[]).filter((kind) => KINDS[kind] === "credential");
