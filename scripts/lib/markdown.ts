/** Texts of others' in Markdown: nothing in them can end the code that it stands in, be a link, or mention anybody. */

/** Text in a line as code. @param where In a table's cell a bar is escaped too. */
export function code(text: string, where: "line" | "cell" = "line"): string {
  const mark = backticks(text, 1);
  const inside = mark === "`" ? text : ` ${text} `;
  return `${mark}${where === "cell" ? inside.replaceAll("|", "\\|") : inside}${mark}`;
}

/** Text of several lines as code. */
export function fence(text: string, language: string): string {
  const mark = backticks(text, 3);
  return `${mark}${language}\n${text.trimEnd()}\n${mark}`;
}

/** More backticks in a row than a text has anywhere. */
export function backticks(text: string, atLeast: number): string {
  const longest = Math.max(0, ...[...text.matchAll(/`+/g)].map(([run]) => run.length));
  return "`".repeat(Math.max(atLeast, longest + 1));
}
