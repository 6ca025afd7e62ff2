/** What Prometheus is told of one application: which pods, which port, what is kept. */
import type * as k8s from "@pulumi/kubernetes";
import { PROBER_PODS } from "../../names/blackbox-exporter";
import { PROMETHEUS_PODS } from "../../names/kube-prometheus-stack";
import type { App, ScrapedApp } from "../../settings/apps";
import type { Conventions } from "../../settings/conventions";
import { asksHealth } from "../../settings/app-health";
import { scrapingOf } from "../../settings/app-scraping";
import { withoutUndefined } from "../support/values";

/** The name of its objects. A dot is in no name or namespace, so that two applications never have one name. */
export function objectName({ name, namespace }: Pick<App, "name" | "namespace">): string {
  return namespace === undefined ? `app-${name}` : `app-${namespace}.${name}`;
}

/** A pattern that matches what any of the patterns does. */
function anyOf(patterns: readonly string[]): string {
  return patterns.length === 1 ? (patterns[0] ?? "") : patterns.map((pattern) => `(?:${pattern})`).join("|");
}

/** The labels by which rules know an application's series, beside those that each target has. */
type Labels = Pick<Conventions["http"], "namespaceLabel" | "serviceLabel">;

/**
 * The spec of its PodMonitor. Pods and not a Service: workers and bots have none, and a pod that is not ready yet is seen too.
 * @param app Its `service` and `job` are its name, whatever else its pods are called.
 */
export function podMonitorSpec(app: ScrapedApp, { namespaceLabel, serviceLabel }: Labels): Record<string, unknown> {
  const { path, interval, labels, keep, drop, ...limits } = scrapingOf(app);
  const named = (targetLabel: string) => ({ action: "replace", targetLabel, replacement: app.name });
  const fromNamespace = { action: "replace", sourceLabels: ["__meta_kubernetes_namespace"] };
  const byName = (action: "drop" | "keep", patterns: readonly string[]) =>
    patterns.length === 0 ? [] : [{ action, sourceLabels: ["__name__"], regex: anyOf(patterns) }];
  const filters = [...byName("keep", keep), ...byName("drop", drop)];
  return withoutUndefined({
    namespaceSelector: app.namespace === undefined ? { any: true } : { matchNames: [app.namespace] },
    selector: { matchLabels: labels },
    sampleLimit: limits.sampleLimit,
    labelLimit: limits.labelLimit,
    labelValueLengthLimit: limits.labelValueLengthLimit,
    podMetricsEndpoints: [
      withoutUndefined({
        ...(typeof app.port === "number" ? { portNumber: app.port } : { port: app.port }),
        path,
        interval,
        relabelings: [
          named("job"),
          named("service"),
          ...(serviceLabel === "service" ? [] : [named(serviceLabel)]),
          ...(namespaceLabel === "namespace" ? [] : [{ ...fromNamespace, targetLabel: namespaceLabel }]),
        ],
        metricRelabelings: filters.length === 0 ? undefined : filters,
      }),
    ],
  });
}

function admitted(platform: string, pods: Readonly<Record<string, string>>, port?: number | string) {
  const from = [
    {
      namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": platform } },
      podSelector: { matchLabels: pods },
    },
  ];
  return port === undefined ? { from } : { from, ports: [{ protocol: "TCP", port }] };
}

/** The spec of a policy that lets Prometheus, and the prober of its health, reach it from the platform's namespace. */
export function networkPolicySpec(app: ScrapedApp, platform: string): k8s.types.input.networking.v1.NetworkPolicySpec {
  return {
    podSelector: { matchLabels: scrapingOf(app).labels },
    policyTypes: ["Ingress"],
    ingress: [
      admitted(platform, PROMETHEUS_PODS, app.port),
      // A Service's port may lead to any of the pod's, and which is not known here.
      ...(asksHealth(app) ? [admitted(platform, PROBER_PODS)] : []),
    ],
  };
}
