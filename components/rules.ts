/** The platform's own rules as PrometheusRule resources: one for each subsystem, so that a pull request shows a readable diff. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { allRules } from "../rules";
import { type RenderedGroup, renderGroups, type RuleGroup } from "../rules/rule";
import type { Settings } from "../settings";
import { type Links, links } from "../names/links";
import { firstSteps } from "../dashboards/first-steps";
import { stackRunbooks } from "./runbooks";

export interface RulesArgs {
  settings: Settings;
  namespace: pulumi.Input<string>;
}

/** The content of every rule file, by subsystem, and by part where one has parts. */
export function ruleFiles(settings: Settings): Record<string, { groups: RenderedGroup[] }> {
  const to = ruleLinks(settings);
  const files = Object.entries(allRules(settings)).flatMap(([stem, groups]) => [...partsOf(stem, groups)]);
  return Object.fromEntries(files.map(([file, groups]) => [file, { groups: renderGroups(groups, to) }]));
}

/** A stem's groups by the file that they are in. */
function partsOf(stem: string, groups: readonly RuleGroup[]): Map<string, RuleGroup[]> {
  const files = new Map<string, RuleGroup[]>();
  for (const group of groups) {
    const file = group.part === undefined ? stem : `${stem}-${group.part}`;
    files.set(file, [...(files.get(file) ?? []), group]);
  }
  return files;
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
