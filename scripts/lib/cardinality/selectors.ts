/** Which metrics a query reads, by PromQL's own grammar: by their names, whichever of the ways to write one is taken. */
import { parser } from "@prometheus-io/lezer-promql";
import { literalPattern } from "../../../settings/re2";

type Node = ReturnType<typeof parser.parse>["topNode"];

/** What a selector says of the name of a metric, all of which has to hold. None: any metric. */
export interface NameMatcher {
  op: "=" | "!=" | "=~" | "!~";
  value: string;
}

export interface Selectors {
  /** The name matchers of each selector. */
  selectors: NameMatcher[][];
  /** Words of a text that is no PromQL: any of them may be a metric. */
  words: string[];
}

/** What stands for a variable of Grafana's, which may be anything. */
const ANY = "__any__";

/** Every selector of a query, which may have Grafana's variables in it. */
export function selectorsOf(query: string): Selectors {
  const text = withoutVariables(query);
  const found: Selectors = { selectors: [], words: [] };
  const broken: number[] = [];
  parser.parse(text).iterate({
    enter: ({ type, node }) => {
      if (type.isError) broken.push(node.from);
      if (type.name === "VectorSelector") found.selectors.push(nameMatchers(node, text));
    },
  });
  // Of half a query nobody knows what the other half reads.
  if (broken.length > 0) return { selectors: [], words: text.match(/[A-Za-z_:][\w:]*/g) ?? [] };
  return found;
}

/** `label_values(metric, label)` and the like of Grafana's variables as PromQL; undefined where it reads no metric. */
export function queryOfVariable(definition: string): string | undefined {
  const [, name = "", inner = ""] =
    /^\s*(label_values|query_result|metrics|label_names)\s*\(([\s\S]*)\)\s*$/.exec(definition) ?? [];
  if (name === "query_result") return inner;
  if (name === "label_values") return /^([\s\S]*),\s*[^,{}()"]+$/.exec(inner)?.[1];
  return name === "" ? definition : undefined;
}

function nameMatchers(selector: Node, text: string): NameMatcher[] {
  const matchers: NameMatcher[] = [];
  const identifier = selector.getChild("Identifier");
  if (identifier !== null) matchers.push(matcher("=", textOf(identifier, text)));
  const all = selector.getChild("LabelMatchers");
  for (let child = all?.firstChild ?? null; child !== null; child = child.nextSibling) {
    // A name that needs quotes stands alone among the matchers.
    if (child.type.name === "QuotedLabelName") matchers.push(matcher("=", unquoted(textOf(child, text))));
    const label = child.getChild("LabelName") ?? child.getChild("QuotedLabelName");
    const [op, value] = [child.getChild("MatchOp"), child.getChild("StringLiteral")];
    if (label === null || op === null || value === null) continue;
    const name = label.type.name === "LabelName" ? textOf(label, text) : unquoted(textOf(label, text));
    if (name === "__name__")
      matchers.push(matcher(textOf(op, text) as NameMatcher["op"], unquoted(textOf(value, text))));
  }
  return matchers;
}

/** With a variable in it a name is a pattern. */
function matcher(op: NameMatcher["op"], value: string): NameMatcher {
  if (!value.includes(ANY)) return { op, value };
  const isPattern = op === "=~" || op === "!~";
  const parts = value.split(ANY).map((part) => (isPattern ? part : literalPattern(part)));
  // What a variable leaves out is not known.
  return { op: "=~", value: op === "!=" || op === "!~" ? ".*" : parts.join(".*") };
}

function withoutVariables(query: string): string {
  return query
    .replace(/\[\s*\$[^\]]*\]/g, "[5m]")
    .replace(/\[\[\w+(?::\w+)?\]\]|\$\{[^}]*\}|\$\w+/g, ANY)
    .replace(new RegExp(`\\boffset\\s+-?${ANY}`, "g"), "offset 5m");
}

function textOf({ from, to }: Node, text: string): string {
  return text.slice(from, to);
}

const ESCAPES: Readonly<Record<string, string>> = { a: "\u0007", b: "\b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

/** A literal's text. Source: Prometheus, `util/strutil/quote.go`, which is Go's. */
function unquoted(literal: string): string {
  const inner = literal.slice(1, -1);
  if (literal.startsWith("`")) return inner;
  const bytes: number[] = [];
  const push = (text: string) => bytes.push(...Buffer.from(text));
  const parts = inner.matchAll(
    /\\(?:x([0-9a-fA-F]{2})|([0-7]{3})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([\s\S]))|([^\\]+)/g,
  );
  for (const [, hex, octal, short, long, letter, plain] of parts) {
    if (hex !== undefined || octal !== undefined) bytes.push(parseInt(hex ?? octal ?? "0", hex === undefined ? 8 : 16));
    else if (short !== undefined || long !== undefined)
      push(String.fromCodePoint(Math.min(parseInt(short ?? long ?? "0", 16), 0x10ffff)));
    else push(plain ?? ESCAPES[letter ?? ""] ?? letter ?? "");
  }
  return Buffer.from(bytes).toString();
}
