/** Helm values of the two releases. */
import { bytes } from "../../settings/units";
import type { Settings } from "../../settings";
import { claimRetention, onEveryNode, resourceValues, withoutUndefined } from "../support/values";
import { agentConfig } from "./agent";
import { ELASTICSEARCH_CA } from "../../names/elastic";
import { writerEnv } from "../elastic/streams";
import { logStores } from "./destinations";
import { gatewayConfig, logsEvents } from "./gateway";
import { AGENT, type Config, ELASTIC_CA_DIRECTORY, GATEWAY, IMAGE, QUEUE_DIRECTORY } from "../../names/otel-collector";
import { fewestGateways } from "./sampling";

/** The user of the published images. */
const USER = 10001;

/** A rule of a ClusterRole. */
interface Rule {
  apiGroups: string[];
  resources: string[];
  verbs: string[];
}

/** Helm values of the agents. */
export function agentValues(settings: Settings): Record<string, unknown> {
  const { tracing } = settings;
  return {
    ...commonValues(AGENT, agentConfig(settings)),
    mode: "daemonset",
    ports: ports({ otlp: true, jaeger: tracing.jaegerReceiver, zipkin: tracing.zipkin }),
    resources: resourceValues(tracing.agent.resources),
    // Applications send to the agent of their own node: it sees their address, and nothing crosses the network twice.
    service: { enabled: true, internalTrafficPolicy: "Local" },
    clusterRole: role([
      read([""], ["namespaces", "pods"]),
      // Which gateways there are.
      read(["discovery.k8s.io"], ["endpointslices"]),
    ]),
    ...onEveryNode(),
    extraVolumes: [
      { name: "queue", emptyDir: { sizeLimit: `${Math.ceil((bytes(tracing.agent.queueSize) * 4) / 2 ** 20)}Mi` } },
    ],
    extraVolumeMounts: [{ name: "queue", mountPath: QUEUE_DIRECTORY }],
  };
}

/** Helm values of the gateways. */
export function gatewayValues(settings: Settings): Record<string, unknown> {
  const { tracing } = settings;
  const { autoscaling, resources, queue } = tracing.gateway;
  const several = fewestGateways(tracing) > 1 || autoscaling !== undefined;
  const elastic = logStores(settings).includes("elasticsearch");
  return withoutUndefined({
    ...commonValues(GATEWAY, gatewayConfig(settings)),
    mode: "statefulset",
    replicaCount: fewestGateways(tracing),
    ports: ports({ otlp: true, http: false, jaeger: false, zipkin: false }),
    resources: resourceValues(resources),
    // Headless: agents choose the gateway of each trace themselves.
    service: { clusterIP: "None" },
    clusterRole: logsEvents(settings)
      ? role([
          read(["events.k8s.io"], ["events"]),
          {
            apiGroups: ["coordination.k8s.io"],
            resources: ["leases"],
            verbs: ["create", "delete", "get", "list", "patch", "update", "watch"],
          },
        ])
      : undefined,
    autoscaling:
      autoscaling === undefined
        ? undefined
        : {
            enabled: true,
            minReplicas: autoscaling.min,
            maxReplicas: autoscaling.max,
            targetCPUUtilizationPercentage: autoscaling.cpuPercent,
            // Traces that are under way are torn at each change: not at every dip.
            behavior: {
              scaleDown: {
                stabilizationWindowSeconds: 600,
                policies: [{ type: "Pods", value: 1, periodSeconds: 120 }],
              },
            },
          },
    podDisruptionBudget: several ? { enabled: true, maxUnavailable: 1 } : { enabled: false },
    topologySpreadConstraints: several ? [spread()] : undefined,
    // To decide on the traces that it holds, and to write down what it has not delivered.
    terminationGracePeriodSeconds: 60,
    statefulset: {
      volumeClaimTemplates: queue.storage === "none" ? [] : [claim(settings, queue.storage)],
      persistentVolumeClaimRetentionPolicy: { enabled: true, ...claimRetention(settings) },
    },
    extraEnvs: elastic ? writerEnv() : undefined,
    extraVolumes: [
      ...(queue.storage === "none" ? [{ name: "queue", emptyDir: {} }] : []),
      ...(elastic ? [{ name: "elasticsearch-ca", secret: { secretName: ELASTICSEARCH_CA } }] : []),
    ],
    extraVolumeMounts: [
      { name: "queue", mountPath: QUEUE_DIRECTORY },
      ...(elastic ? [{ name: "elasticsearch-ca", mountPath: ELASTIC_CA_DIRECTORY, readOnly: true }] : []),
    ],
  });
}

function commonValues(name: string, config: Config): Record<string, unknown> {
  return {
    fullnameOverride: name,
    // Else both would be the service "opentelemetry-collector".
    nameOverride: name,
    image: { repository: IMAGE },
    // Not `config`: that is merged into the chart's own, whose receivers could only be taken out one by one.
    alternateConfig: config,
    podSecurityContext: { runAsNonRoot: true, runAsUser: USER, runAsGroup: USER, fsGroup: USER },
    securityContext: {
      allowPrivilegeEscalation: false,
      readOnlyRootFilesystem: true,
      capabilities: { drop: ["ALL"] },
      seccompProfile: { type: "RuntimeDefault" },
    },
    podMonitor: { enabled: true, metricsEndpoints: [{ port: "metrics", relabelings: ownLabels(name) }] },
  };
}

/** The labels of a collector's own metrics: the job that rules know, and the node. */
function ownLabels(name: string): Record<string, unknown>[] {
  return [
    { targetLabel: "job", replacement: name },
    { targetLabel: "service", replacement: name },
    { sourceLabels: ["__meta_kubernetes_pod_node_name"], targetLabel: "node" },
  ];
}

/** The chart's ports. None is one of the node's: the Service leads to the agent of the same node as well. */
function ports(which: { otlp: boolean; http?: boolean; jaeger: boolean; zipkin: boolean }): Record<string, unknown> {
  const port = (enabled: boolean) => ({ enabled, hostPort: 0 });
  return {
    otlp: port(which.otlp),
    "otlp-http": port(which.http ?? which.otlp),
    "jaeger-compact": port(which.jaeger),
    "jaeger-thrift": port(which.jaeger),
    "jaeger-grpc": port(which.jaeger),
    zipkin: port(which.zipkin),
    metrics: { enabled: true },
  };
}

function role(rules: Rule[]): Record<string, unknown> {
  return { create: true, rules };
}

function read(apiGroups: string[], resources: string[]): Rule {
  return { apiGroups, resources, verbs: ["get", "list", "watch"] };
}

/** Gateways on different nodes, where there are enough of them. */
function spread(): Record<string, unknown> {
  return {
    maxSkew: 1,
    topologyKey: "kubernetes.io/hostname",
    whenUnsatisfiable: "ScheduleAnyway",
    labelSelector: { matchLabels: { "app.kubernetes.io/name": GATEWAY } },
  };
}

function claim({ cluster }: Settings, size: string): Record<string, unknown> {
  return {
    metadata: { name: "queue" },
    spec: withoutUndefined({
      storageClassName: cluster.storageClass,
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: size } },
    }),
  };
}
