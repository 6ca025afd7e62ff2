/** Checks of what the traces' settings say together. */
import type { Findings } from "./checks";
import type { Settings } from "./settings";

export function tracingChecks(_stack: string, _settings: Settings): Partial<Findings> {
  return {};
}
