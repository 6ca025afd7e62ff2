/** The Ruby that Fluentd and Logstash run, as the files that they are given: what both do, its tables, and each one's own. */
import * as fs from "node:fs";
import * as path from "node:path";
import { levelNames, UNKNOWN_LEVEL } from "../../log-format/levels";
import { LEVEL_FIELDS } from "../../log-format/names";
import { isPersonal, type Pattern, patterns, replacement } from "../../log-format/redaction";
import type { Elastic } from "../../settings/elastic";
import { FIELDS, MESSAGE_KEYS, TIME_KEYS } from "./parsing";

/** What both run, and what it reads from beside itself. */
const SHARED = path.join(__dirname, "parsing.rb");
const TABLES = "parsing.json";

/**
 * The files of a collector, by name.
 * @param folder The folder of the collector's own `.rb` files.
 * @param redact What is taken out of lines, `elastic.redact`.
 */
export function rubyFiles(folder: string, redact: Elastic["redact"]): Record<string, string> {
  const own = fs.readdirSync(folder).map((file) => path.join(folder, file));
  return {
    ...Object.fromEntries([SHARED, ...own.sort()].map((file) => [path.basename(file), fs.readFileSync(file, "utf8")])),
    [TABLES]: `${JSON.stringify(tables(redact), null, 2)}\n`,
  };
}

function tables({ audit, personalData }: Elastic["redact"]): Record<string, unknown> {
  return {
    redactions: patterns({ personalData }).map((pattern) => ({
      expression: rubyExpression(pattern),
      replacement: replacement(pattern),
      ...(isPersonal(pattern) && !audit ? { exceptAudit: true } : {}),
    })),
    levels: levelNames(),
    unknownLevel: UNKNOWN_LEVEL,
    levelNames: LEVEL_FIELDS,
    messageNames: MESSAGE_KEYS,
    timeNames: TIME_KEYS,
    fields: FIELDS,
  };
}

/** A pattern as Ruby has it: RE2's `(?s)` at the start, by which `.` is any character, is Ruby's `(?m)`. */
export function rubyExpression({ expression, notAfter }: Pick<Pattern, "expression" | "notAfter">): string {
  const before = notAfter === undefined ? "" : `(?<!${notAfter})`;
  return before + expression.replace(/^\(\?[a-z]+\)/, (flags) => flags.replace("s", "m"));
}
