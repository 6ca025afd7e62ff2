/** How many steps a regular expression takes, found from its automaton and not by a clock. */
process.env["RECHECK_BACKEND"] = "pure";
import { checkSync } from "recheck";

/**
 * How the steps of JavaScript's engine, which backtracks, grow with the text: `safe` (not at all), `linear`, `2nd degree polynomial`
 * and so on, `exponential`. A repetition of more than four counts as an unbounded one, which takes no fewer steps: the automaton would be too large.
 */
export function complexity(source: string, flags: string): string {
  const unbounded = source.replace(/(?<!\\[pP])\{(\d+)(?:,(\d*))?\}/g, (all, least: string, most?: string) =>
    Math.max(Number(least), Number(most ?? 0)) > 4 ? "*" : all,
  );
  const result = checkSync(unbounded, flags, { checker: "automaton", timeout: 200_000 });
  if (result.status === "unknown") throw new Error(`${source}: ${JSON.stringify(result.error)}`);
  return result.complexity.summary;
}
