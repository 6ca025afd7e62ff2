/** Checks of what the traces' settings say together. */
import type { Findings } from "./checks";
import { collectorPipelineChecks } from "./collector-pipeline-checks";
import type { Settings } from "./settings";

export function tracingChecks(stack: string, settings: Settings): Partial<Findings> {
  return collectorPipelineChecks(stack, settings);
}
