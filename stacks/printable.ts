/** Texts as a terminal may have them: what would move its cursor, or hide or reorder what it shows, is shown by its code instead. */

/** Control and format characters (bidi, zero width), ends of lines of Unicode's own, and halves of characters. */
const UNPRINTABLE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;

/** Whether a text has such a character, or an end of a line. */
export function isPrintable(text: string): boolean {
  return text.search(UNPRINTABLE) === -1;
}

/** One line of text. */
export function printable(line: string): string {
  return line.replace(UNPRINTABLE, escaped);
}

/** A text of several lines, which may have tabs. JSON stays the same JSON: outside of its strings there is nothing to escape. */
export function printableText(text: string): string {
  return text.replace(UNPRINTABLE, (character) => (/[\n\t]/.test(character) ? character : escaped(character)));
}

/** As JSON and JavaScript write it, a code unit at a time. */
function escaped(character: string): string {
  return character.replace(/[^]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
