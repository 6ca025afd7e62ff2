/** What Helm does not know of the operator: when what it looks after is ready, and what it makes by itself. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import {
  ALERTMANAGER,
  GRAFANA,
  KUBE_STATE_METRICS,
  NODE_EXPORTER,
  PROMETHEUS,
  RELEASE,
} from "../../names/kube-prometheus-stack";
import { CHARTS } from "../support/charts";
import { shortHash } from "../support/short-hash";

/** What the release makes, whose readiness is waited for after it: its name, and the part of the values that it is made from. */
const WORKLOADS = {
  operator: { kind: "Deployment", name: `${RELEASE}-operator`, part: "prometheusOperator" },
  "kube-state-metrics": { kind: "Deployment", name: KUBE_STATE_METRICS, part: "kube-state-metrics" },
  grafana: { kind: "Deployment", name: GRAFANA, part: "grafana" },
  "node-exporter": { kind: "DaemonSet", name: NODE_EXPORTER, part: "prometheus-node-exporter" },
} as const;

/** What the operator makes: Helm does not look at that, so a Prometheus that never starts would pass for deployed. */
const CUSTOM_RESOURCES = {
  prometheus: { kind: "Prometheus", name: PROMETHEUS, part: "prometheus" },
  alertmanager: { kind: "Alertmanager", name: ALERTMANAGER, part: "alertmanager" },
} as const;

/**
 * Waits until what the release brought is ready, and the operator has reconciled its resources: Helm itself does not wait, so
 * that what needs the resource definitions only is installed meanwhile.
 * @param values The values of the release.
 * @returns What is there once all of it is ready.
 */
export function awaitReady(
  values: Record<string, unknown>,
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  const metadata = (name: string, part: string) => ({
    name,
    namespace,
    // Changes with the values and the chart, so that each change of them is waited for, and nothing else is.
    annotations: { "observability/values": shortHash([CHARTS.kubePrometheusStack.version, values[part]]) },
  });
  // Images are large, and replaying the log of a large Prometheus takes minutes.
  const patient = { ...opts, customTimeouts: { create: "15m", update: "15m" } };
  const workloads = Object.entries(WORKLOADS).map(([stem, { kind, name, part }]) => {
    const Patch = kind === "DaemonSet" ? k8s.apps.v1.DaemonSetPatch : k8s.apps.v1.DeploymentPatch;
    return new Patch(`${stem}-ready`, { metadata: metadata(name, part) }, patient);
  });
  const resources = Object.entries(CUSTOM_RESOURCES).map(([stem, { kind, name, part }]) => {
    const { annotations, ...rest } = metadata(name, part);
    const waitFor = JSON.stringify(["condition=Reconciled", "condition=Available"]);
    return new k8s.apiextensions.CustomResourcePatch(
      `${stem}-ready`,
      {
        apiVersion: "monitoring.coreos.com/v1",
        kind,
        metadata: { ...rest, annotations: { ...annotations, "pulumi.com/waitFor": waitFor } },
      },
      patient,
    );
  });
  return [...workloads, ...resources];
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
