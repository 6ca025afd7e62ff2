/** LogQL as its own grammar reads it: Grafana's editor colours queries with the same. */
import type { Syntax } from "./promql";

/** Loads the grammar and returns a function that parses with it. */
export async function logqlParser(): Promise<(expr: string) => Syntax> {
  const { parser } = await import("@grafana/lezer-logql");
  return (expr) => {
    const syntax: Syntax = { errors: [], labels: [] };
    parser.parse(expr).iterate({
      enter: ({ type, from, to }) => {
        if (type.isError) syntax.errors.push(`at ${from}: ${expr.slice(Math.max(from - 20, 0), to + 20)}`);
        if (type.name === "Identifier") syntax.labels.push(expr.slice(from, to));
      },
    });
    return syntax;
  };
}
