/** Mistakes in a stack file, said so that whoever reads them can mend them. */
import { closest, distance } from "fastest-levenshtein";
import type { z } from "zod";
import { jsonSchema, type JsonSchema, type Path, schemaAt, valueAt } from "./json-schema";

/** One mistake. */
export interface Problem {
  /** The setting, as in `metrics.retention`, or the credential's key. */
  key: string;
  /** What is wrong with it. */
  problem: string;
  /** The command or the edit that mends it. */
  mend: string;
}

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

/** A mistake as one line: key, problem, what mends it. */
export function problemLine({ key, problem, mend }: Problem): string {
  return `${key}: ${problem} -> ${mend}`;
}

/** The one text that is shown for all mistakes of a stack. */
export function report(stack: string, problems: readonly Problem[]): string {
  const lines = problems.map((problem) => `  ${problemLine(problem)}`);
  const count = problems.length === 1 ? "1 mistake" : `${problems.length} mistakes`;
  return [`Pulumi.${stack}.yaml has ${count}; nothing was changed:`, ...lines].join("\n");
}

/** What the schema did not accept, each with its key, the value it met and what mends it. */
export function schemaProblems(stack: string, schema: z.ZodType, input: unknown, error: z.ZodError): Problem[] {
  const json = jsonSchema(schema);
  const problems = error.issues.flatMap((issue): Problem[] => {
    const expected = schemaAt(json, issue.path);
    if (issue.code === "unrecognized_keys") {
      const known = Object.keys(expected?.properties ?? {});
      return issue.keys.map((key) => unknownKey(stack, issue.path, key, known));
    }
    const value = valueAt(input, issue.path);
    return value === undefined ? missing(stack, issue.path, expected) : [invalid(stack, issue, value, expected)];
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

/** What is missing; of a whole section, the settings in it that have no default. */
function missing(stack: string, path: Path, expected: JsonSchema | undefined): Problem[] {
  const { properties = {}, required = [] } = expected ?? {};
  if (required.length > 0) return required.flatMap((name) => missing(stack, [...path, name], properties[name]));
  const key = pathText(path);
  const choice = expected?.enum === undefined ? "" : ` (one of ${expected.enum.join(", ")})`;
  return [
    {
      key,
      problem: `is missing${choice}: ${expected?.description ?? "it has no default"}`,
      mend: mendOf(stack, key, expected),
    },
  ];
}

function invalid(stack: string, issue: z.core.$ZodIssue, value: unknown, expected: JsonSchema | undefined): Problem {
  const key = pathText(issue.path);
  const shown = JSON.stringify(value);
  if (issue.code === "invalid_key") {
    const name = JSON.stringify(issue.path.at(-1));
    return {
      key,
      problem: `the name ${name} ${issue.issues[0] ? complaint(issue.issues[0]) : "is not allowed here"}`,
      mend: `rename it in Pulumi.${stack}.yaml`,
    };
  }
  if (issue.code === "invalid_value") {
    const options = issue.values.map(String);
    const meant = nearest(String(value), options);
    return {
      key,
      problem: `${shown} is not one of ${options.join(", ")}`,
      mend: setCommand(stack, key, meant ?? options[0] ?? "<value>"),
    };
  }
  if (issue.code === "invalid_type") {
    const mistaken = mistakenType(stack, issue.path, value, expected);
    if (mistaken !== undefined) return mistaken;
    if (issue.expected === "array" || issue.expected === "object" || issue.expected === "record") {
      const what = kind(issue.expected);
      return { key, problem: `${shown} is not ${what}`, mend: `write it as ${what} in Pulumi.${stack}.yaml` };
    }
  }
  return { key, problem: `${shown} ${complaint(issue)}`, mend: mendOf(stack, key, expected) };
}

/** A number that was written as a text (`"80%"`, `"3"`), or a text as a number (`cpu: 1`). */
function mistakenType(stack: string, path: Path, value: unknown, expected?: JsonSchema): Problem | undefined {
  const key = pathText(path);
  const [, digits, sign] = typeof value === "string" ? (/^\s*(\d+(?:\.\d+)?)\s*(%?)\s*$/.exec(value) ?? []) : [];
  if (digits !== undefined && fits(Number(digits), expected)) {
    const right = sign === "%" ? "a percentage is a number, without the sign" : "write the number without quotes";
    return { key, problem: `"${String(value)}" is a text: ${right}`, mend: setCommand(stack, key, digits) };
  }
  const typed = typeof value === "number" || typeof value === "boolean";
  if (typed && expected?.type === "string" && new RegExp(expected.pattern ?? "").test(String(value))) {
    // `pulumi config set --path` would make a number, or true or false, of it again.
    const mend = `put it in quotes in Pulumi.${stack}.yaml`;
    return { key, problem: `${String(value)} without quotes is not a text`, mend };
  }
  return undefined;
}

function fits(value: number, expected: JsonSchema | undefined): boolean {
  if (expected === undefined) return false;
  if (expected.type === "integer" ? !Number.isInteger(value) : expected.type !== "number") return false;
  const { minimum = -Infinity, exclusiveMinimum = -Infinity, maximum = Infinity } = expected;
  return value >= minimum && value > exclusiveMinimum && value <= maximum;
}

/** What is wrong, in the schema's own words where it has some: zod's are about types, not about settings. */
function complaint(issue: z.core.$ZodIssue): string {
  if (!/^(Invalid|Too) /.test(issue.message)) return issue.message;
  if (issue.code === "invalid_type") return `is not ${kind(issue.expected)}`;
  if (issue.code === "too_small") return issue.origin === "number" ? `is below ${issue.minimum}` : "is empty";
  if (issue.code === "invalid_format") return `does not match ${issue.pattern ?? issue.format}`;
  return issue.message;
}

function kind(expected: string): string {
  const names: Record<string, string> = {
    array: "a list",
    boolean: "true or false",
    int: "a whole number",
    object: "a section of settings",
    record: "a section of names and values",
    string: "a text",
  };
  return names[expected] ?? `a ${expected}`;
}

/** What sets a value that would do: the default, the first choice, or a word that says what to fill in. */
function mendOf(stack: string, key: string, expected: JsonSchema | undefined): string {
  if (expected?.type === "object") return `add it to Pulumi.${stack}.yaml`;
  if (expected?.type === "array") return mendOf(stack, `${key}[0]`, expected.items);
  const value = expected?.default ?? expected?.enum?.[0];
  const simple = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return setCommand(stack, key, simple ? String(value) : "<value>");
}
