/** The order in which rules can be evaluated, each after those whose results it reads. */
import { type RuleGroup } from "../../../rules/rule";
import { seconds } from "../../../settings/units";

type Rule = RuleGroup["rules"][number];

/** A rule with what matters to its evaluation. */
export interface Ordered {
  rule: Rule;
  /** Seconds between evaluations: those of its group, or {@link USUAL_STEP}. */
  step: number;
  /** Whether what it gives depends on its own results of the moment before; not where it only bridges gaps with them. */
  readsItself: boolean;
}

/** Seconds between evaluations. The platform evaluates most rules twice as often. */
export const USUAL_STEP = 60;

/** Groups of rules, of which each reads nothing but raw series and the results of groups before it. Where rules read each other, the first comes first. */
export function ordered(groups: readonly RuleGroup[]): Ordered[][] {
  const all = groups.flatMap(({ rules, interval }) =>
    rules.map((rule) => ({
      rule,
      step: Math.max(USUAL_STEP, interval === undefined ? 0 : seconds(interval)),
      readsItself: "record" in rule && prefersItself(rule.expr, rule.record),
    })),
  );
  const rest = new Set(all);
  const layers: Ordered[][] = [];
  while (rest.size > 0) {
    const missing = new Set([...rest].map(({ rule }) => resultOf(rule)));
    const alerts = [...rest].some(({ rule }) => "alert" in rule);
    const free = [...rest].filter(({ rule }) => !waits(rule, missing, alerts));
    const [first] = rest;
    const layer = free.length > 0 || first === undefined ? free : [first];
    for (const one of layer) rest.delete(one);
    layers.push(layer);
  }
  return layers;
}

/** Whether something else stands in for what was recorded before, instead of the other way about. */
function prefersItself(expr: string, record: string): boolean {
  const first = expr.indexOf(record);
  return first >= 0 && /\bor\b/.test(expr.slice(first)) && namesIn(expr).has(record);
}

function resultOf(rule: Rule): string {
  return "alert" in rule ? `ALERTS ${rule.alert}` : rule.record;
}

function waits(rule: Rule, missing: ReadonlySet<string>, alerts: boolean): boolean {
  const own = resultOf(rule);
  if ([...namesIn(rule.expr)].some((name) => name !== own && missing.has(name))) return true;
  if (!/\bALERTS\b/.test(rule.expr)) return false;
  const named = [...rule.expr.matchAll(/\bALERTS\{[^}]*alertname="(\w+)"/g)].map(([, name = ""]) => `ALERTS ${name}`);
  // What reads every alert is about the others.
  return named.length > 0 ? named.some((name) => name !== own && missing.has(name)) : alerts && !("alert" in rule);
}

const names = new Map<string, Set<string>>();

/** What may be the names of recordings. */
export function namesIn(expr: string): Set<string> {
  const known = names.get(expr) ?? new Set(expr.match(/\w+:[\w:]+/g) ?? []);
  names.set(expr, known);
  return known;
}
