/** What asks an API and serves its answers as metrics: Telegraf, with nothing of ours but its configuration. */
import * as k8s from "@pulumi/kubernetes";
import type * as pulumi from "@pulumi/pulumi";
import { shortHash } from "./short-hash";

/** Its image, in the version that tools/telegraf pins. */
export const TELEGRAF_IMAGE = "docker.io/library/telegraf:1.37.2-alpine";

/** The user of the image. */
const USER = 100;

const PORT = 9273;
const CONFIG = "/etc/telegraf";
const FILE = "telegraf.conf";

/** Where it serves its metrics. */
export const LISTEN = `:${PORT}`;

/** What comes before the questions. @param interval How often those are asked that do not say. */
export function agentLines(interval: string): string[] {
  return ["[agent]", `interval = "${interval}"`, 'flush_interval = "5s"', "omit_hostname = true", "quiet = true"];
}

/** What comes after the questions. @param expires For how long a metric is served that no answer has renewed. */
export function outputLines(listen: string, expires: string): string[] {
  return [
    "[[outputs.prometheus_client]]",
    `listen = ${JSON.stringify(listen)}`,
    "metric_version = 2",
    `expiration_interval = "${expires}"`,
    'collectors_exclude = ["gocollector", "process"]',
    "",
  ];
}

export interface Telegraf {
  /** The name of all of it, and the `job` of its metrics. */
  name: string;
  config: string;
  /** How often its metrics are scraped. */
  scrape: string;
  /** Relabelings of its metrics, as a ServiceMonitor has them. */
  relabelings?: Record<string, unknown>[];
  /** Environment variables that the configuration names, volumes that it reads, and where these are mounted. */
  env?: k8s.types.input.core.v1.EnvVar[];
  volumes?: k8s.types.input.core.v1.Volume[];
  mounts?: k8s.types.input.core.v1.VolumeMount[];
}

/** The ConfigMap's data. */
export function configFiles({ config }: Pick<Telegraf, "config">): Record<string, string> {
  return { [FILE]: config };
}

/** The labels of its pod. */
export function labelsOf({ name }: Pick<Telegraf, "name">) {
  return { "app.kubernetes.io/name": name };
}

/** The Deployment's spec. One replica: two would ask everything twice. */
export function deploymentSpec(telegraf: Telegraf) {
  const { name, env, volumes = [], mounts = [] } = telegraf;
  const labels = labelsOf(telegraf);
  return {
    replicas: 1,
    // The old pod first: with both the same series would come from two.
    strategy: { type: "Recreate" },
    selector: { matchLabels: labels },
    template: {
      // It reads its files once.
      metadata: { labels, annotations: { "observability/config": shortHash(configFiles(telegraf)) } },
      spec: {
        automountServiceAccountToken: false,
        enableServiceLinks: false,
        securityContext: { runAsNonRoot: true, runAsUser: USER, seccompProfile: { type: "RuntimeDefault" } },
        containers: [
          {
            name: "telegraf",
            image: TELEGRAF_IMAGE,
            command: ["telegraf"],
            // What is in the environment is a value in a text, and nothing else.
            args: ["--strict-env-handling", "--config", `${CONFIG}/${FILE}`],
            ...(env === undefined ? {} : { env }),
            ports: [{ name: "metrics", containerPort: PORT }],
            readinessProbe: { httpGet: { path: "/metrics", port: "metrics" } },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ["ALL"] },
            },
            resources: { requests: { cpu: "20m", memory: "64Mi" }, limits: { memory: "192Mi" } },
            volumeMounts: [{ name: "config", mountPath: CONFIG, readOnly: true }, ...mounts],
          },
        ],
        volumes: [{ name: "config", configMap: { name } }, ...volumes],
      },
    },
  };
}

/** The Service's spec. */
export function serviceSpec(telegraf: Pick<Telegraf, "name">) {
  return { selector: labelsOf(telegraf), ports: [{ name: "metrics", port: PORT, targetPort: "metrics" }] };
}

/** The ServiceMonitor's spec. */
export function monitorSpec({ name, scrape, relabelings }: Pick<Telegraf, "name" | "scrape" | "relabelings">) {
  return {
    selector: { matchLabels: labelsOf({ name }) },
    endpoints: [
      {
        port: "metrics",
        interval: scrape,
        ...(relabelings === undefined ? {} : { metricRelabelings: relabelings }),
      },
    ],
  };
}

/** All of it. @param opts Of every resource. */
export function telegrafResources(
  telegraf: Telegraf,
  namespace: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): void {
  const { name } = telegraf;
  const metadata = { name, namespace, labels: labelsOf(telegraf) };
  const files = new k8s.core.v1.ConfigMap(name, { metadata, data: configFiles(telegraf) }, opts);
  const deployment = new k8s.apps.v1.Deployment(
    name,
    { metadata, spec: deploymentSpec(telegraf) },
    { ...opts, dependsOn: files },
  );
  // Its pod is waited for already; Pulumi would watch its endpoints for ten seconds more.
  const annotations = { "pulumi.com/skipAwait": "true" };
  new k8s.core.v1.Service(
    name,
    { metadata: { ...metadata, annotations }, spec: serviceSpec(telegraf) },
    { ...opts, dependsOn: deployment },
  );
  new k8s.apiextensions.CustomResource(
    name,
    { apiVersion: "monitoring.coreos.com/v1", kind: "ServiceMonitor", metadata, spec: monitorSpec(telegraf) },
    opts,
  );
}
