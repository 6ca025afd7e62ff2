import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { budgetSpec, deploymentSpec, LABELS, NAME, type SampleAppArgs, serviceSpec } from "./manifests";

/** The example application: a Deployment, its Service, and its PodDisruptionBudget. */
export class SampleApp extends pulumi.ComponentResource {
  constructor(args: SampleAppArgs, options?: pulumi.ComponentResourceOptions) {
    super("examples:index:SampleApp", NAME, {}, options);
    const metadata = { name: NAME, namespace: args.namespace, labels: LABELS };
    const parent = { parent: this };
    new k8s.apps.v1.Deployment(NAME, { metadata, spec: deploymentSpec(args) }, parent);
    new k8s.core.v1.Service(NAME, { metadata, spec: serviceSpec }, parent);
    new k8s.policy.v1.PodDisruptionBudget(NAME, { metadata, spec: budgetSpec }, parent);
    this.registerOutputs({});
  }
}
