/** Logstash's configuration language, as far as it is used here: plugins with options, and conditions. */
import { named } from "../../settings/shown";

export type Option =
  string | number | boolean | readonly string[] | Readonly<Record<string, string | readonly string[]>>;

/** `name { option => value … }`. */
export interface Plugin {
  plugin: string;
  options: Readonly<Record<string, Option>>;
}

/** `if condition { … } else { … }`. */
export interface Condition {
  condition: string;
  then: readonly Statement[];
  otherwise?: readonly Statement[];
}

export type Statement = Plugin | Condition;

/** A pipeline's three parts. */
export interface Pipeline {
  input: readonly Statement[];
  filter: readonly Statement[];
  output: readonly Statement[];
}

/** A plugin; what is undefined is left out. */
export function plugin(name: string, options: Readonly<Record<string, Option | undefined>>): Plugin {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { plugin: name, options: Object.fromEntries(given) as Record<string, Option> };
}

export function when(condition: string, then: readonly Statement[], otherwise?: readonly Statement[]): Condition {
  return otherwise === undefined ? { condition, then } : { condition, then, otherwise };
}

/** A pipeline's text. */
export function render({ input, filter, output }: Pipeline): string {
  return Object.entries({ input, filter, output })
    .map(([name, statements]) => `${name} {\n${indented(statements)}\n}\n`)
    .join("");
}

function indented(statements: readonly Statement[]): string {
  return statements.map((one) => statement(one).replace(/^/gm, "  ")).join("\n");
}

function statement(one: Statement): string {
  if ("plugin" in one) {
    const options = Object.entries(one.options).map(([key, value]) => `  ${key} => ${text(value)}`);
    return [`${one.plugin} {`, ...options, "}"].join("\n");
  }
  const otherwise = one.otherwise === undefined ? "" : ` else {\n${indented(one.otherwise)}\n}`;
  return `if ${one.condition} {\n${indented(one.then)}\n}${otherwise}`;
}

function text(value: Option): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value === "string") return quoted(value);
  if (isList(value)) return `[${value.map(quoted).join(", ")}]`;
  const pairs = Object.entries(value).map(([key, inner]) => `${quoted(key)} => ${text(inner)}`);
  return `{ ${pairs.join(" ")} }`;
}

function isList(value: Option): value is readonly string[] {
  return Array.isArray(value);
}

/** A text means itself: without `config.support_escapes` there is no escape, so one of the two quotes must be free. */
function quoted(value: string): string {
  if (value.includes("\n"))
    throw new Error(`a value in Logstash's configuration is one line here, not ${named(value)}`);
  if (!value.includes('"')) return `"${value}"`;
  if (!value.includes("'")) return `'${value}'`;
  throw new Error(`Logstash's configuration has no way to write both quotes: ${named(value)}`);
}
