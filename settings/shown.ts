/**
 * Values as messages show them: the one place that decides which may be repeated. What could be a credential is told by its
 * form only, since messages get into terminals, logs of CI and comments on pull requests.
 */

/** A text of more characters is told by its form: no setting that is meant to be read is longer. */
const LONGEST = 64;

/** A run of at least 16 characters in which letters are mixed with digits, or capitals with small letters, as in keys and tokens. */
const RUN = /[A-Za-z0-9_+=~-]{16,}/g;

/** A run that is words: with dashes, as in names, or with humps, as in settings. */
const WORDS = /^(?:[a-z]+|[A-Z][a-z]+|\d{1,4}|[a-z]\d)?(?:[A-Z][a-z]{2,}|Id|[-_](?:[a-z]+|[A-Z][a-z]+|\d{1,4}))*$/;

/** Letters, digits and the signs that generators of passwords draw from, in one word. */
const PASSWORD = /^(?=\S*[A-Za-z])(?=\S*\d)(?=\S*[!$%^&*?;~`])\S{8,}$/;

/** What ends a line, moves a terminal's cursor or turns the direction of a text round, and is not escaped by JSON. */
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Whether a text cannot be a credential by its form: not a URL, an address, a token, a password with signs or several lines. */
export function isPlain(text: string): boolean {
  if (text.length > LONGEST || /:\/\/|@|[\r\n]/.test(text) || PASSWORD.test(text)) return false;
  return !(text.match(RUN) ?? []).some(
    (run) => !WORDS.test(run) && /[A-Za-z]/.test(run) && (/\d/.test(run) || (/[a-z]/.test(run) && /[A-Z]/.test(run))),
  );
}

/** What a value is, without the value: `a URL of 64 characters`, `a list of 2`. */
export function form(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === "object" && value !== null) {
    const count = Object.keys(value).length;
    return `a section of ${count} ${count === 1 ? "setting" : "settings"}`;
  }
  const text = String(value);
  const kind = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? "URL" : "text";
  return `a ${kind} of ${text.length} ${text.length === 1 ? "character" : "characters"}`;
}

/** A value as JSON has it, or its {@link form}: always that of a list or a section, in which anything can be. */
export function shown(value: unknown): string {
  if (Array.isArray(value) && value.length === 0) return "[]";
  if (typeof value === "object" && value !== null) return form(value);
  const text = String(value);
  if (!isPlain(text)) return form(value);
  return typeof value === "string" ? visible(JSON.stringify(value)) : text;
}

/** A text, e.g. a name, as it is, or its {@link form}. */
export function named(text: string): string {
  return isPlain(text) ? visible(text) : form(text);
}

/** What another program said, without the words that could be a credential because they hold a URL or an address. */
export function withoutAddresses(text: string): string {
  return text.replace(/[^\s"'`]+/g, (word) => (/:\/\/|@/.test(word) ? form(word) : word));
}

function visible(text: string): string {
  return text.replace(INVISIBLE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
