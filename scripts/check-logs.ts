/** `npm run check-logs -- [FILE…]`: whether an application's lines are in the format of docs/log-format.md; exit code 1 if not. */
import * as fs from "node:fs";
import { ALIASES } from "../log-format/aliases";
import { type Checked, checkLines } from "../log-format/check";
import { withoutAddresses } from "../settings/shown";
import { command } from "./lib/command";
import { printable } from "../stacks/printable";

const USAGE = "npm run check-logs -- [FILE…]; without a file, lines are read from the standard input";

void command(
  USAGE,
  {},
  (_, files) => {
    const sources = files.length > 0 ? files : [0];
    const results = sources.map((source) => checked(source, typeof source === "string" ? source : undefined));
    if (results.some(({ bad }) => bad)) process.exitCode = 1;
    return Promise.resolve(results.map(({ text }) => text).join("\n"));
  },
  true,
);

/** A file that cannot be read is a mistake like others: what was found in the rest is said all the same. */
function checked(source: string | number, file: string | undefined): { text: string; bad: boolean } {
  try {
    return report(fs.readFileSync(source, "utf8"), file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    // A text of more than 512 MiB has no code of the system's, and is as little to be read.
    if (code === undefined) throw error;
    return {
      text: `${printable(file ?? "the standard input")}: cannot be read: ${withoutAddresses(message)}`,
      bad: true,
    };
  }
}

function report(text: string, file: string | undefined): { text: string; bad: boolean } {
  const checked = checkLines(text);
  const name = file === undefined ? "" : `${printable(file)}: `;
  if (checked.lines === 0) return { text: `${name}no line at all`, bad: true };
  const mistakes = checked.mistakes.map(({ line, field, problem, cure }) => {
    const subject = field === "" ? "" : `${printable(field)}: `;
    return `${name}line ${line}: ${subject}${printable(problem)}; ${cure}`;
  });
  const aliases = Object.entries(checked.aliases).map(
    ([alias, lines]) => `${name}note: ${alias} is taken for ${ALIASES[alias] ?? ""} (in ${lines} of the lines)`,
  );
  const texts =
    checked.texts === 0
      ? []
      : [
          `${name}note: ${checked.texts} of the lines are text, of which the time, the level, the service and the message are read; JSON has a user and a trace too`,
        ];
  return { text: [...mistakes, ...aliases, ...texts, `${name}${summary(checked)}`].join("\n"), bad: checked.bad > 0 };
}

function summary({ lines, bad, mistakes, traced, audited }: Checked): string {
  const faults = bad === 0 ? "all good" : `${lines - bad} good, ${bad} bad (mistakes: ${mistakes.length})`;
  return `lines: ${lines}, ${faults}; with a trace id: ${traced}; for audits: ${audited}`;
}
