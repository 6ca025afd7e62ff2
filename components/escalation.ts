/** Escalation's own workload: what makes metrics of Alertmanager's alerts, so that rules know what nobody has acted on. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ALERT_STATES } from "../names/escalation";
import type { Settings } from "../settings";
import { configFiles, deploymentSpec, LABELS, MONITOR, SERVICE } from "./escalation/alert-states";
import { shortHash } from "./support/short-hash";

export interface EscalationArgs {
  settings: Settings;
  namespace: pulumi.Input<string>;
}

/** Alertmanager's alerts as metrics. */
export class Escalation extends pulumi.ComponentResource {
  constructor(name: string, { settings, namespace }: EscalationArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:alerting:Escalation", name, {}, opts);
    const data = configFiles(settings);
    const metadata = { name: ALERT_STATES, namespace, labels: LABELS };
    const files = new k8s.core.v1.ConfigMap(ALERT_STATES, { metadata, data }, { parent: this });
    const deployment = new k8s.apps.v1.Deployment(
      ALERT_STATES,
      { metadata, spec: deploymentSpec(shortHash(data)) },
      { parent: this, dependsOn: files },
    );
    // Its pod is waited for already; Pulumi would watch its endpoints for ten seconds more.
    const annotations = { "pulumi.com/skipAwait": "true" };
    new k8s.core.v1.Service(
      ALERT_STATES,
      { metadata: { ...metadata, annotations }, spec: SERVICE },
      { parent: this, dependsOn: deployment },
    );
    new k8s.apiextensions.CustomResource(
      ALERT_STATES,
      { apiVersion: "monitoring.coreos.com/v1", kind: "ServiceMonitor", metadata, spec: MONITOR },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
