/** Alloy on each node: what collects the lines for engine `loki`. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { CHARTS } from "./support/charts";
import { alloyConfig } from "./log-pipeline/alloy";
import { nodeFolders, nodeGroups } from "./log-pipeline/node-sources";
import { release } from "./support/release";
import { nodeMount, nodeVolume, onEveryNode, resourceValues } from "./support/values";

/** The release's name, and that of all that it creates. */
export const ALLOY_RELEASE = "alloy";

/** The ConfigMap with its configuration, and the key in it. */
const CONFIG = { name: "alloy-config", key: "config.alloy" } as const;

const STATE = "/var/lib/alloy";

export interface AlloyArgs {
  settings: Settings;
  namespace: pulumi.Input<string>;
}

/** The Helm values of the release. */
export function alloyValues(settings: Settings): Record<string, unknown> {
  const { logs } = settings;
  const groups = nodeGroups(settings);
  // /var/log is mounted as it is.
  const folders = nodeFolders(settings).filter((folder) => folder !== "/var/log");
  return {
    fullnameOverride: ALLOY_RELEASE,
    ...(groups.supplementalGroups === undefined ? {} : { global: { podSecurityContext: groups } }),
    alloy: {
      configMap: { create: false, ...CONFIG },
      // How far each file was read outlives the pod and the node's restart.
      storagePath: STATE,
      mounts: { varlog: true, extra: [{ name: "state", mountPath: STATE }, ...folders.map(nodeMount)] },
      enableReporting: false,
      resources: resourceValues(logs.shipperResources),
      // The files are root's.
      securityContext: {
        runAsUser: 0,
        runAsGroup: 0,
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
        seccompProfile: { type: "RuntimeDefault" },
      },
    },
    controller: {
      type: "daemonset",
      volumes: {
        extra: [{ name: "state", hostPath: { path: STATE, type: "DirectoryOrCreate" } }, ...folders.map(nodeVolume)],
      },
      ...onEveryNode(),
      updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "25%" } },
    },
    // It looks for pods, and needs neither the chart's own kind of resource nor everybody's Secrets.
    crds: { create: false },
    rbac: {
      // The chart needs one rule in each list.
      rules: [{ apiGroups: [""], resources: ["pods"], verbs: ["get", "list"] }],
      clusterRules: [{ apiGroups: [""], resources: ["pods"], verbs: ["watch"] }],
    },
    serviceMonitor: { enabled: true },
  };
}

/** Alloy with its configuration beside the release: a change of it is a readable diff, and restarts nothing. */
export class Alloy extends pulumi.ComponentResource {
  readonly release: k8s.helm.v3.Release;

  constructor(name: string, { settings, namespace }: AlloyArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:logs:Alloy", name, {}, opts);
    const config = new k8s.core.v1.ConfigMap(
      CONFIG.name,
      { metadata: { name: CONFIG.name, namespace }, data: { [CONFIG.key]: alloyConfig(settings) } },
      { parent: this },
    );
    this.release = release(
      ALLOY_RELEASE,
      {
        chart: CHARTS.alloy,
        namespace,
        values: alloyValues(settings),
        settings,
      },
      { parent: this, dependsOn: config },
    );
    this.registerOutputs({});
  }
}
