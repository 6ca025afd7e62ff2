/** The platform's own rules as PrometheusRule resources: one for each subsystem, so that a pull request shows a readable diff. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { allRules } from "../rules";
import { type RenderedGroup, renderGroups } from "../rules/rule";
import type { Settings } from "../settings";
import { links } from "../names/links";

export interface RulesArgs {
  settings: Settings;
  namespace: pulumi.Input<string>;
}

/** The content of every rule file, by subsystem. */
export function ruleFiles(settings: Settings): Record<string, { groups: RenderedGroup[] }> {
  return Object.fromEntries(
    Object.entries(allRules(settings)).map(([stem, groups]) => [
      stem,
      { groups: renderGroups(groups, links(settings)) },
    ]),
  );
}

/** The platform's own rules. */
export class Rules extends pulumi.ComponentResource {
  constructor(name: string, { settings, namespace }: RulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:metrics:Rules", name, {}, opts);
    for (const [stem, spec] of Object.entries(ruleFiles(settings))) {
      new k8s.apiextensions.CustomResource(
        `rules-${stem}`,
        {
          apiVersion: "monitoring.coreos.com/v1",
          kind: "PrometheusRule",
          metadata: { name: `observability-${stem}`, namespace },
          spec,
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
