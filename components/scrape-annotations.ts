/** Pods and services that ask to be scraped by annotation, without a monitor: `prometheus.io/scrape: "true"`. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { PORT_GUESSED } from "../rules/targets";
import type { Settings } from "../settings";
import { scrapingOf } from "../settings/app-scraping";
import { isScraped } from "../settings/apps";
import { ownLabels, servesMetrics } from "../settings/databases";

/** The label of a pod that a monitor scrapes, with the value `monitor`: for charts whose annotation cannot be taken off. */
export const SCRAPED_BY = "observability/scraped-by";

/** A relabeling as the ScrapeConfig resource has it. */
interface Relabeling {
  action?: "Drop" | "Keep" | "LabelDrop" | "LabelMap" | "Replace";
  sourceLabels?: string[];
  separator?: string;
  regex?: string;
  replacement?: string;
  targetLabel?: string;
}

/** What the platform has monitors for. */
type Scraped = Pick<Settings, "apps" | "databases">;

/** The part of a ScrapeConfig's spec that is used here. */
interface ScrapeSpec {
  kubernetesSDConfigs: { role: "EndpointSlice" | "Pod" }[];
  relabelings: Relabeling[];
  metricRelabelings: Relabeling[];
}

/**
 * Pods of applications and databases that have a monitor of the platform's: of both ways one is enough, or their numbers would be twice what they
 * are. Labels of Kubernetes have `_` for whatever is no letter or digit.
 */
function scrapedAlready({ apps, databases }: Scraped): Relabeling[] {
  const patterns = new Map<string, string[]>();
  const selected = [
    ...apps.filter(isScraped).map((app) => ({ namespace: app.namespace, labels: scrapingOf(app).labels })),
    ...databases.filter(servesMetrics).map((one) => ({ namespace: one.namespace, labels: ownLabels(one) })),
  ];
  for (const app of selected) {
    const labels = Object.entries(app.labels);
    const keys = labels.map(([key]) => `__meta_kubernetes_pod_label_${key.replace(/[^A-Za-z0-9]/g, "_")}`).join(" ");
    const values = [app.namespace ?? ".+", ...labels.map(([, value]) => value.replace(/\./g, "\\."))].join(";");
    patterns.set(keys, [...(patterns.get(keys) ?? []), values]);
  }
  return [...patterns].map(([keys, values]) => ({
    action: "Drop",
    sourceLabels: ["__meta_kubernetes_namespace", ...keys.split(" ")],
    regex: values.join("|"),
  }));
}

/**
 * The scrape configuration for one kind of object. Annotations, as everybody writes them: `prometheus.io/scrape`, `port`
 * (default every port that is declared), `path` (default /metrics) and `scheme` (default http).
 */
export function scrapeSpec(kind: "pod" | "service", scraped: Scraped = { apps: [], databases: [] }): ScrapeSpec {
  const annotation = (name: string) => `__meta_kubernetes_${kind}_annotation_prometheus_io_${name}`;
  const copy = (from: string, to: string): Relabeling => ({ sourceLabels: [from], targetLabel: to });
  const relabelings: Relabeling[] = [
    { action: "Keep", sourceLabels: [annotation("scrape")], regex: "true" },
    // CoreDNS carries the annotation, and is scraped by the platform's own monitor.
    { action: "Drop", sourceLabels: [`__meta_kubernetes_${kind}_label_k8s_app`], regex: "kube-dns" },
    { action: "Drop", sourceLabels: ["__meta_kubernetes_pod_label_observability_scraped_by"], regex: "monitor" },
    ...scrapedAlready(scraped),
    { action: "Drop", sourceLabels: ["__meta_kubernetes_pod_phase"], regex: "Pending|Succeeded|Failed|Completed" },
    { action: "Drop", sourceLabels: ["__meta_kubernetes_pod_container_init"], regex: "true" },
    // An endpoint that the pod's own annotation has scraped already.
    ...(kind === "service"
      ? [
          {
            action: "Drop" as const,
            sourceLabels: ["__meta_kubernetes_pod_annotation_prometheus_io_scrape"],
            regex: "true",
          },
        ]
      : []),
    { sourceLabels: [annotation("scheme")], regex: "(https?)", targetLabel: "__scheme__" },
    { sourceLabels: [annotation("path")], regex: "(.+)", targetLabel: "__metrics_path__" },
    {
      sourceLabels: ["__address__", annotation("port")],
      separator: ";",
      regex: "(\\[[^]]+\\]|[^:]+)(?::\\d+)?;(\\d+)",
      replacement: "$1:$2",
      targetLabel: "__address__",
    },
    // No port, or one by name, which is not what others read there.
    { sourceLabels: [annotation("port")], regex: "|.*\\D.*", replacement: "true", targetLabel: PORT_GUESSED },
    copy("__meta_kubernetes_namespace", "namespace"),
    copy("__meta_kubernetes_pod_name", "pod"),
    copy("__meta_kubernetes_pod_node_name", "node"),
    ...(kind === "service"
      ? [copy("__meta_kubernetes_service_name", "service"), copy("__meta_kubernetes_service_name", "job")]
      : [copy("__meta_kubernetes_pod_label_app_kubernetes_io_name", "service")]),
  ];
  // `up` keeps the label, as it is not relabelled; the application's own series are as they would be without.
  const metricRelabelings: Relabeling[] = [{ action: "LabelDrop", regex: PORT_GUESSED }];
  return { kubernetesSDConfigs: [{ role: kind === "pod" ? "Pod" : "EndpointSlice" }], relabelings, metricRelabelings };
}

export interface ScrapeAnnotationsArgs {
  scraped: Scraped;
  namespace: pulumi.Input<string>;
}

/** Honours `prometheus.io/scrape` annotations on pods and services of every namespace. */
export class ScrapeAnnotations extends pulumi.ComponentResource {
  constructor(name: string, args: ScrapeAnnotationsArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:metrics:ScrapeAnnotations", name, {}, opts);
    for (const kind of ["pod", "service"] as const) {
      new k8s.apiextensions.CustomResource(
        `annotated-${kind}s`,
        {
          apiVersion: "monitoring.coreos.com/v1alpha1",
          kind: "ScrapeConfig",
          metadata: { name: `annotated-${kind}s`, namespace: args.namespace },
          spec: scrapeSpec(kind, args.scraped),
        },
        { parent: this },
      );
    }
    this.registerOutputs({});
  }
}
