/** The figures of dashboards as tables in Markdown. */
import type { Large } from "./large";
import type { Measured } from "./measured";

export function figures(
  large: Large,
  rendering: { pages: number; took: number },
  ours: readonly Measured[],
  theirs: readonly Measured[],
): string {
  const sum = ({ panels }: Measured) => panels.reduce((all, { took }) => all + took, 0);
  const row = (page: Measured) => {
    const [slowest] = [...page.panels].sort((a, b) => b.took - a.took);
    const empty = page.panels.filter(({ series }) => series === 0).length;
    return [
      page.title,
      String(page.panels.length),
      ms(sum(page)),
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
  ].join("\n\n");
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
