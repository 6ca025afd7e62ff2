/** The settings that the synthetic cluster is looked at with: everything that adds a page, a panel or a rule. */
import type { Settings } from "../../../settings";
import { EVERY_RULE } from "../alerts";
import { settingsOfSections } from "../stack";

/** @param sections More sections, in the place of those of the same name. */
export function syntheticSettings(sections: Readonly<Record<string, unknown>> = {}): Settings {
  const [checkout, ...others] = EVERY_RULE.apps;
  const business = { ...checkout?.business, features: [{ name: "search", atLeast: 10 }] };
  const all = {
    cluster: { name: "synthetic", platform: "generic" },
    ...EVERY_RULE,
    apps: [{ ...checkout, business }, ...others],
    ...sections,
  };
  return settingsOfSections("synthetic", all);
}
