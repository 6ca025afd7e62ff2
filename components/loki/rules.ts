/** The LogQL rules, as a ConfigMap beside the release: a change of a rule is a readable diff, and restarts nothing. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import * as yaml from "yaml";
import { allLogRules } from "../../rules/log-rules";
import { type RenderedGroup, renderGroups } from "../../rules/rule";
import type { Settings } from "../../settings";
import { ruleLinks } from "../rules";

/** The ConfigMap that the ruler of the engine in use has mounted. */
export const RULES_CONFIG_MAP = "loki-rules";

/** The files of rules that look at audit events: a rule sees the lines of its own tenant alone, so these are both tenants'. */
const AUDIT_STEMS = ["security"];

/** The content of the audit tenant's files, by stem. */
export function auditRuleFiles(settings: Settings): Record<string, { groups: RenderedGroup[] }> {
  return Object.fromEntries(Object.entries(logRuleFiles(settings)).filter(([stem]) => AUDIT_STEMS.includes(stem)));
}

/** The content of every file of LogQL rules, by stem. */
export function logRuleFiles(settings: Settings): Record<string, { groups: RenderedGroup[] }> {
  const to = ruleLinks(settings);
  return Object.fromEntries(
    Object.entries(allLogRules(settings)).map(([stem, groups]) => [stem, { groups: renderGroups(groups, to) }]),
  );
}

/** The component of each engine, by whose name and type the ConfigMap was known. */
const COMPONENTS = { "loki-stack": "observability:logs:LokiStack", loki: "observability:logs:Loki" };

/**
 * The ConfigMap; the ruler reads it again every minute. Whichever engine has it, it is the same object: without the alias, a move
 * to another engine would write it for the new one and then delete it as the old one's, and no log alert would fire any more.
 */
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
    {
      ...opts,
      aliases: Object.entries(COMPONENTS)
        .filter(([name]) => name !== settings.logs.engine)
        .map(([name, type]) => ({ parent: pulumi.createUrn(name, type) })),
    },
  );
}
