/** Escalation's own workload: what makes metrics of Alertmanager's alerts, so that rules know what nobody has acted on. */
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { alertStates } from "./escalation/alert-states";
import { telegrafResources } from "./support/telegraf";

export interface EscalationArgs {
  settings: Settings;
  namespace: pulumi.Input<string>;
}

/** Alertmanager's alerts as metrics. */
export class Escalation extends pulumi.ComponentResource {
  constructor(name: string, { settings, namespace }: EscalationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:alerting:Escalation", name, {}, opts);
    telegrafResources(alertStates(settings), namespace, { parent: this });
    this.registerOutputs({});
  }
}
