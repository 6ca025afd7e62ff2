/** The settings that the synthetic cluster is looked at with: everything that adds a page, a panel or a rule. */
import { NAMESPACE, type Settings } from "../../../settings";
import { EVERY_RULE } from "../alerts";
import { planStack } from "../stack";

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
  const raw = Object.entries(all).map(
    ([key, value]) => [`${NAMESPACE}:${key}`, { value: JSON.stringify(value), secret: false }] as const,
  );
  return planStack("synthetic", Object.fromEntries(raw)).settings;
}
