/** The figures of dashboards as tables in Markdown. */
import type { Large } from "./large";
import { type Measured, sumOf } from "./measured";
import type { Compared } from "./questions";

export function figures(
  large: Large,
  rendering: { pages: number; took: number },
  ours: readonly Measured[],
  theirs: readonly Measured[],
  compared: readonly Compared[],
): string {
  const row = (page: Measured) => {
    const [slowest] = [...page.panels].sort((a, b) => b.took - a.took);
    const empty = page.panels.filter(({ series }) => series === 0).length;
    return [
      page.title,
      String(page.panels.length),
      ms(sumOf(page)),
      slowest === undefined ? "" : `${slowest.title}: ${ms(slowest.took)}`,
      String(empty),
    ];
  };
  const head = ["page", "panels", "all one after the other", "slowest", "without series"];
  return [
    `${rendering.pages} pages rendered in ${ms(rendering.took)}.`,
    `Over ${large.nodes} nodes and ${large.pods} pods, ${large.hours} h with a sample every ${large.step} s:`,
    markdownTable([head, ...ours.map(row)]),
    ...slow(ours),
    ...(theirs.length === 0 ? [] : ["The others, in the same run:", markdownTable([head, ...theirs.map(row)])]),
    ...(compared.length === 0 ? [] : ["The same questions, side by side:", answers(compared)]),
  ].join("\n\n");
}

function answers(compared: readonly Compared[]): string {
  const rows = compared.map(({ question, ours, theirs }) => {
    const all = theirs.reduce((sum, page) => sum + sumOf(page), 0);
    const empty = theirs.some(({ panels }) => panels.every(({ series }) => series === 0)) ? " (no series)" : "";
    const where = question.row === undefined ? ours.title : `${ours.title}: ${question.row}`;
    return [question.asks, where, ms(sumOf(ours)), theirs.map(({ title }) => title).join(", "), `${ms(all)}${empty}`];
  });
  return markdownTable([["question", "our page", "in sum", "theirs", "in sum"], ...rows]);
}

/** Milliseconds from which on a panel is named. */
const SLOW = 500;

function slow(pages: readonly Measured[]): string[] {
  const found = pages
    .flatMap(({ title, panels }) => panels.map((panel) => ({ page: title, ...panel })))
    .filter(({ took, failure }) => took >= SLOW || failure !== undefined)
    .sort((a, b) => b.took - a.took)
    .map(({ page, title, took, series, failure = "" }) => [page, title, ms(took), String(series), failure]);
  return found.length === 0 ? [] : [markdownTable([["page", "panel", "took", "series", "failure"], ...found])];
}

function ms(value: number): string {
  return `${Math.round(value)} ms`;
}

function markdownTable(rows: readonly (readonly string[])[]): string {
  const lines = rows.map((row) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`);
  lines.splice(1, 0, `| ${(rows[0] ?? []).map(() => "---").join(" | ")} |`);
  return lines.join("\n");
}
