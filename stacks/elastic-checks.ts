/** Checks of what Elasticsearch's settings say together. */
import type { Findings } from "./checks";
import type { Settings } from "./settings";

export function elasticChecks(_stack: string, _settings: Settings): Partial<Findings> {
  return {};
}
