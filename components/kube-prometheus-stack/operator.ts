/** What Helm does not know of the operator: when what it looks after is ready, and what it makes by itself. */
import * as crypto from "node:crypto";
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { CHARTS } from "../support/charts";

/**
 * Waits until the operator has reconciled a resource and its pods are up: Helm does not look at what operators make, so a
 * release with a Prometheus that never starts, or a configuration that the operator refuses, would pass for deployed.
 * @param values The resource's own part of the values.
 */
export function awaitReady(
  kind: "Alertmanager" | "Prometheus",
  release: string,
  namespace: pulumi.Input<string>,
  values: unknown,
  opts: pulumi.CustomResourceOptions,
): void {
  const state = JSON.stringify([CHARTS.kubePrometheusStack.version, values]);
  new k8s.apiextensions.CustomResourcePatch(
    `${kind.toLowerCase()}-ready`,
    {
      apiVersion: "monitoring.coreos.com/v1",
      kind,
      metadata: {
        name: `${release}-${kind.toLowerCase()}`,
        namespace,
        annotations: {
          "pulumi.com/waitFor": JSON.stringify(["condition=Reconciled", "condition=Available"]),
          // Changes with the values and the chart, so that each change of them is waited for, and nothing else is.
          "observability/values": crypto.createHash("sha256").update(state).digest("hex").slice(0, 16),
        },
      },
    },
    // Replaying the log of a large Prometheus takes minutes.
    { ...opts, customTimeouts: { create: "15m", update: "15m" } },
  );
}

/**
 * The Service under which the operator publishes the kubelets' addresses. The operator would make it by itself and leave
 * it behind; owned here, it goes with the rest.
 */
export function kubeletService(
  release: string,
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): k8s.core.v1.Service {
  const name = `${release}-kubelet`;
  return new k8s.core.v1.Service(
    name,
    {
      metadata: {
        name,
        namespace: "kube-system",
        // Naming the namespace also makes it wait for it: another stack's cluster is refused there.
        labels: { "k8s-app": "kubelet", "observability/namespace": namespace },
        // It has endpoints only once the operator runs.
        annotations: { "pulumi.com/skipAwait": "true" },
      },
      spec: {
        clusterIP: "None",
        ports: [
          { name: "https-metrics", port: 10250 },
          { name: "http-metrics", port: 10255 },
          { name: "cadvisor", port: 4194 },
        ],
      },
    },
    opts,
  );
}
