/** Checks of which store's lines the rules over logs look at. */
import type { Settings } from "../../settings";
import type { Check, Problem } from "../../settings/problem";

/** The store of the rules over logs has to be there. */
function rulesOn({ logs, elastic }: Settings): Problem[] {
  const key = "logs.rulesOn";
  if (logs.rulesOn === "loki" && logs.engine === "none")
    return [
      { key, problem: '"loki", and logs.engine is none: nothing evaluates the rules over logs', cure: { unset: key } },
    ];
  if (logs.rulesOn === "elastic" && elastic === undefined)
    return [
      {
        key,
        problem: '"elastic", and there is no section elastic: nothing evaluates the rules over logs',
        cure: { unset: key },
      },
    ];
  return [];
}

export const logRuleChecks: readonly Check[] = [rulesOn];
