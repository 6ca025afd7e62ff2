/** The runbooks of a stack: the repository's pages with the stack's own rules and names in them. */
import { LOKI_PODS, LOKI_RELEASES } from "../names/loki";
import { readRunbooks, type Runbooks } from "../dashboards/runbooks";
import { allRules } from "../rules";
import { allLogRules } from "../rules/log-rules";
import type { Alert, RuleGroup } from "../rules/rule";
import { ruleSection, withRule } from "../rules/shown";
import type { Settings } from "../settings";

/** An alert that a stack can raise, and where its rules are. */
interface PlacedAlert {
  /** The stem of its rule file. */
  stem: string;
  language: "promql" | "logql";
  /** One for each severity that it can have, at least one. */
  forms: Alert[];
}

/** Every alert of a stack by its name. */
export function alertsByName(settings: Settings): Map<string, PlacedAlert> {
  const found = new Map<string, PlacedAlert>();
  const add = (language: PlacedAlert["language"], stems: Readonly<Record<string, readonly RuleGroup[]>>): void => {
    for (const [stem, groups] of Object.entries(stems)) {
      for (const rule of groups.flatMap(({ rules }) => rules)) {
        if (!("alert" in rule)) continue;
        const known = found.get(rule.alert);
        if (known === undefined) found.set(rule.alert, { stem, language, forms: [rule] });
        else known.forms.push(rule);
      }
    }
  };
  add("logql", allLogRules(settings));
  add("promql", allRules(settings));
  return found;
}

/** The pages of the alerts that a stack can raise. With every page there is, a menu of them would lead past most. */
export function stackRunbooks(settings: Settings): Runbooks {
  const alerts = alertsByName(settings);
  return Object.fromEntries(
    Object.entries(readRunbooks()).flatMap(([alert, page]) => {
      const placed = alerts.get(alert);
      if (placed === undefined) return [];
      const section = ruleSection(placed.forms, placed.language);
      return [[alert, named(withRule(page, section), settings)]];
    }),
  );
}

/** Where a page names the platform's namespace, and not a policy, a rule or a folder of the same word. */
const NAMESPACE =
  /(?<=-n |--namespace |[^\w]namespace="|serviceaccount:|elasticsearch-es-http\.|\/namespaces\/|`)observability(?=[\s"`:./]|$)/gm;

/** What is called otherwise with engine loki-stack: Loki's pods and Service, and what reads the nodes' files. */
const OF_LOKI_STACK: readonly [RegExp, string][] = [
  [/-l '?app\.kubernetes\.io\/name=loki\b'?/g, `-l ${LOKI_PODS["loki-stack"]}`],
  [/\bsvc\/loki\b(?!-)/g, `svc/${LOKI_RELEASES["loki-stack"]}`],
  [/\bdaemonset\/alloy\b(?! -c alloy)/g, "daemonset/promtail"],
];

/** A page with the names that a stack has. */
function named(page: string, { cluster, logs }: Settings): string {
  const inNamespace = page.replace(NAMESPACE, cluster.namespace);
  if (logs.engine !== "loki-stack") return inNamespace;
  return OF_LOKI_STACK.reduce((text, [from, to]) => text.replace(from, to), inNamespace);
}
