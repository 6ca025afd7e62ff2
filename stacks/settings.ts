/**
 * The whole configuration of a stack, read and validated at once. Nothing else reads `pulumi.Config`.
 *
 * Every default is in `stacks/schema/`, every check that needs more than one setting in `stacks/checks.ts`.
 */
import * as pulumi from "@pulumi/pulumi";
import { z } from "zod";
import { crossChecks } from "./checks";
import { type Credentials, credentialProblems, credentialsNeeded } from "./credentials";
import { type Problem, problemLine, report, schemaProblems } from "./problems";
import { independent, offended, repaired } from "./repair";
import { alerting } from "./schema/alerting";
import { charts, cluster } from "./schema/cluster";
import { elastic } from "./schema/elastic";
import { grafana } from "./schema/grafana";
import { logs } from "./schema/logs";
import { metrics } from "./schema/metrics";
import { thresholds } from "./schema/thresholds";
import { tracing } from "./schema/tracing";

/** The namespace of every key in a stack file: the project's name. */
export const NAMESPACE = "observability";

/** The settings of a stack, by section; unknown keys are mistakes. */
export const schema = z.strictObject({
  cluster,
  charts: charts.optional(),
  metrics,
  grafana,
  alerting,
  thresholds,
  logs,
  elastic: elastic.optional(),
  tracing,
});

/** What a stack file may leave out is filled in here. */
export type Settings = z.output<typeof schema>;

/** One key of a stack's configuration as Pulumi hands it over: objects as JSON. */
export interface RawValue {
  value: string;
  secret: boolean;
}

/** A stack's configuration by full key, `observability:metrics`. */
export type RawConfig = Readonly<Record<string, RawValue>>;

/** What came of reading a configuration. */
export interface Parsed {
  /** Undefined when the schema was not met; the problems then say why. */
  settings: Settings | undefined;
  problems: Problem[];
  warnings: Problem[];
}

/**
 * Validates a stack's whole configuration and finds every mistake in it. Pure.
 * @param stack The stack's name, for the commands that mend a mistake.
 */
export function parseSettings(stack: string, raw: RawConfig): Parsed {
  const own = Object.entries(raw)
    .filter(([key]) => key.startsWith(`${NAMESPACE}:`))
    .map(([key, value]) => [key.slice(NAMESPACE.length + 1), value] as const);
  // A credential's key has a slash (slack/platform); no section's has.
  const credentials = Object.fromEntries(own.filter(([key]) => key.includes("/")));
  const sections = Object.fromEntries(
    own.filter(([key]) => !key.includes("/")).map(([key, { value }]) => [key, fromJson(value)]),
  );

  // What needs more than one setting.
  const check = (settings: Settings) => {
    const { problems, warnings } = crossChecks(stack, settings);
    return {
      problems: [...problems, ...credentialProblems(stack, credentialsNeeded(settings), credentials)],
      warnings,
    };
  };

  const result = schema.safeParse(sections);
  if (result.success) return { settings: result.data, ...check(result.data) };

  const found = { problems: schemaProblems(stack, schema, sections, result.error), warnings: [] as Problem[] };
  const one = repaired(schema, sections, "default");
  const other = repaired(schema, sections, "something");
  if (one !== undefined && other !== undefined) {
    const mistakes = offended(schema, result.error);
    const [first, second] = [check(one), check(other)];
    found.problems.push(...independent(first.problems, second.problems, mistakes));
    found.warnings.push(...independent(first.warnings, second.warnings, mistakes));
  }
  return { settings: undefined, ...found };
}

/**
 * Reads the running stack's settings and credentials.
 * @throws {@link pulumi.RunError} that lists every mistake, each with what mends it, before anything is created.
 */
export function loadSettings(): { settings: Settings; credentials: Credentials } {
  const stack = pulumi.getStack();
  const raw = Object.fromEntries(
    Object.entries(pulumi.runtime.allConfig()).map(([key, value]) => [key, { value, secret: isSecret(key) }]),
  );
  const { settings, problems, warnings } = parseSettings(stack, raw);
  if (!settings || problems.length > 0) throw new pulumi.RunError(report(stack, problems));
  for (const warning of warnings) void pulumi.log.warn(problemLine(warning));

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
