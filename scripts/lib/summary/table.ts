/** Columns of text that fit on a screen. */

/** Columns of characters that a screen has; a longer line would be folded by the terminal. */
export const WIDTH = 120;

/**
 * Rows in columns, two spaces apart and below an indentation of two. The last column is continued below itself where it
 * would not fit in {@link WIDTH}; nothing else is, so that a command stays in one piece.
 * @param right The columns that are aligned to the right, by index.
 */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = []): string[] {
  const widths = rows.reduce<number[]>((all, row) => row.map((cell, at) => Math.max(all[at] ?? 0, cell.length)), []);
  const before = widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 2);
  return rows.flatMap((row) => {
    const cells = row.map((cell, at) =>
      right.includes(at) ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0),
    );
    const [first = "", ...more] = wrap(cells.at(-1) ?? "", WIDTH - before);
    return [["", ...cells.slice(0, -1), first].join("  "), ...more.map((text) => " ".repeat(before) + text)].map(
      (line) => line.trimEnd(),
    );
  });
}

/** A space that no line is broken at: it is shown as any other. */
export const JOINED = "\u00a0";

/** A text in lines of at most a width, broken between words; a longer word is a line of its own. */
export function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.trimEnd().split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines.map((line) => line.replaceAll(JOINED, " "));
}
