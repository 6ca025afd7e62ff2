/** Checks of what Elasticsearch's settings say together. */
import type { Findings } from "./checks";
import { collectorChecks } from "./collector-checks";
import type { Settings } from "./settings";

export function elasticChecks(stack: string, settings: Settings): Partial<Findings> {
  return collectorChecks(stack, settings);
}
