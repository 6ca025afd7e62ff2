/** Checks of what the logs' settings say together. */
import type { Findings } from "./checks";
import type { Settings } from "./settings";

export function logChecks(_stack: string, _settings: Settings): Partial<Findings> {
  return {};
}
