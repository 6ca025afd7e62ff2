/** The platform's own rules as PrometheusRule resources: one for each subsystem, so that a pull request shows a readable diff. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { allRules } from "../rules";
import { type RenderedGroup, renderGroups } from "../rules/rule";
import type { Settings } from "../settings";
import { type Links, links } from "../names/links";
import { firstSteps } from "../dashboards/first-steps";
import { stackRunbooks } from "./runbooks";

export interface RulesArgs {
  settings: Settings;
  namespace: pulumi.Input<string>;
}

/** The content of every rule file, by subsystem. */
export function ruleFiles(settings: Settings): Record<string, { groups: RenderedGroup[] }> {
  const to = ruleLinks(settings);
  return Object.fromEntries(
    Object.entries(allRules(settings)).map(([stem, groups]) => [stem, { groups: renderGroups(groups, to) }]),
  );
}

/** What annotations lead to, and the first steps of the runbooks. */
export function ruleLinks(settings: Settings): Links {
  const runbooks = stackRunbooks(settings);
  return { ...links(settings), firstSteps: (alert) => firstSteps(runbooks[alert] ?? "") };
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
