/** Fluentd on every node: one Helm release, its configuration, and where it keeps what must outlive it. */
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Elastic } from "../settings/elastic";
import type { Settings } from "../settings";
import { CHARTS } from "./support/charts";
import { ELASTICSEARCH_CA, FLUENTD } from "../names/elastic";
import { writerEnv } from "./elastic/streams";
import { FLUENTD_OPT, fluentdConfig, fluentdRuby } from "./fluentd/config";
import { STATE } from "./fluentd/state";
import { NODE_NAME } from "./fluentd/node-sources";
import { CA_DIRECTORY } from "./fluentd/output";
import { nodeFolders, nodeGroups } from "./log-pipeline/node-sources";
import { release } from "./support/release";
import { nodeMount, nodeVolume, onEveryNode, resourceValues } from "./support/values";

export interface FluentdArgs {
  settings: Settings;
  elastic: Elastic;
  namespace: pulumi.Input<string>;
}

/** The Helm values of the release. The name and password of its user come from a Secret, as environment variables. */
export function fluentdValues(settings: Settings, elastic: Elastic): Record<string, unknown> {
  const { fluentd } = elastic;
  const logs = { mountPath: "/var/log", readOnly: true };
  const folders = nodeFolders(settings).filter((folder) => folder !== logs.mountPath);
  return {
    fullnameOverride: FLUENTD,
    kind: "DaemonSet",
    // The client is Elasticsearch 8's; 9 takes what it sends. There is no image with a client of 9.
    variant: "elasticsearch8",
    variantVersion: "1.1",
    fileConfigs: { ...fluentdConfig(settings, elastic), ...fluentdRuby(elastic) },
    env: [
      ...writerEnv(),
      { name: "FLUENTD_OPT", value: FLUENTD_OPT },
      // Only this node's pods are asked for.
      { name: NODE_NAME, valueFrom: { fieldRef: { fieldPath: "spec.nodeName" } } },
      // Its records are many and short-lived: without this the process keeps twice the memory.
      { name: "MALLOC_ARENA_MAX", value: "2" },
    ],
    // The chart would mount them so that they can be written to, and one for Docker, which no node runs any more.
    mountVarLogDirectory: false,
    mountDockerContainersDirectory: false,
    volumes: [
      { name: "varlog", hostPath: { path: "/var/log", type: "Directory" } },
      { name: "state", hostPath: { path: STATE, type: "DirectoryOrCreate" } },
      {
        name: "elasticsearch-ca",
        secret: { secretName: ELASTICSEARCH_CA, items: [{ key: "ca.crt", path: "ca.crt" }] },
      },
      ...folders.map(nodeVolume),
    ],
    volumeMounts: [
      { name: "varlog", ...logs },
      { name: "state", mountPath: STATE },
      { name: "elasticsearch-ca", mountPath: CA_DIRECTORY, readOnly: true },
      ...folders.map(nodeMount),
    ],
    // The containers' files are root's.
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] }, runAsUser: 0 },
    podSecurityContext: { seccompProfile: { type: "RuntimeDefault" }, ...nodeGroups(settings) },
    podSecurityPolicy: { enabled: false },
    ...onEveryNode(),
    priorityClassName: fluentd.priorityClass,
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "10%" } },
    // What is in memory (parts of lines, unfinished stack traces) is written to the buffer in that time.
    terminationGracePeriodSeconds: 60,
    resources: resourceValues(fluentd.resources),
    // A buffer that is full of chunks takes its time to be read at the start.
    livenessProbe: { initialDelaySeconds: 60, periodSeconds: 30, timeoutSeconds: 10, failureThreshold: 5 },
    readinessProbe: { periodSeconds: 15, timeoutSeconds: 10 },
    metrics: {
      serviceMonitor: {
        enabled: true,
        // Of each node, whose name says more than its pod's.
        relabelings: [{ sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" }],
      },
    },
    // The platform has dashboards of its own.
    dashboards: { enabled: false },
  };
}

/** Fluentd. What it writes to has to be there first. */
export class Fluentd extends pulumi.ComponentResource {
  readonly release: k8s.helm.v3.Release;

  constructor(name: string, { settings, elastic, namespace }: FluentdArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:elastic:Fluentd", name, {}, opts);
    this.release = release(
      FLUENTD,
      {
        chart: CHARTS.fluentd,
        namespace,
        values: fluentdValues(settings, elastic),
        settings,
      },
      { parent: this },
    );
    this.registerOutputs({});
  }
}
