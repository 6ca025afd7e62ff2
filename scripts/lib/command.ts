/** What every script of the project has in common: options, errors without a stack trace, an exit code. */
import { parseArgs, type ParseArgsConfig } from "node:util";
import { RunError } from "@pulumi/pulumi";
import { withoutAddresses } from "../../settings/shown";
import { printableText } from "../../stacks/printable";
import { UserError } from "./stack";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Value<T> = T extends "boolean" ? boolean : string;
type Values<O extends Options> = {
  [K in keyof O]?: O[K]["multiple"] extends true ? Value<O[K]["type"]>[] : Value<O[K]["type"]>;
};

/**
 * Runs a script and prints what it returns. Exit code 1, or the error's own, with the message alone for a mistake that it
 * explains, and 1 with the stack trace for one of ours.
 * @param takesFiles Whether arguments without a dash are names of files, which `main` is given. Default: they are mistakes.
 * @param failed The exit code of every failure, where 1 says something else. Default: 1.
 */
export async function command<O extends Options>(
  usage: string,
  options: O,
  main: (values: Values<O>, files: string[]) => Promise<string>,
  takesFiles = false,
  failed = 1,
): Promise<void> {
  try {
    const { values, positionals } = parse(usage, options, takesFiles);
    const text = await main(values as Values<O>, positionals);
    process.stdout.write(printableText(text.endsWith("\n") ? text : `${text}\n`));
  } catch (error) {
    const explained = error instanceof UserError || error instanceof RunError;
    // Of an error that nobody expected, what is attached to it (a command line, a cause) is not for everybody to read.
    const text = explained ? error.message : withoutAddresses((error as Error).stack ?? String(error));
    console.error(printableText(text));
    process.exitCode = error instanceof UserError && error.exitCode !== 1 ? error.exitCode : failed;
  }
}

function parse(usage: string, options: Options, allowPositionals: boolean) {
  try {
    return parseArgs({ options, allowPositionals });
  } catch (error) {
    throw new UserError(`${withoutAddresses((error as Error).message)}\nUsage: ${usage}`);
  }
}
