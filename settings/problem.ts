/** Mistakes in a stack file as data: what is wrong, and what cures it. */
import type { Settings } from ".";

/** A path into the settings, as zod and `pulumi config set --path` have it. */
export type Path = readonly PropertyKey[];

/** What cures a mistake. The command or the sentence is rendered in one place, by `cureText`. */
export type Cure =
  /** A setting, by its path, and the value that does. */
  | { set: string; to: string }
  /** A setting, by its path, that has to go. */
  | { unset: string }
  /** A whole key of the stack file that has to go. */
  | { remove: string }
  /** A credential that has to be set; its value is asked for, so that it stays out of the shell's history. */
  | { secret: string }
  /** Something to be done by hand; `{file}` is the stack file's name. */
  | { edit: string }
  /** Cures that belong together, steps one after the other, or ways of which each does. */
  | { all: Cure[] }
  | { steps: Cure[] }
  | { any: Cure[] };

/** One mistake, or one warning. */
export interface Problem {
  /** The setting, as in `metrics.retention`, or the credential's key. */
  key: string;
  /** What is wrong with it. */
  problem: string;
  cure: Cure;
  /** Whether it is a credential that is not set: a plan goes on without one. Default: it is not. */
  missingCredential?: true;
}

/** A check that needs more than one setting: it finds all of its mistakes, or all of its warnings. Pure. */
export type Check = (settings: Settings) => Problem[];

/** `alerting.channels.slack[0].name`, the form that `pulumi config set --path` takes. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    const key = String(part);
    if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${text}["${key.replaceAll('"', '\\"')}"]`;
    return text === "" ? key : `${text}.${key}`;
  }, "");
}

/** Items of a list that have the name of an earlier one. @param key The list's path. */
export function duplicateNames(key: string, list: readonly { name: string }[]): Problem[] {
  return list.flatMap(({ name }, index) =>
    list.findIndex((other) => other.name === name) < index
      ? [
          {
            key: `${key}[${index}].name`,
            problem: `"${name}" is the name of another one already`,
            cure: { set: `${key}[${index}].name`, to: `${name}-${index + 1}` },
          },
        ]
      : [],
  );
}
