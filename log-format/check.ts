/** Whether lines are in the platform's format, and what to change where they are not. */
import { z } from "zod";
import { shown } from "../settings/shown";
import { AUTOMATED_DECISION } from "./events";
import { levelNames } from "./levels";
import { ALIASES } from "./aliases";
import { AUDIT_FIELDS, lineSchema, REQUIRED_OF_DECISIONS } from "./schema";
import { fieldsOfText } from "./text";
import { BELIEVED } from "./time";

/** What is wrong with a line. */
export interface Mistake {
  /** The number of the line, from 1. */
  line: number;
  /** The field; empty where it is the line as a whole. */
  field: string;
  problem: string;
  cure: string;
}

/** What came of looking at lines. */
export interface Checked {
  lines: number;
  bad: number;
  mistakes: Mistake[];
  /** Names that are taken for a field of the format, by how many lines have them. */
  aliases: Record<string, number>;
  /** Lines of text that are read: `[time] [level] [service] message`. */
  texts: number;
  traced: number;
  audited: number;
}

/** What must not be in a line, whatever its value. The collectors take it out, but it has been on the node. */
const SECRET = /(^|[._-])(password|passwd|pwd|secret|token|api[_-]?key|private[_-]?key|authorization|cookie)$/i;

/** What is longer is cut off with `logs.limits.lineSize` as it is by default. */
const MAX_BYTES = 256 * 1024;

/**
 * Objects and lists within each other. Elasticsearch takes 20 in a mapping (`index.mapping.depth.limit`), and its parser 1,000
 * (Jackson's `StreamReadConstraints`).
 */
const MAX_DEPTH = 100;

/** The container runtime's own prefix, as files on a node have it: time, stream, whether the line goes on (P) or ends (F). */
const CRI = /^(\d{4}-\d\d-\d\dT\S+) (?:stdout|stderr) ([FP]) (.*)$/;

/** Checks the text of a file; empty lines do not count. */
export function checkLines(text: string): Checked {
  const checked: Checked = { lines: 0, bad: 0, mistakes: [], aliases: {}, texts: 0, traced: 0, audited: 0 };
  let begun = "";
  text.split(/\r?\n/).forEach((raw, index) => {
    const [, read, ends = "F", content = raw] = CRI.exec(raw) ?? [];
    begun += content;
    if (ends === "P" || begun.trim() === "") return;
    const mistakes = checkLine(begun, index + 1, checked, read);
    begun = "";
    checked.lines++;
    if (mistakes.length > 0) checked.bad++;
    checked.mistakes.push(...mistakes);
  });
  return checked;
}

function checkLine(text: string, line: number, seen: Checked, read: string | undefined): Mistake[] {
  const whole = (problem: string, cure: string): Mistake[] => [{ line, field: "", problem, cure }];
  if (Buffer.byteLength(text) > MAX_BYTES) {
    return whole(`is longer than ${MAX_BYTES / 1024} KiB`, "write less: the rest of it is cut off");
  }
  if (text.startsWith("\uFEFF")) {
    return whole("begins with a byte order mark", "write the file as UTF-8 without one");
  }
  const parsed = parse(text) ?? textOf(text, seen);
  if (parsed === undefined) {
    return /^\s+at |^\s|^Traceback|^Caused by:/.test(text)
      ? whole("is part of a stack trace", 'put the whole of it into "error.stack_trace" of the line before')
      : whole("is not a JSON object", "write each line as one JSON object; examples are in docs/log-format.md");
  }
  if (isDeeper(parsed, MAX_DEPTH)) {
    return whole(`has objects or lists more than ${MAX_DEPTH} deep`, "write what is that deep as a text");
  }
  const fields = canonical(flattened(parsed), seen.aliases);
  if (Object.hasOwn(fields, "trace_id")) seen.traced++;
  if (fields["audit"] === true) seen.audited++;
  return [
    ...schemaMistakes(fields, line),
    ...timeMistakes(fields, line, read),
    ...auditMistakes(fields, line),
    ...secretMistakes(fields, line),
  ];
}

/** What a line of text says; its level may be any name that is known for one, as nobody is to write another text for it. */
function textOf(text: string, seen: Checked): Record<string, unknown> | undefined {
  const fields = fieldsOfText(text);
  if (fields === undefined) return undefined;
  seen.texts++;
  const level = new Map(Object.entries(levelNames())).get(fields["level"]?.toLowerCase() ?? "");
  return { ...fields, level: level ?? fields["level"] };
}

/** A time that no collector believes, where it is known when the runtime read the line. */
function timeMistakes(fields: Record<string, unknown>, line: number, read: string | undefined): Mistake[] {
  const said = Date.parse(String(fields["timestamp"]));
  const after = (said - Date.parse(read ?? "")) / 1000;
  if (Number.isNaN(after) || (after >= -BELIEVED.before && after <= BELIEVED.after)) return [];
  const how = `${Math.round(Math.abs(after) / 60)} minutes ${after < 0 ? "before" : "after"} the container runtime read it (${read}), and is not believed`;
  return [{ line, field: "timestamp", problem: `is ${how}`, cure: "set the clock, or the zone" }];
}

function parse(text: string): Record<string, unknown> | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

/** Whether values are nested deeper than that. The stack of calls does not grow with the depth. */
function isDeeper(value: unknown, most: number): boolean {
  let values = [value];
  for (let depth = 0; depth <= most; depth++) {
    values = values.flatMap((one) =>
      typeof one === "object" && one !== null ? (Object.values(one) as unknown[]) : [],
    );
    if (values.length === 0) return false;
  }
  return values.some((one) => typeof one === "object" && one !== null);
}

/** Objects within the object become names with dots. */
function flattened(object: Record<string, unknown>, prefix = ""): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(object).flatMap(([key, value]) =>
      typeof value === "object" && value !== null && !Array.isArray(value)
        ? Object.entries(flattened(value as Record<string, unknown>, `${prefix}${key}.`))
        : [[`${prefix}${key}`, value]],
    ),
  );
}

function canonical(fields: Record<string, unknown>, aliases: Record<string, number>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).map(([name, value]) => {
      const field = Object.hasOwn(ALIASES, name) ? ALIASES[name] : undefined;
      if (field === undefined || Object.hasOwn(fields, field)) return [name, value];
      aliases[name] = (aliases[name] ?? 0) + 1;
      return [field, value];
    }),
  );
}

function schemaMistakes(fields: Record<string, unknown>, line: number): Mistake[] {
  const result = lineSchema.safeParse(fields);
  if (result.success) return [];
  return result.error.issues.map(({ path, message }) => {
    const field = path.join(".");
    const value = fields[field];
    if (value === undefined) {
      return {
        line,
        field,
        problem: "is missing",
        cure: `add it: ${meaning(field)}`,
      };
    }
    const expected = /^Invalid input: expected (\w+)/.exec(message)?.[1];
    const problem = expected === undefined ? message : `is not a ${expected}`;
    return { line, field, problem: `${shown(value)} ${problem}`, cure: cure(field, value) };
  });
}

/** What the format says about a field. */
function meaning(field: string): string {
  const schema = lineSchema.shape[field as keyof typeof lineSchema.shape];
  return (schema instanceof z.ZodOptional ? (schema.unwrap() as z.ZodType) : schema).description ?? field;
}

function cure(field: string, value: unknown): string {
  if (field === "level") {
    const level = new Map(Object.entries(levelNames())).get(String(value).toLowerCase());
    return level === undefined ? "set the names of the levels in the logger" : `write "${level}"`;
  }
  const time = typeof value === "number" ? new Date(value > 1e11 ? value : value * 1000) : new Date(String(value));
  if (field === "timestamp" && !Number.isNaN(time.getTime())) return `write "${time.toISOString()}"`;
  if ((field === "trace_id" || field === "span_id") && /^0*$/.test(String(value))) return "leave it out";
  return `write ${meaning(field)}`;
}

function auditMistakes(fields: Record<string, unknown>, line: number): Mistake[] {
  const missing = (required: readonly string[], problem: string) =>
    required
      .filter((field) => fields[field] === undefined)
      .map((field) => ({ line, field, problem, cure: `add it: ${meaning(field)}` }));
  return [
    ...(fields["audit"] === true ? missing(AUDIT_FIELDS, "is missing in a line that is marked audit") : []),
    ...(fields["event"] === AUTOMATED_DECISION
      ? missing(REQUIRED_OF_DECISIONS, "is missing in an automated decision")
      : []),
    ...(fields["event"] === AUTOMATED_DECISION && fields["audit"] === false
      ? [{ line, field: "audit", problem: "is false in an automated decision", cure: "write true" }]
      : []),
  ];
}

function secretMistakes(fields: Record<string, unknown>, line: number): Mistake[] {
  return Object.keys(fields)
    .filter((field) => SECRET.test(field))
    .map((field) => ({
      line,
      field,
      problem: "is the name of a credential",
      cure: "do not write credentials into logs",
    }));
}
