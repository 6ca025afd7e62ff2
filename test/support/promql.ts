/** PromQL as its own grammar reads it: Prometheus' web page colours queries with the same. */
import type { SyntaxNode } from "@lezer/common";

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
    const text = ({ from, to }: { from: number; to: number }) => expr.slice(from, to);
    parser.parse(expr).iterate({
      enter: ({ type, from, to, node }) => {
        if (type.isError) syntax.errors.push(`at ${from}: ${expr.slice(Math.max(from - 20, 0), to + 20)}`);
        if (type.name === "VectorSelector") {
          const metric = node.getChild("Identifier");
          syntax.selectors.push({ metric: metric === null ? "" : text(metric), labels: matched(node).map(text) });
        }
        if (type.name !== "LabelName") return;
        syntax.labels.push(expr.slice(from, to));
        if (node.parent?.name === "GroupingLabels") syntax.groupedBy.push(expr.slice(from, to));
      },
    });
    return syntax;
  };
}

/** The label names of a selector's matchers. */
function matched(selector: SyntaxNode): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  selector.cursor().iterate(({ node }) => void (node.name === "LabelName" && found.push(node)));
  return found;
}
