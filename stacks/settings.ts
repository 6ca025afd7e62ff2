/**
 * The whole configuration of a stack, read and validated at once. Nothing else reads `pulumi.Config`.
 *
 * Every default is in `settings/`, every check that needs more than one setting beside the component that it is about.
 */
import * as pulumi from "@pulumi/pulumi";
import type { z } from "zod";
import { NAMESPACE, type RawConfig, schema, type Settings } from "../settings";
import { type Check, type Problem } from "../settings/problem";
import { CHECKS, WARNINGS } from "./checks";
import type { Credentials } from "../components/support/credential-outputs";
import { credentialProblems, credentialsNeeded } from "./credentials";
import { jsonSchema } from "./json-schema";
import { mistakenPaths, report, schemaProblems } from "./problems";
import { problemLine } from "./cures";
import { guarded, settled, withDefaults } from "./unsettled";

/** What came of reading a configuration. */
export interface Parsed {
  /** Undefined when the schema was not met; the problems then say why. */
  settings: Settings | undefined;
  problems: Problem[];
  warnings: Problem[];
}

/** Validates a stack's whole configuration and finds every mistake in it. Pure. */
export function parseSettings(raw: RawConfig): Parsed {
  const own = Object.entries(raw)
    .filter(([key]) => key.startsWith(`${NAMESPACE}:`))
    .map(([key, value]) => [key.slice(NAMESPACE.length + 1), value] as const);
  // A credential's key has a slash (slack/platform); no section's has.
  const credentials = Object.fromEntries(own.filter(([key]) => key.includes("/")));
  const sections = Object.fromEntries(
    own.filter(([key]) => !key.includes("/")).map(([key, { value }]) => [key, fromJson(value)]),
  );

  const result = schema.safeParse(sections);
  const settings = result.success ? result.data : asFarAsSettled(sections, result.error);
  const run = (checks: readonly Check[]) => checks.flatMap((check) => settled(() => check(settings)) ?? []);
  return {
    settings: result.data,
    problems: [
      ...(result.success ? [] : schemaProblems(schema, sections, result.error)),
      ...run(CHECKS),
      ...credentialProblems(settings, credentials),
    ],
    warnings: run(WARNINGS),
  };
}

/** The settings of a configuration with mistakes: all that is right, and nothing that is not. */
function asFarAsSettled(sections: Record<string, unknown>, error: z.ZodError): Settings {
  // What the schema would have made of it, had it not met the mistakes; nobody gets to see those.
  const settings = withDefaults(jsonSchema(schema), sections) as Settings;
  return guarded(settings, new Set(mistakenPaths(schema, error)));
}

/**
 * Reads the running stack's settings and credentials.
 * @throws {@link pulumi.RunError} that lists every mistake, each with its cure, before anything is created.
 */
export function loadSettings(): { settings: Settings; credentials: Credentials } {
  const stack = pulumi.getStack();
  const raw = Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig()).map(([key, value]) => [key, { value, secret: isSecret(key) }]),
  );
  const { settings, problems, warnings } = parseSettings(raw);
  if (!settings || problems.length > 0) throw new pulumi.RunError(report(stack, problems));
  for (const warning of warnings) void pulumi.log.warn(problemLine(stack, warning));

  const config = new pulumi.Config(NAMESPACE);
  const credentials = Object.fromEntries(
    credentialsNeeded(settings).map(({ key }) => [key, config.requireSecret(key)] as const),
  );
  return { settings, credentials };
}

/** Whether a key is encrypted in the stack file. Pulumi's runtime exports it, but keeps it out of its type declarations. */
function isSecret(key: string): boolean {
  return (pulumi.runtime as unknown as { isConfigSecret(key: string): boolean }).isConfigSecret(key);
}

/** Pulumi hands objects and numbers over as JSON, and strings as they are. */
function fromJson(value: string): unknown {
  try {
    return JSON.parse(value) as unknown;
  } catch {
    return value;
  }
}
