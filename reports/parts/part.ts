/** What parts of a report are made of. */
import type { Known } from "../report";

/** How bad something is. */
export type Tone = "bad" | "good" | "neutral" | "warning";

/** One thing: what it is, and what there is to say of it. */
export interface Line {
  tone: Tone;
  title: string;
  details: string[];
}

/** Lines under a heading. */
export interface Part {
  title: string;
  /** What it comes to, or why nothing is known. */
  lead: string;
  lines: Line[];
  /** The page that shows all of it. */
  link?: string | undefined;
}

/** Lines of a part at most: a page has the others. */
export const MOST = 10;

export function unknown(title: string, why: string): Part {
  return { title, lead: `Nothing is known: ${why}.`, lines: [] };
}

export function limited(part: Part): Part {
  const more = part.lines.length - MOST;
  return more <= 0
    ? part
    : { ...part, lines: part.lines.slice(0, MOST), lead: `${part.lead} ${more} more are not shown.` };
}

export function rowsOf<T>(known: Known<T>): readonly T[] {
  return known.known ? known.rows : [];
}

export function sum<T>(rows: readonly T[], of: (row: T) => number): number {
  return rows.reduce((total, row) => total + of(row), 0);
}
