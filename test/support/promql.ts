/** PromQL as its own grammar reads it: Prometheus' web page colours queries with the same. */

/** What a text consists of. */
export interface Syntax {
  /** The text itself where it is no PromQL; empty when all of it is. */
  errors: string[];
  /** The labels that it matches, groups by or joins on. */
  labels: string[];
}

/** Loads the grammar (an ES module) and returns a function that parses with it. */
export async function promqlParser(): Promise<(expr: string) => Syntax> {
  const { parser } = await import("@prometheus-io/lezer-promql");
  return (expr) => {
    const syntax: Syntax = { errors: [], labels: [] };
    parser.parse(expr).iterate({
      enter: ({ type, from, to }) => {
        if (type.isError) syntax.errors.push(`at ${from}: ${expr.slice(Math.max(from - 20, 0), to + 20)}`);
        if (type.name === "LabelName") syntax.labels.push(expr.slice(from, to));
      },
    });
    return syntax;
  };
}
