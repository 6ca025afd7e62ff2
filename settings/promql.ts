/**
 * PromQL by its own grammar: what a query of the settings may be, before Prometheus or its operator refuse a whole file of
 * rules for it. The grammar knows every function by name; what it does not know, the types of arguments, is looked at here.
 */
import { parser } from "@prometheus-io/lezer-promql";

type Node = ReturnType<typeof parser.parse>["topNode"];

/** What an expression comes to. */
type Kind = "vector" | "matrix" | "scalar" | "string";

/** The range that a query is to have, as sloth writes it. */
const WINDOW = /\{\{-?\s*\.window\s*-?\}\}/g;

/** Functions of ranges. Source: Prometheus, `promql/parser/functions.go`. */
const OF_RANGES =
  /^(?:\w+_over_time|changes|delta|deriv|double_exponential_smoothing|idelta|increase|irate|predict_linear|rate|resets)$/;

/** Functions that count the events of a range, and those that give them by the second. */
const COUNTED = /^(?:count_over_time|delta|increase|sum_over_time)$/;
const BY_SECOND = /^(?:irate|rate)$/;

/** Functions that take or give a number in the place of a vector. */
const SCALAR = /^(?:pi|scalar|time)$/;

/** Whether a query says where its range goes. */
export function hasWindow(query: string): boolean {
  return query.search(WINDOW) >= 0;
}

/** A query with a range in its place, on one line and without its comments. */
export function withWindow(query: string, window: string): string {
  const text = query.replace(WINDOW, window);
  let plain = "";
  let end = 0;
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      if (type.name !== "LineComment") return;
      plain += text.slice(end, from);
      end = to;
    },
  });
  return (plain + text.slice(end))
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
}

/** What is wrong with a query, as the end of a sentence; undefined where it is PromQL of instant vectors. */
export function promqlProblem(query: string): string | undefined {
  const text = withWindow(query, "5m");
  if (text.includes("{{")) return `holds a template other than {{.window}}`;
  const tree = parser.parse(text);
  const failures: number[] = [];
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError) failures.push(from);
    },
  });
  const [failed] = failures;
  if (failed !== undefined) return `is not PromQL: it cannot be read from character ${failed + 1} on`;
  try {
    const kind = kindOf(expression(tree.topNode), text);
    return kind === "vector" ? undefined : `is not PromQL of a vector: it is a ${kind}`;
  } catch (error) {
    if (error instanceof Mistyped) return error.message;
    throw error;
  }
}

/** A query's unit of events: by the second, or as many as there are in its range; undefined where neither can be told. */
export function eventsPer(query: string): "second" | "range" | undefined {
  const text = withWindow(query, "5m");
  const names: string[] = [];
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      if (type.name === "FunctionIdentifier") names.push(text.slice(from, to));
    },
  });
  const ranged = names.filter((name) => OF_RANGES.test(name));
  if (ranged.length === 0) return undefined;
  if (ranged.every((name) => BY_SECOND.test(name))) return "second";
  return ranged.every((name) => COUNTED.test(name)) ? "range" : undefined;
}

/**
 * A query of counters as they stand, with the rate of each in its place: what is summed before its rate is taken jumps with
 * every restart. Undefined where it has a range already.
 */
export function ratedSelectors(query: string): string | undefined {
  const text = withWindow(query, "5m");
  const places: [number, number][] = [];
  const ranges: number[] = [];
  parser.parse(text).iterate({
    enter: ({ type, from, to }) => {
      if (type.name === "VectorSelector") places.push([from, to]);
      if (type.name === "MatrixSelector" || type.name === "SubqueryExpr") ranges.push(from);
    },
  });
  if (ranges.length > 0) return undefined;
  return places
    .reverse()
    .reduce(
      (all, [from, to]) => `${all.slice(0, from)}rate(${all.slice(from, to)}[{{.window}}])${all.slice(to)}`,
      text,
    );
}

class Mistyped extends Error {
  override readonly name = "Mistyped";
}

/** The expression in a node that has nothing else. */
function expression(node: Node): Node {
  const found = children(node).find(({ type }) => type.name !== "LineComment");
  if (found === undefined) throw new Mistyped("is empty");
  return found;
}

function children(node: Node): Node[] {
  const found: Node[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) found.push(child);
  return found;
}

/** What an expression comes to; its parts are looked at as well. */
function kindOf(node: Node, text: string): Kind {
  switch (node.type.name) {
    case "NumberDurationLiteral":
      return "scalar";
    case "StringLiteral":
      return "string";
    case "MatrixSelector":
      if (expression(node).type.name !== "VectorSelector")
        throw new Mistyped("is not PromQL of a vector: a range stands behind series only, or is a subquery, as [5m:]");
      return "matrix";
    case "SubqueryExpr":
      return of(expression(node), text, ["vector"], "matrix");
    case "ParenExpr":
    case "StepInvariantExpr":
    case "OffsetExpr":
    case "UnaryExpr":
      return kindOf(children(node).find(isExpression) ?? node, text);
    case "BinaryExpr": {
      const sets = children(node).some(({ type }) => /^(?:And|Or|Unless)$/.test(type.name));
      const kinds = children(node)
        .filter(isExpression)
        .map((side) => of(side, text, sets ? ["vector"] : ["vector", "scalar"]));
      return kinds.includes("vector") ? "vector" : "scalar";
    }
    case "AggregateExpr": {
      const parts = parameters(node);
      const last = parts.at(-1);
      if (last !== undefined) of(last, text, ["vector"]);
      return "vector";
    }
    case "FunctionCall":
      return call(node, text);
    default:
      return "vector";
  }
}

function call(node: Node, text: string): Kind {
  const [identifier] = children(node);
  const name = identifier === undefined ? "" : text.slice(identifier.from, identifier.to);
  const given = parameters(node);
  // A quantile's and a prediction's other argument is a number.
  const ranges = given.map((part) => kindOf(part, text)).filter((kind) => kind === "matrix").length;
  if (OF_RANGES.test(name) ? ranges !== 1 : ranges > 0) {
    throw new Mistyped(
      `is not PromQL of a vector: ${name} ${ranges === 0 ? "wants a range, as x[5m]" : "takes no range"}`,
    );
  }
  return SCALAR.test(name) ? "scalar" : "vector";
}

function parameters(node: Node): Node[] {
  const body = node.getChild("FunctionCallBody");
  return body === null ? [] : children(body).filter(isExpression);
}

const EXPRESSION =
  /^(?:AggregateExpr|BinaryExpr|FunctionCall|MatrixSelector|NumberDurationLiteral|OffsetExpr|ParenExpr|StepInvariantExpr|StringLiteral|SubqueryExpr|UnaryExpr|VectorSelector)$/;

function isExpression({ type }: Node): boolean {
  return EXPRESSION.test(type.name);
}

function of(node: Node, text: string, allowed: readonly Kind[], result?: Kind): Kind {
  const kind = kindOf(node, text);
  if (!allowed.includes(kind)) {
    throw new Mistyped(`is not PromQL of a vector: what begins at character ${node.from + 1} is a ${kind}`);
  }
  return result ?? kind;
}
