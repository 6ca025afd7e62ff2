/** Engine `loki-stack`: one Loki 2.9 server and a Promtail on each node, in one Helm release. */
import type * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Settings } from "../settings";
import { CHARTS } from "./support/charts";
import { LOKI_RELEASES, lokiPushUrl } from "../names/loki";
import { compactorConfig, limitsConfig, rulerConfig, schemaConfig } from "./loki/config";
import { pipeline } from "./log-pipeline/pipeline";
import { nodeFolders, nodeGroups, nodeSources } from "./log-pipeline/node-sources";
import { promtailRelabelings, promtailScrapeConfig, promtailStages } from "./log-pipeline/promtail";
import { logRules, RULES_CONFIG_MAP } from "./loki/rules";
import { relabelings } from "./log-pipeline/targets";
import { release } from "./support/release";
import { nodeMount, nodeVolume, onEveryNode, resourceValues, withoutUndefined } from "./support/values";

/** The last of Loki 2.9, and of its Promtail: the chart's own 2.6 does not work with today's Grafana. */
const IMAGE_TAG = "2.9.17";

const DATA = "/data/loki";

export interface LokiStackArgs {
  settings: Settings;
  namespace: pulumi.Input<string>;
}

/** The Helm values of the release. As the engine that is only kept, it has no Promtail and evaluates no rules. */
export function lokiStackValues(settings: Settings): Record<string, unknown> {
  const active = settings.logs.engine === "loki-stack";
  return {
    loki: lokiValues(settings, active),
    promtail: active ? promtailValues(settings) : { enabled: false },
    // Grafana and its data sources are the platform's own; the rest of the chart is not used.
    grafana: { enabled: false, sidecar: { datasources: { enabled: false } } },
    prometheus: { enabled: false },
    "fluent-bit": { enabled: false },
    filebeat: { enabled: false },
    logstash: { enabled: false },
    test_pod: { enabled: false },
  };
}

function lokiValues(settings: Settings, active: boolean): Record<string, unknown> {
  const { cluster, logs } = settings;
  const storage = active ? logs.storage : (logs.keepStorage ?? logs.storage);
  return {
    fullnameOverride: LOKI_RELEASES["loki-stack"],
    image: { tag: IMAGE_TAG },
    config: lokiStackConfig(settings),
    isDefault: false,
    persistence:
      storage === "none"
        ? { enabled: false }
        : withoutUndefined({ enabled: true, size: storage, storageClassName: cluster.storageClass }),
    resources: resourceValues(logs.resources),
    // There are no such policies any more.
    rbac: { pspEnabled: false },
    serviceMonitor: { enabled: true },
    // The monitor scrapes it already.
    podAnnotations: { "prometheus.io/scrape": "false" },
    // Not whether it is ready: reading the log of what was in memory takes minutes, and a restart begins it anew.
    livenessProbe: { httpGet: { path: "/loki/api/v1/status/buildinfo" } },
    // What is in memory is written to the volume on the way out.
    terminationGracePeriodSeconds: 300,
    ...(active ? { useExistingAlertingGroup: { enabled: true, configmapName: RULES_CONFIG_MAP } } : {}),
  };
}

/** Loki's own configuration; the chart's defaults are below it. */
export function lokiStackConfig(settings: Settings): Record<string, unknown> {
  const active = settings.logs.engine === "loki-stack";
  return {
    auth_enabled: false,
    analytics: { reporting_enabled: false },
    common: { path_prefix: DATA, replication_factor: 1, ring: { kvstore: { store: "inmemory" } } },
    schema_config: schemaConfig("filesystem"),
    storage_config: {
      filesystem: { directory: `${DATA}/chunks` },
      tsdb_shipper: {
        active_index_directory: `${DATA}/tsdb-index`,
        cache_location: `${DATA}/tsdb-cache`,
        shared_store: "filesystem",
      },
    },
    ingester: {
      chunk_idle_period: "30m",
      // A line may be half of this older than the newest of its stream: pods of one service share their streams, and a
      // collector that catches up on one node is behind the others.
      max_chunk_age: "8h",
      wal: { dir: `${DATA}/wal`, flush_on_shutdown: true },
    },
    compactor: { ...compactorConfig(`${DATA}/compactor`, "filesystem"), shared_store: "filesystem" },
    limits_config: limitsConfig(settings),
    // Longer than a chunk is only in memory: what is older is looked for on the volume alone.
    querier: { query_ingesters_within: "9h" },
    // A query over a month is 720 of an hour: by default, more than 100 at a time are refused.
    frontend: { max_outstanding_per_tenant: 4096 },
    query_scheduler: { max_outstanding_requests_per_tenant: 4096 },
    // Without its section, there is no ruler.
    ...(active ? { ruler: rulerConfig(settings, "/rules", 1) } : {}),
  };
}

function promtailValues(settings: Settings): Record<string, unknown> {
  const sources = nodeSources(settings);
  const groups = nodeGroups(settings);
  return {
    fullnameOverride: "promtail",
    image: { tag: IMAGE_TAG },
    config: {
      clients: [
        {
          url: lokiPushUrl(settings),
          // Without an end: while Loki is away, nothing is read, so nothing is lost but what the node rotates away.
          backoff_config: { min_period: "500ms", max_period: "1m", max_retries: 0 },
        },
      ],
      snippets: {
        // The chart's own, but for the labels.
        scrapeConfigs: [
          "- job_name: kubernetes-pods",
          "  pipeline_stages:",
          "    {{- toYaml .Values.config.snippets.pipelineStages | nindent 4 }}",
          "  kubernetes_sd_configs:",
          "    - role: pod",
          "  relabel_configs:",
          "    {{- toYaml .Values.config.snippets.common | nindent 4 }}",
          ...(sources.length > 0 ? ["{{- toYaml .Values.config.snippets.nodeScrapeConfigs | nindent 0 }}"] : []),
          "",
        ].join("\n"),
        ...(sources.length > 0 ? { nodeScrapeConfigs: sources.map(promtailScrapeConfig) } : {}),
        pipelineStages: promtailStages(pipeline(settings)),
        common: promtailRelabelings(relabelings(settings)),
      },
    },
    // How far each file was read outlives the pod and the node's restart.
    defaultVolumes: [
      { name: "run", hostPath: { path: "/var/lib/promtail", type: "DirectoryOrCreate" } },
      { name: "pods", hostPath: { path: "/var/log/pods" } },
      ...nodeFolders(settings).map(nodeVolume),
    ],
    defaultVolumeMounts: [
      { name: "run", mountPath: "/run/promtail" },
      { name: "pods", mountPath: "/var/log/pods", readOnly: true },
      ...nodeFolders(settings).map(nodeMount),
    ],
    ...(groups.supplementalGroups === undefined ? {} : { podSecurityContext: groups }),
    resources: resourceValues(settings.logs.shipperResources),
    serviceMonitor: { enabled: true },
    ...onEveryNode(),
    updateStrategy: { type: "RollingUpdate", rollingUpdate: { maxUnavailable: "25%" } },
  };
}

/** Loki 2.9 with its rules, and Promtail. */
export class LokiStack extends pulumi.ComponentResource {
  readonly release: k8s.helm.v3.Release;

  constructor(name: string, { settings, namespace }: LokiStackArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:logs:LokiStack", name, {}, opts);
    const rules = settings.logs.engine === "loki-stack" ? [logRules(settings, namespace, { parent: this })] : [];
    this.release = release(
      LOKI_RELEASES["loki-stack"],
      {
        chart: CHARTS.lokiStack,
        namespace,
        values: lokiStackValues(settings),
        settings,
      },
      { parent: this, dependsOn: rules },
    );
    this.registerOutputs({});
  }
}
