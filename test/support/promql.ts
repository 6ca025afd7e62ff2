/** PromQL as its own grammar reads it: Prometheus' web page colours queries with the same. */
/** What a text consists of. */
export interface Syntax {
  /** The text itself where it is no PromQL; empty when all of it is. */
  errors: string[];
  /** The labels that it matches, groups by or joins on. */
  labels: string[];
}

/** Series that an expression reads: a metric, and the labels by which it chooses among its series. */
export interface Selector {
  /** Its name; "" where it is a matcher's. */
  metric: string;
  labels: string[];
}

/** PromQL with what it reads. */
export interface PromqlSyntax extends Syntax {
  selectors: Selector[];
  /** The labels by which it groups or joins. */
  groupedBy: string[];
}

/** Loads the grammar (an ES module) and returns a function that parses with it. */
export async function promqlParser(): Promise<(expr: string) => PromqlSyntax> {
  const { parser } = await import("@prometheus-io/lezer-promql");
  return (expr) => {
    const syntax: PromqlSyntax = { errors: [], labels: [], selectors: [], groupedBy: [] };
    parser.parse(expr).iterate({
      enter: ({ type, from, to, node }) => {
        const text = expr.slice(from, to);
        if (type.isError) syntax.errors.push(`at ${from}: ${expr.slice(Math.max(from - 20, 0), to + 20)}`);
        if (type.name === "VectorSelector") {
          const metric = node.getChild("Identifier");
          syntax.selectors.push({ metric: metric === null ? "" : expr.slice(metric.from, metric.to), labels: [] });
        }
        if (type.name !== "LabelName") return;
        syntax.labels.push(text);
        // A selector's matchers are what comes next after it.
        if (node.parent?.name === "GroupingLabels") syntax.groupedBy.push(text);
        else syntax.selectors.at(-1)?.labels.push(text);
      },
    });
    return syntax;
  };
}
