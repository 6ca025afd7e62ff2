/** Mutants of an alert: the same alert, a little too early or too late, or with a limit a little too high or too low. */
import { parser } from "@prometheus-io/lezer-promql";
import { seconds } from "../../settings/units";

/** An alert as a rule file has it. */
export interface FileAlert {
  alert: string;
  expr: string;
  for?: string;
  labels: { severity: string };
}

/** What is changed, and the alert with it. */
export interface Mutant {
  change: string;
  rule: FileAlert;
}

/** Part of each limit by which it is moved; a small whole number is moved by 1. */
const SHARE = 0.1;
const SMALL = 20;

type SyntaxNode = ReturnType<typeof parser.parse>["topNode"];

/** What is there or not, or a number or not, is no threshold. */
const FIXED = /^(0|[+-]?Inf)$/i;

/** How much of the expression before a limit is told with it. */
const CONTEXT = 40;

/**
 * The mutants of an alert: its `for` by an evaluation more and one less, each constant that something is compared with
 * (`>`, `>=`, `<`, `<=`) by 10 % up and down.
 *
 * @param interval seconds between two evaluations of its cases
 */
export function mutantsOf(rule: FileAlert, interval: number): Mutant[] {
  const wait = seconds(rule.for ?? "0s");
  const later = { change: `for ${rule.for ?? "0s"} + ${interval}s`, rule: { ...rule, for: `${wait + interval}s` } };
  const sooner = {
    change: `for ${rule.for ?? "0s"} - ${interval}s`,
    rule: { ...rule, for: `${Math.max(0, wait - interval)}s` },
  };
  const limits = limitsOf(rule.expr).flatMap(([from, to]) => {
    const limit = rule.expr.slice(from, to);
    const before = rule.expr.slice(Math.max(0, from - CONTEXT), from).replace(/\s+/g, " ");
    return [1, -1].map((side) => {
      const moved = movedBy(limit, side);
      const expr = rule.expr.slice(0, from) + moved + rule.expr.slice(to);
      return { change: `${limit} to ${moved}, after: ${before}`, rule: { ...rule, expr } };
    });
  });
  return [later, ...(wait > 0 ? [sooner] : []), ...limits];
}

function movedBy(limit: string, side: number): string {
  const value = Number(limit);
  return Number.isInteger(value) && Math.abs(value) < SMALL ? `${value + side}` : `((${limit}) * ${1 + side * SHARE})`;
}

/** Where the constants are that something is compared with. */
function limitsOf(expr: string): [from: number, to: number][] {
  const found: [number, number][] = [];
  parser.parse(expr).iterate({
    enter: ({ name, node }) => {
      if (name !== "BinaryExpr") return;
      const parts = childrenOf(node);
      if (!parts.some((part) => /^(Gtr|Gte|Lss|Lte)$/.test(part.name))) return;
      const sides = [parts.at(0), parts.at(-1)].filter((side) => side !== undefined);
      for (const { from, to } of sides.filter(isConstant))
        if (!FIXED.test(expr.slice(from, to))) found.push([from, to]);
    },
  });
  return found;
}

function childrenOf(node: SyntaxNode): SyntaxNode[] {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child !== null; child = child.nextSibling) children.push(child);
  return children;
}

function isConstant(node: SyntaxNode): boolean {
  let constant = true;
  node.cursor().iterate(({ name }) => {
    if (/Selector|FunctionCall|AggregateExpr/.test(name)) constant = false;
  });
  return constant;
}
