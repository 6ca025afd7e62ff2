/** Engine `loki`: Loki 3 in one kind of server or in parts, on a volume or on object storage. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import type { Credentials } from "./support/credential-outputs";
import { logCredentials } from "./loki/credentials";
import { replicationFactor } from "./loki/estimates";
import { bytes } from "../settings/units";
import type { Settings } from "../settings";
import { CHARTS } from "./support/charts";
import { partValues, RULES_FOLDER } from "./loki/parts";
import { objectStore, STORAGE_KEYS, STORAGE_SECRET, storageAccess, storageValues } from "./loki/storage";
import { hasTenants, LOKI_RELEASES } from "../names/loki";
import { OTLP_LABELS } from "./loki/otlp";
import { compactorConfig, limitsConfig, rulerConfig, schemaConfig } from "./loki/config";
import { logRules } from "./loki/rules";
import { LOKI_INGRESS, tenantLimits } from "./loki/tenants";
import { release } from "./support/release";
import { withoutUndefined } from "./support/values";

export interface LokiArgs {
  settings: Settings;
  credentials: Credentials;
  namespace: pulumi.Input<string>;
}

/** The Helm values of the release, by name of Secret where a credential is needed. */
export function lokiValues(settings: Settings): Record<string, unknown> {
  const { logs } = settings;
  const { objectStorage } = logs;
  return {
    fullnameOverride: LOKI_RELEASES.loki,
    loki: lokiSection(settings),
    serviceAccount: { annotations: objectStorage?.serviceAccountAnnotations ?? {} },
    // What is the same for every pod that runs Loki.
    defaults: storageAccess(settings),
    chunksCache: cache(logs.caches.chunks),
    resultsCache: cache(logs.caches.results),
    // Jobs have the Services' names, as everybody else's.
    monitoring: { serviceMonitor: { enabled: true, jobPrefix: "" } },
    // Servers find each other before they are ready, and are ready only then.
    memberlist: { service: { publishNotReadyAddresses: true } },
    // The rules come as a ConfigMap that is mounted: nothing has to look for them.
    sidecar: { rules: { enabled: false } },
    // A test of the chart's own, that writes and reads without end.
    lokiCanary: { enabled: false },
    test: { enabled: false },
    // The parts of the mode between the two, which Loki 4 does not have; the chart counts them all the same.
    ...Object.fromEntries(["backend", "read", "write"].map((part) => [part, { replicas: 0 }])),
    ...partValues(settings),
  };
}

function lokiSection(settings: Settings): Record<string, unknown> {
  const { logs } = settings;
  const { objectStorage } = logs;
  const store = objectStore(settings);
  return {
    auth_enabled: hasTenants(settings),
    ...withoutUndefined({ runtimeConfig: tenantLimits(settings) }),
    analytics: { reporting_enabled: false },
    commonConfig: { replication_factor: replicationFactor(logs) },
    storage: storageValues(settings),
    schemaConfig: schemaConfig(store),
    limits_config: {
      ...limitsConfig(settings),
      // The labels are ours, as on the other engine: Loki is not to add its own.
      discover_service_name: [],
      discover_log_levels: false,
      // What comes by OTLP gets the same labels as what is collected from containers.
      otlp_config: OTLP_LABELS,
      // Lines that are older than their stream's newest by more than an hour are taken in all the same: a new collector
      // sends the nodes' files from their beginning.
      shard_streams: { time_sharding_enabled: true },
    },
    compactor: {
      ...compactorConfig("/var/loki/compactor", store),
      // Any of several servers may do it next: the marks are where all of them find them.
      ...(objectStorage === undefined ? {} : { deletion_marker_object_store_prefix: "deletion-markers/" }),
    },
    ingester: { chunk_idle_period: "30m", wal: { flush_on_shutdown: true } },
    ...(logs.engine === "loki"
      ? { rulerConfig: rulerConfig(settings, RULES_FOLDER, logs.mode === "monolithic" ? logs.replicas : 1) }
      : {}),
    ...(objectStorage?.type === "azure" && objectStorage.auth === "workload-identity"
      ? { podLabels: { "azure.workload.identity/use": "true" } }
      : {}),
  };
}

/** A memcached of a size; the chart counts in MiB, and its own 8 GiB leave pods pending on an ordinary node. */
function cache(size: string | undefined): Record<string, unknown> {
  return size === undefined
    ? { enabled: false }
    : { enabled: true, allocatedMemory: Math.round(bytes(size) / 2 ** 20) };
}

/** Loki 3 with its rules and the object storage's credentials. */
export class Loki extends pulumi.ComponentResource {
  readonly release: k8s.helm.v3.Release;

  constructor(name: string, args: LokiArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:logs:Loki", name, {}, opts);
    const { settings, credentials, namespace } = args;
    const rules = settings.logs.engine === "loki" ? [logRules(settings, namespace, { parent: this })] : [];
    if (hasTenants(settings))
      new k8s.networking.v1.NetworkPolicy(
        LOKI_RELEASES.loki,
        { metadata: { name: LOKI_RELEASES.loki, namespace }, spec: LOKI_INGRESS },
        { parent: this },
      );
    const needed = logCredentials(settings);
    const secrets =
      needed.length === 0
        ? []
        : [
            new k8s.core.v1.Secret(
              STORAGE_SECRET,
              {
                metadata: { name: STORAGE_SECRET, namespace },
                stringData: Object.fromEntries(
                  needed.flatMap(({ key }) => {
                    const credential = credentials[key];
                    const field = STORAGE_KEYS[key];
                    return credential === undefined || field === undefined ? [] : [[field, credential]];
                  }),
                ),
              },
              { parent: this },
            ),
          ];
    this.release = release(
      LOKI_RELEASES.loki,
      {
        chart: CHARTS.loki,
        namespace,
        values: lokiValues(settings),
        settings,
        // Several servers find each other, one after the other.
        timeout: 900,
      },
      { parent: this, dependsOn: [...rules, ...secrets] },
    );
    this.registerOutputs({});
  }
}
