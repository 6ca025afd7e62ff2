/** The Ruby that Fluentd and Logstash run, as the files that they are given: what both do, its tables, and each one's own. */
import * as fs from "node:fs";
import * as path from "node:path";
import { levelNames, UNKNOWN_LEVEL } from "../../log-format/levels";
import { DURATION_FIELDS, LEVEL_FIELDS, TIME_FIELDS } from "../../log-format/names";
import { isPersonal, type Pattern, patterns, replacement } from "../../log-format/redaction";
import { BELIEVED, LATE, SAID_DATE, SAID_NUMBER, UNZONED } from "../../log-format/time";
import {
  API_SERVER,
  FALCO,
  FALCO_SHELL_RULES,
  LOGIN_LINES,
  LOGIN_PROGRAMS,
  MOST_COMMAND,
  MOST_LOGIN,
  NODES_NAMESPACE,
  SECRET_OPTION,
  SHELL_COMMAND,
  SOURCE_EVENTS,
  SYSLOG_LINE,
  UNATTENDED_SESSIONS,
} from "../../log-format/shells";
import { MARKS } from "../../rules/log-rules";
import type { Elastic } from "../../settings/elastic";
import { DURATION, FIELDS, MESSAGE_KEYS } from "./parsing";

/** What both run, and what it reads from beside itself. */
const SHARED = ["parsing.rb", "sources.rb"].map((file) => path.join(__dirname, file));
const TABLES = "parsing.json";

/**
 * The files of a collector, by name.
 * @param folder The folder of the collector's own `.rb` files.
 * @param redact What is taken out of lines, `elastic.redact`.
 */
export function rubyFiles(folder: string, redact: Elastic["redact"]): Record<string, string> {
  const own = fs.readdirSync(folder).map((file) => path.join(folder, file));
  return {
    ...Object.fromEntries(
      [...SHARED, ...own.sort()].map((file) => [path.basename(file), fs.readFileSync(file, "utf8")]),
    ),
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
    marks: MARKS.map(({ name, pattern }) => ({ name, expression: rubyText(pattern) })),
    levels: levelNames(),
    unknownLevel: UNKNOWN_LEVEL,
    levelNames: LEVEL_FIELDS,
    messageNames: MESSAGE_KEYS,
    timeNames: TIME_FIELDS,
    times: [SAID_DATE, SAID_NUMBER].map(rubyGroups),
    believed: BELIEVED,
    late: { ...LATE, event: SOURCE_EVENTS.shell },
    durationNames: DURATION_FIELDS,
    duration: DURATION,
    fields: FIELDS,
    sources: {
      logins: Object.fromEntries(
        Object.entries(LOGIN_LINES).map(([name, expression]) => [name, rubyGroups(expression)]),
      ),
      syslog: rubyGroups(SYSLOG_LINE),
      shell: rubyGroups(SHELL_COMMAND),
      secretOption: SECRET_OPTION,
      longest: MOST_COMMAND,
      longestLogin: MOST_LOGIN,
      programs: LOGIN_PROGRAMS,
      unattended: UNATTENDED_SESSIONS,
      falcoRules: FALCO_SHELL_RULES,
      namespace: NODES_NAMESPACE,
      apiServer: API_SERVER,
      falco: FALCO,
      events: SOURCE_EVENTS,
      ahead: BELIEVED.after,
      unzoned: UNZONED,
    },
  };
}

/** A pattern as Ruby has it: RE2's `(?s)` at the start, by which `.` is any character, is Ruby's `(?m)`. */
export function rubyExpression({ expression, notAfter }: Pick<Pattern, "expression" | "notAfter">): string {
  const before = notAfter === undefined ? "" : `(?<!${notAfter})`;
  return before + expression.replace(/^\(\?[a-z]+\)/, (flags) => flags.replace("s", "m"));
}

/**
 * An expression of RE2's that looks at a whole text, as Ruby has it: there `^` and `$` are the ends of each line, and `\\b` knows the
 * letters of every script.
 */
export function rubyText(expression: string): string {
  const ends = expression.replaceAll(
    /\\.|\[\^?(?:\\.|[^\]\\])*\]|[$^]/gs,
    (part) => ({ "^": String.raw`\A`, $: String.raw`\z` })[part] ?? part,
  );
  return `(?a:${ends})`;
}

/** An expression of RE2's with names for its groups, of one line, as Ruby has it. */
function rubyGroups(expression: string): string {
  return expression
    .replaceAll("(?P<", "(?<")
    .replaceAll(/(^|\||\(\?:)\^/g, String.raw`$1\A`)
    .replaceAll(/(?<!\\)\$/g, String.raw`\z`);
}
