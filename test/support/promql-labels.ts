/** The labels that series have, as far as an expression shows it, and what it asks for that they have not. */
import type { SyntaxNode, Tree } from "@lezer/common";

/** Labels that series can have; "any" of what is not known here. */
export type Labels = ReadonlySet<string> | "any";

/** The metrics that there are. */
export interface Metrics {
  names: readonly string[];
  /** The labels of a metric's series; undefined if there is no such metric. */
  labelsOf(metric: string): Labels | undefined;
}

/** What an expression gives and what is wrong with it. */
export interface Checked {
  labels: Labels;
  wrong: string[];
}

/** Functions whose series keep none of the labels. */
const WITHOUT_LABELS = new Set(["vector", "scalar", "time", "pi"]);

/** Loads the grammar and returns a function that checks an expression by the metrics that there are. */
export async function labelChecker(): Promise<(expr: string, metrics: Metrics) => Checked> {
  const { parser } = await import("@prometheus-io/lezer-promql");
  return (expr, metrics) => {
    const wrong: string[] = [];
    const tree = parser.parse(expr) as unknown as Tree;
    const labels = new Expression(expr, metrics, wrong).labelsOf(tree.topNode.firstChild);
    return { labels, wrong };
  };
}

class Expression {
  constructor(
    private readonly expr: string,
    private readonly metrics: Metrics,
    private readonly wrong: string[],
  ) {}

  labelsOf(node: SyntaxNode | null): Labels {
    switch (node?.name) {
      case undefined:
      case "NumberDurationLiteral":
      case "StringLiteral":
        return new Set();
      case "VectorSelector":
        return this.ofSelector(node);
      case "AggregateExpr":
        return this.ofAggregation(node);
      case "BinaryExpr":
        return this.ofOperation(node);
      case "FunctionCall":
        return this.ofCall(node);
      default:
        return united(children(node).map((child) => this.labelsOf(child)));
    }
  }

  private ofSelector(node: SyntaxNode): Labels {
    const matchers = children(node.getChild("LabelMatchers")).map((matcher) => ({
      label: this.text(matcher.getChild("LabelName")),
      value: this.unquoted(matcher.getChild("StringLiteral")),
    }));
    const byName = matchers.find(({ label }) => label === "__name__")?.value ?? "";
    const pattern = new RegExp(`^(?:${byName})$`);
    const name = this.text(node.getChild("Identifier"));
    const names = name === "" ? this.metrics.names.filter((metric) => pattern.test(metric)) : [name];
    const known = names.map((metric) => this.metrics.labelsOf(metric));
    if (known.length === 0 || known.includes(undefined)) this.wrong.push(`no metric ${name || byName}`);
    const labels = united(known.map((found) => found ?? "any"));
    for (const { label } of matchers) if (label !== "__name__") this.demand(labels, label, node);
    return labels;
  }

  private ofAggregation(node: SyntaxNode): Labels {
    const body = children(node.getChild("FunctionCallBody"));
    const inner = united(body.map((argument) => this.labelsOf(argument)));
    const modifier = node.getChild("AggregateModifier");
    const listed = this.listed(modifier?.getChild("GroupingLabels") ?? null);
    for (const label of listed) this.demand(inner, label, node);
    const operation = this.text(node.getChild("AggregateOp"));
    if (/^(topk|bottomk|limitk|limit_ratio)$/.test(operation)) return inner;
    if (modifier?.getChild("Without")) return without(inner, listed);
    return new Set([...listed, ...(operation === "count_values" ? [this.unquoted(body[0] ?? null)] : [])]);
  }

  private ofOperation(node: SyntaxNode): Labels {
    const { firstChild: first, lastChild: last } = node;
    const [left, right] = [this.labelsOf(first), this.labelsOf(last)];
    const clause = node.getChild("MatchingModifierClause");
    const groupings = (clause?.getChildren("GroupingLabels") ?? []).map((one) => this.listed(one));
    const [listed, copied] = [groupings.at(0) ?? [], groupings.at(1) ?? []];
    const [toRight, toLeft] = [clause?.getChild("GroupRight"), clause?.getChild("GroupLeft")].map(Boolean);
    for (const label of clause?.getChild("On") ? listed : []) {
      this.demand(left, label, node);
      this.demand(right, label, node);
    }
    for (const label of copied) this.demand(toRight === true ? left : right, label, node);
    if (node.getChild("Or")) return united([left, right]);
    if (node.getChild("And") ?? node.getChild("Unless")) return left;
    if (toLeft === true) return united([left, new Set(copied)]);
    if (toRight === true) return united([right, new Set(copied)]);
    if (isScalar(first)) return right;
    if (isScalar(last)) return left;
    return clause?.getChild("On") ? new Set(listed) : without(left, listed);
  }

  private ofCall(node: SyntaxNode): Labels {
    const name = this.text(node.getChild("FunctionIdentifier"));
    const body = children(node.getChild("FunctionCallBody"));
    const inner = united(body.map((argument) => this.labelsOf(argument)));
    if (WITHOUT_LABELS.has(name)) return new Set();
    if (name === "histogram_quantile") return without(inner, ["le"]);
    const added = { label_replace: [3], label_join: body.slice(3).map((_, index) => index + 3) }[name];
    if (added === undefined) return inner;
    for (const at of added) this.demand(inner, this.unquoted(body[at] ?? null), node);
    return united([inner, new Set([this.unquoted(body[1] ?? null)])]);
  }

  private demand(labels: Labels, label: string, where: SyntaxNode): void {
    if (labels !== "any" && label !== "" && !labels.has(label)) {
      this.wrong.push(`no label ${label}: ${this.text(where).replace(/\s+/g, " ")}`);
    }
  }

  private listed(node: SyntaxNode | null): string[] {
    return (node?.getChildren("LabelName") ?? []).map((label) => this.text(label));
  }

  private text(node: SyntaxNode | null): string {
    return node === null ? "" : this.expr.slice(node.from, node.to);
  }

  private unquoted(node: SyntaxNode | null): string {
    return this.text(node).slice(1, -1);
  }
}

function children(node: SyntaxNode | null): SyntaxNode[] {
  const found: SyntaxNode[] = [];
  for (let child = node?.firstChild ?? null; child !== null; child = child.nextSibling) found.push(child);
  return found;
}

function isScalar(node: SyntaxNode | null): boolean {
  const [only] = children(node);
  if (node?.name === "ParenExpr" || node?.name === "UnaryExpr") return isScalar(node.lastChild);
  if (node?.name === "BinaryExpr") return isScalar(node.firstChild) && isScalar(node.lastChild);
  if (node?.name === "FunctionCall") return ["Scalar", "Time", "Pi"].includes(only?.firstChild?.name ?? "");
  return node?.name === "NumberDurationLiteral";
}

function united(all: readonly Labels[]): Labels {
  const sets = all.filter((labels) => labels !== "any");
  return sets.length < all.length ? "any" : new Set(sets.flatMap((labels) => [...labels]));
}

function without(labels: Labels, those: readonly string[]): Labels {
  return labels === "any" ? labels : new Set([...labels].filter((label) => !those.includes(label)));
}
