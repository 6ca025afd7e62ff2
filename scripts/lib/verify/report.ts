/** The report of a verification, for people, for pull requests and for scripts. */
import { LIMITS } from "./limits";
import type { Fault, Result } from "./outcome";

export const FORMATS = ["text", "json", "markdown"] as const;
export type Format = (typeof FORMATS)[number];

export interface Verification {
  stack: string;
  seconds: number;
  results: readonly Result[];
}

/** 1 when something failed; 2 when all that failed is that nothing could be asked. */
export function exitCode({ results }: Pick<Verification, "results">): 0 | 1 | 2 {
  const failed = results.filter(({ state }) => state === "failed");
  if (failed.length === 0) return 0;
  return failed.every(({ unasked }) => unasked === true) ? 2 : 1;
}

export function verificationReport(verification: Verification, format: Format): string {
  switch (format) {
    case "json":
      return JSON.stringify(json(verification), null, 2);
    case "markdown":
      return markdown(verification);
    case "text":
      return text(verification);
  }
}

/** One line: what came of it. */
export function headline({ stack, seconds, results }: Verification): string {
  const count = (state: Result["state"]) => results.filter((one) => one.state === state).length;
  const counts = [`${count("passed")} passed`, `${count("failed")} failed`, `${count("skipped")} skipped`];
  return `Verification of ${stack}: ${counts.join(", ")}, after ${Math.round(seconds)} s`;
}

function json({ stack, seconds, results }: Verification): unknown {
  return {
    stack,
    passed: exitCode({ results }) === 0,
    seconds: Math.round(seconds),
    checks: results.map(({ check, state, text, faults }) => ({
      check,
      state,
      ...(state === "failed" ? { faults } : { seen: text }),
    })),
  };
}

const SIGNS = { passed: "passed ", failed: "FAILED ", skipped: "skipped" } as const;

function text(verification: Verification): string {
  const width = Math.max(...verification.results.map(({ check }) => check.length));
  const indent = " ".repeat(SIGNS.failed.length + 2);
  const lines = verification.results.flatMap(({ check, state, text: seen, faults }) => {
    if (state !== "failed") return [`${SIGNS[state]}  ${check.padEnd(width)}  ${seen}`];
    return [
      `${SIGNS.failed}  ${check}`,
      ...shown(faults).flatMap(({ what, since, next }) => [
        `${indent}${what}${since === undefined ? "" : `, since ${since}`}`,
        ...(next === undefined ? [] : [`${indent}  -> ${next}`]),
      ]),
      ...more(faults).map((line) => indent + line),
    ];
  });
  return [...lines, headline(verification)].join("\n");
}

/** As many as are worth reading; what is said of several in a row to do next, once. */
function shown(faults: readonly Fault[]): Fault[] {
  const few = faults.slice(0, LIMITS.faults);
  return few.map((fault, index) => (few[index + 1]?.next === fault.next ? { ...fault, next: undefined } : fault));
}

function more(faults: readonly Fault[]): string[] {
  return faults.length > LIMITS.faults ? [`and ${faults.length - LIMITS.faults} more`] : [];
}

/** For an issue or a pull request: nothing of an answer can be a mention, a link or a table's cell. */
function markdown(verification: Verification): string {
  const cell = (value: string) => `\`${value.replaceAll("`", "'").replaceAll("|", "\\|")}\``;
  const rows = verification.results.map(({ check, state, text: seen, faults }) => {
    const said =
      state === "failed"
        ? [
            ...shown(faults).map(
              ({ what, since, next }) =>
                cell(what) +
                (since === undefined ? "" : ` since ${since}`) +
                (next === undefined ? "" : ` → ${cell(next)}`),
            ),
            ...more(faults),
          ].join("<br>")
        : cell(seen);
    return `| ${check} | ${state === "failed" ? "**FAILED**" : state} | ${said} |`;
  });
  return [`### ${headline(verification)}`, "", "| check | | seen |", "| --- | --- | --- |", ...rows].join("\n");
}
