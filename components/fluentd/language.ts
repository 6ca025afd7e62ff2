/** Fluentd's configuration as data, and its text. */
import { named } from "../../settings/shown";

/** Ruby in double quotes, which Fluentd evaluates when it starts. */
export interface Embedded {
  ruby: string;
}

export type Value = string | number | boolean | readonly (string | Readonly<Record<string, string>>)[] | Embedded;

/** `<name argument> … </name>`. */
export interface Section {
  name: string;
  argument?: string;
  params: Readonly<Record<string, Value>>;
  sections: readonly Section[];
}

/** A section; what is undefined is left out. */
export function section(
  head: string,
  params: Readonly<Record<string, Value | undefined>>,
  ...sections: readonly Section[]
): Section {
  const [name = "", argument] = head.split(" ");
  return {
    name,
    ...(argument === undefined ? {} : { argument }),
    params: Object.fromEntries(Object.entries(params).filter(([, value]) => value !== undefined)) as Record<
      string,
      Value
    >,
    sections,
  };
}

/** An environment variable of the pod. */
export function env(name: string): Embedded {
  return { ruby: `#{ENV['${name}']}` };
}

/** The text of a configuration file. */
export function render(sections: readonly Section[]): string {
  return sections.map((one) => lines(one).join("\n")).join("\n\n") + "\n";
}

function lines({ name, argument, params, sections }: Section): string[] {
  return [
    `<${name}${argument === undefined ? "" : ` ${argument}`}>`,
    ...Object.entries(params).map(([key, value]) => `  ${key} ${text(value)}`),
    ...sections.flatMap((inner) => lines(inner).map((line) => `  ${line}`)),
    `</${name}>`,
  ];
}

/** In single quotes a `#`, which otherwise begins a comment or Ruby, and a backslash are themselves. */
function text(value: Value): string {
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (typeof value !== "string") return "ruby" in value ? `"${value.ruby}"` : JSON.stringify(value);
  if (value.includes("\n")) throw new Error(`a value of Fluentd's configuration is one line, not ${named(value)}`);
  return /^[\w@][\w@./:,*-]*$/.test(value) ? value : `'${value.replace(/\\/g, "\\\\").replace(/'/g, "\\'")}'`;
}
