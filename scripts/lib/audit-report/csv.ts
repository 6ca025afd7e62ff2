/** Comma-separated values as RFC 4180 has them, that no spreadsheet takes for formulas. */
import { type AuditEvent, COLUMNS } from "./event";

/**
 * What a spreadsheet may take for a formula: these signs, their wide forms, and what it skips in front of them. Apostrophes are among
 * it so that the one that is put before can be told from those that were there. Source: OWASP, "CSV Injection".
 */
const FORMULA = /^'*(?:[=+\-@＝＋－＠\t\r\n]|\s+[=+\-@＝＋－＠])/;

/** What has to be in quotes; white space at an end would be lost in some programs. */
const QUOTED = /[",\r\n]|^\s|\s$/;

export const HEADER = line(COLUMNS);

/** One event's line. */
export function csvOf(event: AuditEvent): string {
  return line(COLUMNS.map((column) => event[column]));
}

/** A value: with an apostrophe before what would be a formula, in quotes where it has to be. */
export function valueOf(text: string): string {
  const harmless = FORMULA.test(text) ? `'${text}` : text;
  return QUOTED.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

function line(values: readonly string[]): string {
  return `${values.map(valueOf).join(",")}\r\n`;
}
