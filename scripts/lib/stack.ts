/** A stack's files, run by the embedded engine: what `plan`, `render` and the tests look at. */
import * as fs from "node:fs";
import * as path from "node:path";
import { credentialsNeeded } from "../../stacks/credentials";
import type { Problem } from "../../settings/problem";
import { named } from "../../settings/shown";
import { report } from "../../stacks/problems";
import { NAMESPACE, type RawConfig, type Settings } from "../../settings";
import { parseSettings, stackNameProblems } from "../../stacks/settings";
import { type Recording, run } from "./engine";
import { MalformedStackFile, placeholder, rawConfig } from "./stack-file";

/** The project's folder. */
export const ROOT = path.resolve(__dirname, "../..");

/** A mistake that its message explains: shown without a stack trace. */
export class UserError extends Error {
  readonly exitCode: number = 1;
}

/** The stacks that have a file, sorted. */
export function stackNames(): string[] {
  return fs
    .readdirSync(ROOT)
    .flatMap((file) => /^Pulumi\.([\w-]+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
}

/** A stack's configuration as its file has it; what is encrypted is secret, and its value a placeholder. */
export function readStack(stack: string): RawConfig {
  const name = `Pulumi.${named(stack)}.yaml`;
  let content: Buffer;
  try {
    content = fs.readFileSync(path.join(ROOT, `Pulumi.${stack}.yaml`));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") throw new UserError(`there is no ${name}; the stacks are ${stackNames().join(", ")}`);
    throw new UserError(
      `${name} ${code === "EISDIR" ? "is a folder" : `cannot be read (${code ?? "no reason given"})`}`,
    );
  }
  try {
    return rawConfig(content);
  } catch (error) {
    if (error instanceof MalformedStackFile) throw new UserError(`${name} ${error.message}`);
    throw error;
  }
}

/** A stack with every credential that is not set filled in. */
export interface PlannedStack {
  stack: string;
  settings: Settings;
  raw: RawConfig;
  /** Credentials that are placeholders because they are not set. */
  placeholders: string[];
  warnings: Problem[];
}

/** The settings of a stack that is made up, by its sections. @throws {@link UserError} that lists their mistakes. */
export function settingsOfSections(stack: string, sections: Readonly<Record<string, unknown>>): Settings {
  const raw = Object.entries(sections).map(
    ([key, value]) => [`${NAMESPACE}:${key}`, { value: JSON.stringify(value), secret: false }] as const,
  );
  return planStack(stack, Object.fromEntries(raw)).settings;
}

/**
 * Validates a stack and fills in placeholders for credentials that are not set.
 * @throws {@link UserError} that lists every other mistake.
 */
export function planStack(stack: string, raw: RawConfig = readStack(stack)): PlannedStack {
  const needed = parseSettings(raw).settings;
  const placeholders = (needed ? credentialsNeeded(needed) : [])
    .map(({ key }) => key)
    .filter((key) => raw[`${NAMESPACE}:${key}`] === undefined);
  const filled: RawConfig = {
    ...raw,
    ...Object.fromEntries(
      placeholders.map((key) => [`${NAMESPACE}:${key}`, { value: placeholder(key), secret: true }]),
    ),
  };
  const { settings, problems, warnings } = parseSettings(filled);
  // Where the schema is not met, nobody knows which credentials could be placeholders: one that is not set is no mistake here.
  const mistakes = [...stackNameProblems(stack), ...problems].filter(
    ({ missingCredential }) => missingCredential !== true,
  );
  if (!settings || mistakes.length > 0) throw new UserError(report(stack, mistakes));
  return { stack, settings, raw: filled, placeholders, warnings };
}

/** Runs the real program, `index.ts`, for a stack. */
export function runStack({ stack, raw }: Pick<PlannedStack, "stack" | "raw">): Promise<Recording> {
  return run({
    project: NAMESPACE,
    stack,
    config: Object.fromEntries(Object.entries(raw).map(([key, { value }]) => [key, value])),
    secretKeys: Object.keys(raw).filter((key) => raw[key]?.secret === true),
    program: () => {
      const program = path.join(ROOT, "index.ts");
      // A second run in the same process has to run the program anew; the modules it imports hold no state.
      // eslint-disable-next-line @typescript-eslint/no-dynamic-delete
      delete require.cache[program];
      // eslint-disable-next-line @typescript-eslint/no-require-imports
      return (require(program) as () => Promise<unknown>)();
    },
  });
}
