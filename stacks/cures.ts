/** What cures a mistake, as a command or a sentence: the one place that knows a stack's name. */
import type { Cure, Problem } from "../settings/problem";
import { isPrintable, printable } from "./printable";

/** The command or the sentence that cures a mistake of a stack. */
export function cureText(stack: string, cure: Cure): string {
  const file = `Pulumi.${stack}.yaml`;
  const config = (command: string, options: string[], ...words: string[]) => {
    const all = [stack, ...words];
    if (!all.every(isWord)) return `edit ${printable(file)} by hand: its names hold what no command line can`;
    // What begins with a dash would be an option.
    const given = words.some((word) => word.startsWith("-")) ? ["--", ...words] : words;
    return ["npx pulumi config", command, "--stack", quoted(stack), ...options, ...given.map(quoted)].join(" ");
  };
  if ("set" in cure) return config("set", ["--path"], cure.set, cure.to);
  if ("unset" in cure) return config("rm", ["--path"], cure.unset);
  if ("remove" in cure) return config("rm", [], cure.remove);
  if ("secret" in cure) return config("set", ["--secret"], cure.secret);
  if ("edit" in cure) return printable(cure.edit.replaceAll("{file}", () => file));
  if ("any" in cure) return cure.any.map((one) => cureText(stack, one)).join(", or ");
  if ("steps" in cure) return cure.steps.map((one) => cureText(stack, one)).join(", then ");
  const sentence = cure.all.some((one) => "edit" in one);
  return cure.all.map((one) => cureText(stack, one)).join(sentence ? ", and " : " and ");
}

/** Whether a command line can hold a word: nothing holds NUL, and `$(…)` loses an end of a line at its own end. */
function isWord(word: string): boolean {
  return !word.includes("\0") && (isPrintable(word) || !word.endsWith("\n")) && !/\p{Cs}/u.test(word);
}

/** A word as a POSIX shell takes it, in characters that a terminal shows. */
function quoted(word: string): string {
  if (/^[\w./:@%+-][\w./:@%+=-]*$/.test(word)) return word;
  if (isPrintable(word)) return `'${word.replaceAll("'", "'\\''")}'`;
  const octal = (character: string) =>
    [...Buffer.from(character)].map((byte) => `\\${byte.toString(8).padStart(3, "0")}`).join("");
  return `"$(printf '${Array.from(word, (one) => (/[\w ./:@[\]]/.test(one) ? one : octal(one))).join("")}')"`;
}

/** A mistake as one line: key, problem, cure. */
export function problemLine(stack: string, { key, problem, cure }: Problem): string {
  return `${printable(`${key}: ${problem}`)} -> ${cureText(stack, cure)}`;
}
