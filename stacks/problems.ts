/** Mistakes in a stack file, said so that whoever reads them can mend them. */
import { closest, distance } from "fastest-levenshtein";
import { z } from "zod";

/** One mistake. */
export interface Problem {
  /** The setting, as in `metrics.retention`, or the credential's key. */
  key: string;
  /** What is wrong with it. */
  problem: string;
  /** The command or the edit that mends it. */
  mend: string;
}

/** A path into the settings, as zod and `pulumi config set --path` have it. */
type Path = readonly PropertyKey[];

/** `alerting.channels.slack[0].name`, the form that `pulumi config set --path` takes. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    const key = String(part);
    if (!/^[A-Za-z_][\w-]*$/.test(key)) return `${text}["${key}"]`;
    return text === "" ? key : `${text}.${key}`;
  }, "");
}

/** The command that sets one setting of a stack. */
export function setCommand(stack: string, path: string, value: string): string {
  const quoted = (word: string) => (/^[\w./:@%+=-]+$/.test(word) ? word : `'${word}'`);
  return `npx pulumi config set --stack ${stack} --path ${quoted(path)} ${quoted(value)}`;
}

/** "did you mean …?" only where the nearest is near: at most a third of the word is different. */
export function nearest(word: string, known: readonly string[]): string | undefined {
  if (known.length === 0) return undefined;
  const found = closest(
    word.toLowerCase(),
    [...known].map((k) => k.toLowerCase()),
  );
  const candidate = known.find((k) => k.toLowerCase() === found);
  if (candidate === undefined) return undefined;
  return distance(word.toLowerCase(), found) <= Math.max(1, Math.ceil(word.length / 3)) ? candidate : undefined;
}

/** The one text that is shown for all mistakes of a stack. */
export function report(stack: string, problems: readonly Problem[]): string {
  const lines = problems.map(({ key, problem, mend }) => `  ${key}: ${problem} -> ${mend}`);
  const count = problems.length === 1 ? "1 mistake" : `${problems.length} mistakes`;
  return [`Pulumi.${stack}.yaml has ${count}; nothing was changed:`, ...lines].join("\n");
}

/** What the schema did not accept, each with its key, the value it met and what mends it. */
export function schemaProblems(stack: string, schema: z.ZodType, input: unknown, error: z.ZodError): Problem[] {
  const json = z.toJSONSchema(schema, { io: "input" }) as JsonSchema;
  const problems = error.issues.flatMap((issue): Problem[] => {
    if (issue.code === "unrecognized_keys") {
      const known = Object.keys(schemaAt(json, issue.path)?.properties ?? {});
      return issue.keys.map((key) => unknownKey(stack, issue.path, key, known));
    }
    return [invalid(stack, issue, json, input)];
  });
  return problems.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function unknownKey(stack: string, path: Path, key: string, known: readonly string[]): Problem {
  const at = pathText([...path, key]);
  // `pulumi config set metrics.retention 30d` without --path makes one key with a dot in its name.
  if (path.length === 0 && key.includes(".")) {
    return {
      key,
      problem: "was set without --path, so it is a key of its own that nothing reads",
      mend: `npx pulumi config rm --stack ${stack} ${key}, then set it with --path`,
    };
  }
  const meant = nearest(key, known);
  return {
    key: at,
    problem:
      "is not a setting" + (meant === undefined ? `; known here: ${known.join(", ")}` : `; did you mean ${meant}?`),
    mend:
      meant === undefined
        ? `npx pulumi config rm --stack ${stack} --path '${at}'`
        : `rename it to ${meant} in Pulumi.${stack}.yaml`,
  };
}

function invalid(stack: string, issue: z.core.$ZodIssue, json: JsonSchema, input: unknown): Problem {
  const key = pathText(issue.path);
  const value = issue.path.reduce<unknown>(
    (at, part) => (at as Record<PropertyKey, unknown> | undefined)?.[part],
    input,
  );
  const expected = schemaAt(json, issue.path);
  const options = (expected?.enum ?? []).map(String);
  const example = exampleOf(expected);

  if (value === undefined) {
    const choice = options.length > 0 ? ` (one of ${options.join(", ")})` : "";
    return {
      key,
      problem: `is missing${choice}: ${expected?.description ?? "it has no default"}`,
      mend: setCommand(stack, key, example),
    };
  }
  const shown = JSON.stringify(value);
  if (issue.code === "invalid_value") {
    const meant = nearest(String(value), options);
    return {
      key,
      problem: `${shown} is not one of ${options.join(", ")}`,
      mend: setCommand(stack, key, meant ?? options[0] ?? "<value>"),
    };
  }
  if (issue.code === "invalid_type" && issue.message.startsWith("Invalid input")) {
    return { key, problem: `${shown} is not ${kind(issue.expected)}`, mend: setCommand(stack, key, example) };
  }
  return { key, problem: `${shown} ${issue.message}`, mend: setCommand(stack, key, example) };
}

function kind(expected: string): string {
  const names: Record<string, string> = {
    array: "a list",
    int: "a whole number",
    object: "a section of settings",
    record: "a section of names and values",
  };
  return names[expected] ?? `a ${expected}`;
}

/** The little of JSON Schema that is looked at here. */
interface JsonSchema {
  properties?: Record<string, JsonSchema>;
  items?: JsonSchema;
  enum?: unknown[];
  default?: unknown;
  description?: string;
}

/** The schema of one setting, found by its path. */
function schemaAt(json: JsonSchema, path: Path): JsonSchema | undefined {
  return path.reduce<JsonSchema | undefined>(
    (at, part) => (typeof part === "number" ? at?.items : at?.properties?.[String(part)]),
    json,
  );
}

/** A value that would do: the default, the first choice, or a word that says what to fill in. */
function exampleOf(expected: JsonSchema | undefined): string {
  const value = expected?.default ?? expected?.enum?.[0];
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "<value>";
}
