/**
 * The whole configuration of a stack, read and validated at once. Nothing else reads `pulumi.Config`.
 *
 * Every default is in `settings/`, every check that needs more than one setting beside the component that it is about.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { NAMESPACE, type RawConfig, schema, type Settings } from "../settings";
import { type Check, pathText, type Problem } from "../settings/problem";
import { shown } from "../settings/shown";
import { readSloFiles, type ReadText } from "../settings/slo-files/read";
import { CHECKS, WARNINGS } from "./checks";
import type { Credentials } from "../components/support/credential-outputs";
import { CREDENTIAL_PREFIXES, credentialProblems, credentialsNeeded, NOT_ENCRYPTED } from "./credentials";
import { discreet } from "./discreet";
import { exposedCredentials } from "./exposed";
import { foreignProblems, ROTATE } from "./foreign-keys";
import { jsonSchema } from "./json-schema";
import { mistakenPaths, report, schemaProblems } from "./problems";
import { problemLine } from "./cures";
import { fromJson, marksLeft } from "./raw";
import { sizeProblems } from "./sizes";
import { guarded, settled, withDefaults } from "./unsettled";

/** What came of reading a configuration. */
export interface Parsed {
  /** Undefined when the schema was not met; the problems then say why. */
  settings: Settings | undefined;
  problems: Problem[];
  warnings: Problem[];
}

/** Validates a stack's whole configuration and finds every mistake in it. Pure but for the files that it names. */
export function parseSettings(raw: RawConfig, read: ReadText = readText): Parsed {
  const own = Object.entries(raw)
    .filter(([key]) => key.startsWith(`${NAMESPACE}:`))
    .map(([key, value]) => [key.slice(NAMESPACE.length + 1), value] as const);
  // A credential's key has a slash (slack/platform); no section's has.
  const credentials = Object.fromEntries(own.filter(([key]) => key.includes("/")));
  const given = own.filter(([key]) => !key.includes("/"));
  // Nothing else is looked at then: what reads the rest is not made for it.
  const oversized = given.flatMap(([key, { value }]) => sizeProblems(key, value));
  if (oversized.length > 0) return { settings: undefined, problems: oversized, warnings: [] };
  const sections = Object.fromEntries(given.map(([key, { value }]) => [key, fromJson(value)]));
  // Of a section with an encrypted value in it nothing is looked at: it is there as it was before it was encrypted.
  const encrypted = given.filter(([key, { secret }]) => secret && Object.hasOwn(schema.shape, key)).map(([key]) => key);
  const open = Object.fromEntries(Object.entries(sections).filter(([key]) => !encrypted.includes(key)));

  const result = schema.safeParse(sections);
  const mistaken = [...(result.success ? [] : mistakenPaths(schema, result.error)), ...encrypted];
  const named = schema.shape.sloFiles.safeParse(sections["sloFiles"]);
  const files = readSloFiles(named.data ?? [], read);
  const whole = result.success && encrypted.length === 0 ? { ...result.data, fileApps: files.apps } : undefined;
  const settings = whole ?? asFarAsSettled({ ...sections, fileApps: files.apps }, mistaken);
  const run = (checks: readonly Check[]) => checks.flatMap((check) => settled(() => check(settings)) ?? []);
  const values = [
    ...encrypted.map(encryptedSection),
    ...notEncrypted(open),
    ...exposedCredentials(open, jsonSchema(schema)),
    ...foreignProblems(raw, CREDENTIAL_PREFIXES),
  ];
  const said = new Set(values.map(({ key }) => key.replace(`${NAMESPACE}:`, "")));
  const form = (result.success ? [] : schemaProblems(schema, sections, result.error)).filter(
    ({ key }) => !said.has(key) && !encrypted.includes(key.split(/[.[]/, 1)[0] ?? ""),
  );
  return {
    settings: whole,
    problems: discreet(
      [...values, ...form, ...files.problems, ...run(CHECKS), ...credentialProblems(settings, credentials)],
      raw,
    ),
    warnings: discreet(run(WARNINGS), raw),
  };
}

/** A file of the project. A symbolic link is followed: where it leads is in the repository too. */
const readText: ReadText = (file) => {
  try {
    return { text: fs.readFileSync(path.join(__dirname, "..", file), "utf8") };
  } catch (error) {
    const { code = "no reason given" } = error as NodeJS.ErrnoException;
    return { problem: code === "ENOENT" ? "is not there" : `cannot be read (${code})` };
  }
};

/** `pulumi config set --secret --path metrics.remoteWrite[0].url` encrypts in the stack file alone. */
function encryptedSection(key: string): Problem {
  return {
    key,
    problem:
      "has an encrypted value in it, which would be in plain text in Helm's values and its history: only credentials are kept secret, and each is a key of its own",
    cure: {
      steps: [
        { edit: `take what is marked \`secure\` out of ${key} in {file}` },
        { edit: 'set it as the credential that belongs to it (README, "Deploy prod")' },
      ],
    },
  };
}

/** Pulumi hands over as it is what is marked `secure` and is not a text, and fails on a text that it cannot decrypt. */
function notEncrypted(sections: Readonly<Record<string, unknown>>): Problem[] {
  return marksLeft(sections).map((path) => ({
    key: pathText(path),
    problem: NOT_ENCRYPTED,
    cure: { steps: [ROTATE, { edit: "take it out of {file}" }] },
  }));
}

/** The settings of a configuration with mistakes: all that is right, and nothing that is not. */
function asFarAsSettled(sections: Record<string, unknown>, mistaken: readonly string[]): Settings {
  // What the schema would have made of it, had it not met the mistakes; nobody gets to see those.
  const settings = withDefaults(jsonSchema(schema), sections) as Settings;
  return guarded(settings, new Set(mistaken));
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
  const { settings, problems: mistakes, warnings } = parseSettings(raw);
  const problems = [...stackNameProblems(stack), ...mistakes];
  if (!settings || problems.length > 0) throw new pulumi.RunError(report(stack, problems));
  for (const warning of warnings) void pulumi.log.warn(problemLine(stack, warning));

  const config = new pulumi.Config(NAMESPACE);
  const credentials = Object.fromEntries(
    credentialsNeeded(settings).map(({ key }) => [key, config.requireSecret(key)] as const),
  );
  return { settings, credentials };
}

/** A stack's name that cannot be the namespace's label, by which another stack on the same cluster is refused. */
export function stackNameProblems(stack: string): Problem[] {
  if (/^[A-Za-z0-9]([\w.-]{0,61}[A-Za-z0-9])?$/.test(stack)) return [];
  return [
    {
      key: "the stack's name",
      problem: `${shown(stack)} is not a label's value: at most 63 letters, digits, dashes, dots and underscores, with a letter or a digit at each end`,
      cure: { edit: "choose another: npx pulumi stack rename" },
    },
  ];
}

/** Whether a key is encrypted in the stack file. Pulumi's runtime exports it, but keeps it out of its type declarations. */
function isSecret(key: string): boolean {
  return (pulumi.runtime as unknown as { isConfigSecret(key: string): boolean }).isConfigSecret(key);
}
