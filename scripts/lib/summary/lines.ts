/** Which store people search for lines, what the other is for, and whose lines the rules over logs look at. */
import { hasElastic, hasLogs, logRulesOn, type Settings } from "../../../settings";

const STORES = { loki: "Loki", elastic: "Elasticsearch" } as const;

/** In a line of the summary; none where there is one store, and nothing to choose. */
export function lineNotes(settings: Settings): string[] {
  const on = logRulesOn(settings);
  if (on === undefined) return ["No store keeps lines: nothing evaluates the rules over logs."];
  const rules = `rules look at ${STORES[on]}'s lines`;
  if (!hasLogs(settings)) return [`People search Kibana, ${rules}.`];
  if (!hasElastic(settings)) return [];
  const more = settings.elastic.snapshots === undefined ? "" : ", snapshots";
  return [`People search Loki, ${rules}; Elasticsearch has all again: audit apart, whole texts${more}.`];
}
