/** What a rehearsal found: a verdict for each step, figures, and the table of both. */

/** How a step ended. What only a program in a pod could answer is not simulated, and never counts as passed. */
export type Verdict = "passed" | "failed" | "not simulated" | "skipped";

/** A line of the table. */
export interface Row {
  /** The number of the step in the documentation; a step has several lines. */
  step: number;
  what: string;
  verdict: Verdict;
  seconds: number;
  /** What was seen, what is wrong, or why there is no verdict. */
  detail: string;
}

/** Something that was measured, beside what it should be at most. */
export interface Figure {
  what: string;
  /** Undefined when it was not measured. */
  value: number | undefined;
  unit: "s" | "";
  atMost: number;
}

export interface Report {
  stack: string;
  rows: readonly Row[];
  figures: readonly Figure[];
}

export const FORMATS = ["text", "json", "markdown"] as const;
export type Format = (typeof FORMATS)[number];

/** 1 when a step failed. Figures depend on the machine, and fail nobody. */
export function exitCode({ rows }: Pick<Report, "rows">): 0 | 1 {
  return rows.some(({ verdict }) => verdict === "failed") ? 1 : 0;
}

/** The whole report as it is printed. */
export function render(report: Report, format: Format): string {
  switch (format) {
    case "json":
      return JSON.stringify({ ...report, passed: exitCode(report) === 0 }, null, 2);
    case "markdown":
      return markdown(report);
    case "text":
      return text(report);
  }
}

/** One line that says how it went. */
export function summary({ stack, rows }: Pick<Report, "stack" | "rows">): string {
  const count = (verdict: Verdict) => rows.filter((row) => row.verdict === verdict).length;
  const counts = (["passed", "failed", "not simulated", "skipped"] as const)
    .map((verdict) => [count(verdict), verdict] as const)
    .filter(([number, verdict]) => number > 0 || verdict === "failed")
    .map(([number, verdict]) => `${number} ${verdict}`);
  return `Rehearsal of ${stack}: ${counts.join(", ")}`;
}

/** How a figure is written. */
export function figureText({ value, unit, atMost }: Figure): { value: string; target: string; met: string } {
  const written = (number: number) => (unit === "s" ? `${number.toFixed(1)} s` : number.toFixed(2));
  return {
    value: value === undefined ? "not measured" : written(value),
    target: `at most ${unit === "s" ? `${atMost} s` : atMost}`,
    met: value === undefined ? "" : value <= atMost ? "met" : "missed",
  };
}

function cells({ rows }: Report): string[][] {
  return rows.map(({ step, what, verdict, seconds, detail }) => [
    String(step),
    what,
    verdict,
    verdict === "skipped" ? "" : `${seconds.toFixed(1)} s`,
    detail.replaceAll("\n", "; "),
  ]);
}

function figureCells({ figures }: Report): string[][] {
  return figures.map((figure) => {
    const { value, target, met } = figureText(figure);
    return [figure.what, value, target, met];
  });
}

function text(report: Report): string {
  const table = (lines: string[][]) => {
    const widths = (lines[0] ?? []).map((_, column) => Math.max(...lines.map((line) => (line[column] ?? "").length)));
    return lines.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ").trimEnd()); // prettier-ignore
  };
  return [
    ...table([["step", "what", "verdict", "time", "seen"], ...cells(report)]),
    ...(report.figures.length > 0
      ? ["", ...table([["figure", "measured", "target", ""], ...figureCells(report)])]
      : []),
    "",
    summary(report),
  ].join("\n");
}

function markdown(report: Report): string {
  const line = (row: string[]) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const table = (head: string[], rows: string[][]) => [line(head), line(head.map(() => "---")), ...rows.map(line)];
  return [
    `### ${summary(report)}`,
    "",
    ...table(["step", "what", "verdict", "time", "seen"], cells(report)),
    ...(report.figures.length > 0
      ? ["", ...table(["figure", "measured", "target", "verdict"], figureCells(report))]
      : []),
  ].join("\n");
}
