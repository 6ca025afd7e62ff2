/** A stack's files, run by the embedded engine: what `plan`, `render` and the tests look at. */
import * as fs from "node:fs";
import * as path from "node:path";
import * as yaml from "yaml";
import { credentialsNeeded } from "../../stacks/credentials";
import { isJsonCredential } from "../../settings/credential";
import type { Problem } from "../../settings/problem";
import { report } from "../../stacks/problems";
import { NAMESPACE, type RawConfig, type Settings } from "../../settings";
import { parseSettings } from "../../stacks/settings";
import { type Recording, run } from "./engine";

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
  const file = path.join(ROOT, `Pulumi.${stack}.yaml`);
  if (!fs.existsSync(file)) {
    throw new UserError(`there is no Pulumi.${stack}.yaml; the stacks are ${stackNames().join(", ")}`);
  }
  try {
    return rawConfig(fs.readFileSync(file, "utf8"));
  } catch (error) {
    if (error instanceof yaml.YAMLParseError) throw new UserError(`Pulumi.${stack}.yaml is not YAML: ${error.message}`);
    throw error;
  }
}

/** The configuration in a stack file's text. */
export function rawConfig(text: string): RawConfig {
  const { config } = (yaml.parse(text) ?? {}) as { config?: Record<string, unknown> };
  return Object.fromEntries(
    Object.entries(config ?? {}).map(([key, value]) => {
      const secret = isEncrypted(value);
      const plain = secret ? placeholder(key) : value;
      return [key, { value: typeof plain === "string" ? plain : JSON.stringify(plain), secret }];
    }),
  );
}

/** Whether a value of a stack file is one that `pulumi config set --secret` wrote. */
export function isEncrypted(value: unknown): boolean {
  return typeof value === "object" && value !== null && "secure" in value;
}

/** A credential's value where there is none: it has the right form, and says what it is. */
export function placeholder(key: string): string {
  const name = key.replace(`${NAMESPACE}:`, "");
  const url = `https://placeholder.invalid/${name}`;
  return isJsonCredential(name) ? JSON.stringify({ placeholder: url }) : url;
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
  const mistakes = problems.filter(({ missingCredential }) => missingCredential !== true);
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
      return require(program) as unknown;
    },
  });
}
