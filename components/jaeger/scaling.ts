/** What scales Jaeger, and what a drain of nodes may take of it. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../../settings";
import { JAEGER } from "../../names/jaeger";

/** How many replicas there are at least. */
export function leastReplicas({ tracing }: Settings): number {
  return tracing.autoscaling?.min ?? tracing.replicas;
}

/** The HorizontalPodAutoscaler, if the settings ask for one. */
export function autoscaler(
  { tracing }: Settings,
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): void {
  if (tracing.autoscaling === undefined) return;
  const { min, max, cpuPercent } = tracing.autoscaling;
  new k8s.autoscaling.v2.HorizontalPodAutoscaler(
    JAEGER,
    {
      metadata: { name: JAEGER, namespace },
      spec: {
        scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: JAEGER },
        minReplicas: min,
        maxReplicas: max,
        metrics: [
          {
            type: "Resource",
            resource: { name: "cpu", target: { type: "Utilization", averageUtilization: Math.round(cpuPercent) } },
          },
        ],
      },
    },
    opts,
  );
}

/** The PodDisruptionBudget of several replicas. There is none for one: it would block the drain. */
export function disruptionBudget(
  settings: Settings,
  namespace: pulumi.Input<string>,
  selector: Record<string, string>,
  opts: pulumi.CustomResourceOptions,
): void {
  if (leastReplicas(settings) === 1) return;
  new k8s.policy.v1.PodDisruptionBudget(
    JAEGER,
    {
      metadata: { name: JAEGER, namespace },
      spec: {
        maxUnavailable: 1,
        selector: { matchLabels: { ...selector, "app.kubernetes.io/component": "all-in-one" } },
      },
    },
    opts,
  );
}
