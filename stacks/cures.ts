/** What cures a mistake, as a command or a sentence: the one place that knows a stack's name. */
import type { Cure, Problem } from "../settings/problem";

/** The command or the sentence that cures a mistake of a stack. */
export function cureText(stack: string, cure: Cure): string {
  const config = (command: string, ...words: string[]) =>
    ["npx pulumi config", command, `--stack ${stack}`, ...words].join(" ");
  if ("set" in cure) return config("set", "--path", quoted(cure.set), quoted(cure.to));
  if ("unset" in cure) return config("rm", "--path", quoted(cure.unset));
  if ("remove" in cure) return config("rm", quoted(cure.remove));
  if ("secret" in cure) return config("set", "--secret", quoted(cure.secret));
  if ("edit" in cure) return cure.edit.replaceAll("{file}", `Pulumi.${stack}.yaml`);
  if ("any" in cure) return cure.any.map((one) => cureText(stack, one)).join(", or ");
  if ("steps" in cure) return cure.steps.map((one) => cureText(stack, one)).join(", then ");
  const sentence = cure.all.some((one) => "edit" in one);
  return cure.all.map((one) => cureText(stack, one)).join(sentence ? ", and " : " and ");
}

/** A word as the shell takes it. */
function quoted(word: string): string {
  return /^[\w./:@%+=-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** A mistake as one line: key, problem, cure. */
export function problemLine(stack: string, { key, problem, cure }: Problem): string {
  return `${key}: ${problem} -> ${cureText(stack, cure)}`;
}
