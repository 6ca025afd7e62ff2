/** A report as plain text, 78 columns wide where names allow it. */
import { headlineOf, partsOf, timesOf, titleOf } from "../parts";
import type { Tone } from "../parts/part";
import type { Report } from "../report";
import { plain } from "../words";

const WIDTH = 78;

/** A mark for what a colour says elsewhere. */
const MARKS: Record<Tone, string> = { bad: "!!", warning: "! ", good: "  ", neutral: "  " };

export function textOf(report: Report): string {
  const title = plain(`${titleOf(report)}: ${headlineOf(report)}`, 300);
  const parts = partsOf(report).map(({ title: heading, lead, lines, link }) =>
    [
      heading.toUpperCase(),
      ...wrapped(plain(lead, 2000), ""),
      ...lines.flatMap((line) => [
        `${MARKS[line.tone]} ${plain(line.title)}`,
        ...wrapped(line.details.map((detail) => plain(detail)).join(", "), "     "),
      ]),
      ...(link === undefined ? [] : [`-> ${link}`]),
    ].join("\n"),
  );
  const head = [...wrapped(title, ""), ...timesOf(report).flatMap((line) => wrapped(plain(line, 300), ""))].join("\n");
  return `${[head, ...parts].join("\n\n")}\n`;
}

function wrapped(text: string, indent: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(" ")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + word.length + 1 <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`${indent}${word}`);
  }
  return lines;
}
