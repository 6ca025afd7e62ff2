/** The LogQL rules, as a ConfigMap beside the release: a change of a rule is a readable diff, and restarts nothing. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import * as yaml from "yaml";
import { allLogRules } from "../../rules/log-rules";
import { type RenderedGroup, renderGroups } from "../../rules/rule";
import type { Settings } from "../../settings";
import { ruleLinks } from "../rules";

/** The ConfigMap that the ruler of the engine in use has mounted. */
export const RULES_CONFIG_MAP = "loki-rules";

/** The tenant that Loki knows everybody as while it asks nobody who they are: its folder has the rules. */
export const TENANT = "fake";

/** The content of every file of LogQL rules, by stem. */
export function logRuleFiles(settings: Settings): Record<string, { groups: RenderedGroup[] }> {
  const to = ruleLinks(settings);
  return Object.fromEntries(
    Object.entries(allLogRules(settings)).map(([stem, groups]) => [stem, { groups: renderGroups(groups, to) }]),
  );
}

/** The ConfigMap; the ruler reads it again every minute. */
export function logRules(
  settings: Settings,
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.ConfigMap {
  const data = Object.fromEntries(
    Object.entries(logRuleFiles(settings)).map(([stem, file]) => [
      `${stem}.yaml`,
      yaml.stringify(file, { aliasDuplicateObjects: false, lineWidth: 0 }),
    ]),
  );
  return new k8s.core.v1.ConfigMap(
    RULES_CONFIG_MAP,
    {
      metadata: { name: RULES_CONFIG_MAP, namespace },
      // An empty map would be a change at every `up`: the API server does not keep it.
      ...(Object.keys(data).length > 0 ? { data } : {}),
    },
    opts,
  );
}
