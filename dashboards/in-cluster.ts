/**
 * The page's variable `cluster` in every query: a store that several clusters write to has a label of that name on each series,
 * and a Prometheus of its own cluster has none, which the variable's "All" selects as well.
 */
import { parser } from "@prometheus-io/lezer-promql";

/** The variable of a page that holds the cluster. */
export const CLUSTER = "cluster";

const MATCHER = `${CLUSTER}=~"$${CLUSTER}"`;

/** Grafana's own variables outside of strings, which the grammar does not know: ranges, and times in milliseconds. */
const RANGE = /\$__(?:rate_interval|interval|range)\b/g;
const TIME = /\$__(?:from|to|interval_ms|range_ms|range_s)\b/g;

/** As long as what it stands for, so that every place in the text stays what it is. */
const padded = (value: string) => (variable: string) => value.padEnd(variable.length);

/** PromQL with the picked cluster in each of its selectors. */
export function inCluster(expr: string): string {
  const text = expr.replace(TIME, padded("1")).replace(RANGE, padded("5m"));
  const places: { at: number; matcher: string }[] = [];
  parser.parse(text).iterate({
    enter: ({ node, type }) => {
      if (type.isError) throw new Error(`not PromQL from character ${node.from + 1} on: ${expr}`);
      if (type.name !== "VectorSelector") return;
      const matchers = node.getChild("LabelMatchers");
      if (matchers === null) places.push({ at: node.to, matcher: `{${MATCHER}}` });
      else {
        const inside = text.slice(matchers.from + 1, matchers.to - 1).trim();
        places.push({
          at: matchers.to - 1,
          matcher: inside === "" || inside.endsWith(",") ? MATCHER : `,${MATCHER}`,
        });
      }
    },
  });
  return places.reduceRight((all, { at, matcher }) => all.slice(0, at) + matcher + all.slice(at), expr);
}

/** The query of a variable, such as `label_values(up{job="a"}, node)`, with the picked cluster in its selector. */
export function variableInCluster(query: string): string {
  const [, selector = "", label = ""] = /^label_values\((.+), (\w+)\)$/s.exec(query) ?? [];
  if (selector === "") throw new Error(`not a query of a label's values: ${query}`);
  return `label_values(${inCluster(selector)}, ${label})`;
}
