/** What every script of the project has in common: options, errors without a stack trace, an exit code. */
import { parseArgs, type ParseArgsConfig } from "node:util";
import { RunError } from "@pulumi/pulumi";
import { UserError } from "./stack";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Values<O extends Options> = { [K in keyof O]?: O[K]["type"] extends "boolean" ? boolean : string };

/**
 * Runs a script and prints what it returns. Exit code 1, or the error's own, with the message alone for a mistake that it
 * explains, and 1 with the stack trace for one of ours.
 */
export async function command<O extends Options>(
  usage: string,
  options: O,
  main: (values: Values<O>) => Promise<string>,
): Promise<void> {
  try {
    const { values } = parse(usage, options);
    const text = await main(values as Values<O>);
    process.stdout.write(text.endsWith("\n") ? text : `${text}\n`);
  } catch (error) {
    const explained = error instanceof UserError || error instanceof RunError;
    console.error(explained ? error.message : error);
    process.exitCode = error instanceof UserError ? error.exitCode : 1;
  }
}

function parse(usage: string, options: Options) {
  try {
    return parseArgs({ options, allowPositionals: false });
  } catch (error) {
    throw new UserError(`${(error as Error).message}\nUsage: ${usage}`);
  }
}
