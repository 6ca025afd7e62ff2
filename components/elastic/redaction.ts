/** What is blacked out of a log line before it leaves the node: credentials always, personal data if the settings say so. */

/** One kind of text that must not be kept. */
export interface Redaction {
  name: string;
  /**
   * What is looked for, in the syntax that RE2, Ruby and JavaScript share: no lookaround, no back-reference, flags only at
   * the start. Its one group is what is replaced; without a group, all of it is.
   */
  pattern: string;
  replacement: string;
}

/** The names under which programs write secrets. */
const SECRET_NAMES =
  "[\\w.-]*(?:password|passwd|pwd|passphrase|secret|token|api[_-]?key|apikey|access[_-]?key|private[_-]?key|client[_-]?secret|credentials?)";

const REDACTED = "[REDACTED]";

/**
 * Credentials, the most specific first: what one has blacked out, the next does not see. A value in JSON stays valid JSON.
 * The list is a net with holes, not a licence to log secrets.
 */
export const CREDENTIAL_REDACTIONS: readonly Redaction[] = [
  {
    name: "private key",
    pattern: "-----BEGIN [A-Z ]*PRIVATE KEY-----([A-Za-z0-9+/=\\\\\\s]+)-----END [A-Z ]*PRIVATE KEY-----",
    replacement: REDACTED,
  },
  {
    name: "JSON web token",
    pattern: "\\beyJ[A-Za-z0-9_-]{5,}\\.eyJ[A-Za-z0-9_-]{5,}\\.[A-Za-z0-9_-]*",
    replacement: REDACTED,
  },
  {
    name: "authorization header",
    pattern: '(?i)\\bauthorization\\\\?"?\\s*[:=]\\s*\\\\?"?(?:basic|bearer|digest|token|apikey)?\\s*([^\\s"\\\\,;]+)',
    replacement: REDACTED,
  },
  { name: "bearer token", pattern: "(?i)\\bbearer\\s+([A-Za-z0-9._~+/-]{8,}=*)", replacement: REDACTED },
  { name: "AWS access key", pattern: "\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b", replacement: REDACTED },
  { name: "password in a URL", pattern: '\\b[a-z][a-z0-9+.-]*://[^\\s:/@"]*:([^\\s/@"]+)@', replacement: REDACTED },
  {
    name: "secret in JSON",
    pattern: `(?i)"${SECRET_NAMES}"\\s*:\\s*"((?:[^"\\\\]|\\\\.)+)"`,
    replacement: REDACTED,
  },
  {
    name: "secret in JSON in a string",
    pattern: `(?i)\\\\"${SECRET_NAMES}\\\\"\\s*:\\s*\\\\"([^"\\\\]+)\\\\"`,
    replacement: REDACTED,
  },
  {
    name: "secret as key=value",
    pattern: `(?i)\\b${SECRET_NAMES}\\s*=\\s*["\\x27]?([^\\s"\\x27&,;]+)`,
    replacement: REDACTED,
  },
  {
    name: "credit card number",
    pattern: "\\b(?:4\\d{3}|5[1-5]\\d{2}|6011|3[47]\\d{2})[ -]?\\d{4}[ -]?\\d{4}[ -]?\\d{1,4}\\b",
    replacement: "[CARD]",
  },
];

/** Personal data. */
export const PERSONAL_REDACTIONS: readonly Redaction[] = [
  {
    name: "e-mail address",
    pattern: "\\b[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\\.[A-Za-z0-9-]+)*\\.[A-Za-z]{2,}\\b",
    replacement: "[EMAIL]",
  },
];

/** What is blacked out, by whether personal data is. */
export function redactions(personalData: boolean): readonly Redaction[] {
  return personalData ? [...CREDENTIAL_REDACTIONS, ...PERSONAL_REDACTIONS] : CREDENTIAL_REDACTIONS;
}
