/** Mistakes in a stack file, said so that whoever reads them can correct them. */
import type { z } from "zod";
import { nearest } from "../settings/nearest";
import { type Cure, type Path, pathText, type Problem } from "../settings/problem";
import { shown } from "../settings/shown";
import { problemLine } from "./cures";
import { jsonSchema, type JsonSchema, schemaAt } from "./json-schema";
import { valueAt } from "./raw";

/** The one text that is shown for all mistakes of a stack. */
export function report(stack: string, problems: readonly Problem[]): string {
  const lines = problems.map((problem) => `  ${problemLine(stack, problem)}`);
  const count = problems.length === 1 ? "1 mistake" : `${problems.length} mistakes`;
  return [`Pulumi.${stack}.yaml has ${count}; nothing was changed:`, ...lines].join("\n");
}

/** What the schema did not accept, each with its key, the value it met and its cure. */
export function schemaProblems(schema: z.ZodType, input: unknown, error: z.ZodError): Problem[] {
  const json = jsonSchema(schema);
  const problems = error.issues.flatMap((issue): Problem[] => {
    const expected = schemaAt(json, issue.path);
    if (issue.code === "unrecognized_keys") {
      const known = Object.keys(expected?.properties ?? {});
      return issue.keys.map((key) => unknownKey(issue.path, key, known));
    }
    const value = valueAt(input, issue.path);
    return value === undefined ? missing(issue.path, expected) : [invalid(issue, value, expected)];
  });
  return problems.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function unknownKey(path: Path, key: string, known: readonly string[]): Problem {
  const at = pathText([...path, key]);
  // `pulumi config set metrics.retention 30d` without --path makes one key with a dot in its name.
  if (path.length === 0 && key.includes(".")) {
    return {
      key,
      problem: "was set without --path, so it is a key of its own that nothing reads",
      cure: { steps: [{ remove: key }, { edit: "set it with --path" }] },
    };
  }
  const meant = nearest(key, known);
  return {
    key: at,
    problem:
      "is not a setting" + (meant === undefined ? `; known here: ${known.join(", ")}` : `; did you mean ${meant}?`),
    cure: meant === undefined ? { unset: at } : { edit: `rename it to ${meant} in {file}` },
  };
}

/** What is missing; of a whole section, the settings in it that have no default. */
function missing(path: Path, expected: JsonSchema | undefined): Problem[] {
  const { properties = {}, required = [] } = expected ?? {};
  if (required.length > 0) return required.flatMap((name) => missing([...path, name], properties[name]));
  const key = pathText(path);
  const choice = expected?.enum === undefined ? "" : ` (one of ${expected.enum.join(", ")})`;
  return [
    {
      key,
      problem: `is missing${choice}: ${expected?.description ?? "it has no default"}`,
      cure: cureOf(key, expected),
    },
  ];
}

function invalid(issue: z.core.$ZodIssue, value: unknown, expected: JsonSchema | undefined): Problem {
  const key = pathText(issue.path);
  if (value === null) {
    const problem = "has no value; what stands behind # is a comment, unless it is in quotes";
    return { key, problem, cure: cureOf(key, expected) };
  }
  const text = shown(value);
  if (issue.code === "invalid_key") {
    const name = shown(issue.path.at(-1));
    return {
      key,
      problem: `the name ${name} ${issue.issues[0] ? complaint(issue.issues[0]) : "is not allowed here"}`,
      cure: { edit: "rename it in {file}" },
    };
  }
  if (issue.code === "invalid_value") {
    const options = issue.values.map(String);
    const meant = nearest(typeof value === "string" ? value : text, options);
    const usual = options.find((option) => option === expected?.default);
    return {
      key,
      problem: `${text} is not one of ${options.join(", ")}`,
      cure: { set: key, to: meant ?? usual ?? options[0] ?? "<value>" },
    };
  }
  if (issue.code === "invalid_type") {
    const mistaken = mistakenType(issue.path, value, expected);
    if (mistaken !== undefined) return mistaken;
    if (issue.expected === "array" || issue.expected === "object" || issue.expected === "record") {
      const what = kind(issue.expected);
      return { key, problem: `${text} is not ${what}`, cure: { edit: `write it as ${what} in {file}` } };
    }
  }
  return { key, problem: `${text} ${complaint(issue)}`, cure: cureOf(key, expected) };
}

/** A number that was written as a text (`"80%"`, `"3"`), or a text as a number (`cpu: 1`). */
function mistakenType(path: Path, value: unknown, expected?: JsonSchema): Problem | undefined {
  const key = pathText(path);
  const [, digits, sign] = typeof value === "string" ? (/^\s*(\d+(?:\.\d+)?)\s*(?:(%)\s*)?$/.exec(value) ?? []) : [];
  if (digits !== undefined && fits(Number(digits), expected)) {
    const right = sign === "%" ? "a percentage is a number, without the sign" : "write the number without quotes";
    return { key, problem: `"${String(value)}" is a text: ${right}`, cure: { set: key, to: digits } };
  }
  if (typeof value === "number" && !Number.isSafeInteger(value) && expected?.type === "string") {
    // What is shown, or written in quotes now, would not be what the file has.
    const problem = "is a number, of which not all digits are kept: write it in quotes, as it is where it comes from";
    return { key, problem, cure: { edit: "put it in quotes in {file}" } };
  }
  const typed = typeof value === "number" || typeof value === "boolean";
  if (typed && expected?.type === "string" && new RegExp(expected.pattern ?? "").test(String(value))) {
    // `pulumi config set --path` would make a number, or true or false, of it again.
    const cure = { edit: "put it in quotes in {file}" };
    return { key, problem: `${String(value)} without quotes is not a text`, cure };
  }
  return undefined;
}

function fits(value: number, expected: JsonSchema | undefined): boolean {
  if (expected === undefined) return false;
  if (expected.type === "integer" ? !Number.isInteger(value) : expected.type !== "number") return false;
  const { minimum = -Infinity, exclusiveMinimum = -Infinity } = expected;
  const { maximum = Infinity, exclusiveMaximum = Infinity } = expected;
  return value >= minimum && value > exclusiveMinimum && value <= maximum && value < exclusiveMaximum;
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
function cureOf(key: string, expected: JsonSchema | undefined): Cure {
  if (expected?.type === "object") return { edit: "add it to {file}" };
  // One that may not be empty has its default again.
  if (expected?.type === "array" && expected.default !== undefined) return { unset: key };
  if (expected?.type === "array") return cureOf(`${key}[0]`, expected.items);
  const value = expected?.default ?? expected?.enum?.[0];
  const simple = typeof value === "string" || typeof value === "number" || typeof value === "boolean";
  return { set: key, to: simple ? String(value) : "<value>" };
}

/** The settings that the schema complained about; of one that does not exist, also the one that was meant. */
export function mistakenPaths(schema: z.ZodType, error: z.ZodError): string[] {
  const json = jsonSchema(schema);
  return error.issues.flatMap((issue) => {
    if (issue.code !== "unrecognized_keys") return [pathText(issue.path)];
    const known = Object.keys(schemaAt(json, issue.path)?.properties ?? {});
    return issue.keys.flatMap((key) => {
      // A key with a dot is a path that was set without --path.
      if (issue.path.length === 0 && key.includes(".")) return [key];
      return [key, nearest(key, known) ?? key].map((name) => pathText([...issue.path, name]));
    });
  });
}
