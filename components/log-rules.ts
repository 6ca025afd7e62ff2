/** What counts Elasticsearch's lines for the rules over logs, where these are evaluated there. */
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { logRulesTelegraf } from "./log-rules/telegraf";
import { telegrafResources } from "./support/telegraf";

export interface LogRulesArgs {
  settings: Settings;
  namespace: pulumi.Input<string>;
}

/** Elasticsearch's lines as metrics. It comes after Elasticsearch, whose user and certificate it has. */
export class LogRules extends pulumi.ComponentResource {
  constructor(name: string, { settings, namespace }: LogRulesArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:logs:LogRules", name, {}, opts);
    telegrafResources(logRulesTelegraf(settings), namespace, { parent: this });
    this.registerOutputs({});
  }
}
