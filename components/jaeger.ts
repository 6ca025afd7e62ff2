/** Jaeger: it stores spans, finds them again, and tells services how much to sample. */
import * as k8s from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { bytes } from "../settings/units";
import type { Settings } from "../settings";
import { CHARTS } from "./support/charts";
import { BADGER_FOLDER, jaegerConfig, uiConfig } from "./jaeger/config";
import { elasticsearchMounts, indexCleanerValues } from "./jaeger/elasticsearch";
import { samplingStrategies, STRATEGIES } from "./jaeger/sampling";
import { autoscaler, disruptionBudget, leastReplicas } from "./jaeger/scaling";
import { release } from "./support/release";
import { shortHash } from "./support/short-hash";
import { SCRAPED_BY } from "./scrape-annotations";
import { BADGER_CLAIM, JAEGER } from "../names/jaeger";
import { exposedHost } from "../names/hosts";
import { ingressValues, resourceValues, withoutUndefined } from "./support/values";

/** What the chart's Service and Deployment are known by. */
export const SELECTOR = { "app.kubernetes.io/name": "jaeger", "app.kubernetes.io/instance": JAEGER };

export interface JaegerArgs {
  settings: Settings;
  namespace: pulumi.Input<string>;
}

/** The Helm values of the release, by name of Secret where a credential is needed. */
export function jaegerValues(settings: Settings): Record<string, unknown> {
  const { storage, autoscaling, replicas, resources } = settings.tracing;
  const config = { userconfig: jaegerConfig(settings), uiconfig: uiConfig(settings) };
  const { volumes, mounts } = jaegerMounts(settings);
  return {
    fullnameOverride: JAEGER,
    ...config,
    jaeger: withoutUndefined({
      // Without a number Helm leaves it to the autoscaler.
      replicas: autoscaling === undefined ? replicas : null,
      // Two servers must not open one volume; with a store elsewhere the new one comes up before the old one goes.
      strategy: storage === "elasticsearch" ? rollingUpdate : undefined,
      podLabels: {
        [SCRAPED_BY]: "monitor",
        // The chart mounts the files in a way that they never change in a running pod: another configuration, another pod.
        "observability/config": shortHash(config),
      },
      // Go collects garbage more eagerly close to it, before the limit kills the container.
      extraEnv: [{ name: "GOMEMLIMIT", value: String(Math.floor(bytes(resources.memoryLimit) * 0.85)) }],
      extraVolumes: volumes,
      extraVolumeMounts: mounts,
      serviceAccount: { automountServiceAccountToken: false },
      securityContext: {
        allowPrivilegeEscalation: false,
        capabilities: { drop: ["ALL"] },
        readOnlyRootFilesystem: true,
        runAsNonRoot: true,
        seccompProfile: { type: "RuntimeDefault" },
      },
      resources: resourceValues(resources),
      ingress: ingressValues(settings, exposedHost(settings, "jaeger")),
      topologySpreadConstraints: leastReplicas(settings) > 1 ? spread : undefined,
    }),
    ...indexCleanerValues(settings),
  };
}

const rollingUpdate = { type: "RollingUpdate", rollingUpdate: { maxSurge: 1, maxUnavailable: 0 } };

const spread = ["kubernetes.io/hostname", "topology.kubernetes.io/zone"].map((topologyKey) => ({
  maxSkew: 1,
  topologyKey,
  whenUnsatisfiable: "ScheduleAnyway",
  labelSelector: { matchLabels: { ...SELECTOR, "app.kubernetes.io/component": "all-in-one" } },
}));

function jaegerMounts({ tracing }: Settings): ReturnType<typeof elasticsearchMounts> {
  const { volumes, mounts } = tracing.storage === "elasticsearch" ? elasticsearchMounts() : { volumes: [], mounts: [] };
  if (tracing.storage === "badger") {
    volumes.push({ name: "badger", persistentVolumeClaim: { claimName: BADGER_CLAIM } });
    mounts.push({ name: "badger", mountPath: BADGER_FOLDER });
  }
  if (!tracing.sampling.adaptive) {
    volumes.push({ name: "sampling", configMap: { name: STRATEGIES.configMap } });
    mounts.push({ name: "sampling", mountPath: STRATEGIES.folder, readOnly: true });
  }
  return { volumes, mounts };
}

/** Jaeger with its strategies, its volume if it has one, its monitor, and what scales it. */
export class Jaeger extends pulumi.ComponentResource {
  readonly release: k8s.helm.v3.Release;

  constructor(name: string, { settings, namespace }: JaegerArgs, opts?: pulumi.ComponentResourceOptions) {
    super("observability:tracing:Jaeger", name, {}, opts);
    const { tracing, cluster } = settings;
    const child = { parent: this };
    const before: pulumi.Resource[] = [];
    if (!tracing.sampling.adaptive) {
      before.push(
        new k8s.core.v1.ConfigMap(
          STRATEGIES.configMap,
          {
            metadata: { name: STRATEGIES.configMap, namespace },
            data: { [STRATEGIES.file]: `${JSON.stringify(samplingStrategies(tracing.sampling), undefined, 2)}\n` },
          },
          child,
        ),
      );
    }
    if (tracing.storage === "badger") {
      before.push(
        new k8s.core.v1.PersistentVolumeClaim(BADGER_CLAIM, badgerClaim(settings, namespace), {
          ...child,
          retainOnDelete: !cluster.deleteDataOnDestroy,
        }),
      );
    }
    this.release = release(
      JAEGER,
      {
        chart: CHARTS.jaeger,
        namespace,
        values: jaegerValues(settings),
        settings,
        ...(tracing.autoscaling === undefined ? {} : { allowNullValues: true }),
      },
      { ...child, dependsOn: before },
    );
    const afterRelease = { ...child, dependsOn: this.release };
    new k8s.apiextensions.CustomResource(JAEGER, jaegerMonitor(namespace), afterRelease);
    autoscaler(settings, namespace, afterRelease);
    disruptionBudget(settings, namespace, SELECTOR, afterRelease);
    this.registerOutputs({});
  }
}

function badgerClaim({ cluster, tracing }: Settings, namespace: pulumi.Input<string>) {
  return {
    metadata: {
      name: BADGER_CLAIM,
      namespace,
      // Most storage classes make the volume when the first pod asks for it, which comes after this.
      annotations: { "pulumi.com/skipAwait": "true" },
    },
    spec: {
      accessModes: ["ReadWriteOnce"],
      resources: { requests: { storage: tracing.volume } },
      ...(cluster.storageClass === undefined ? {} : { storageClassName: cluster.storageClass }),
    },
  };
}

/** What Prometheus scrapes: Jaeger's own metrics, as job `jaeger`. */
function jaegerMonitor(namespace: pulumi.Input<string>) {
  return {
    apiVersion: "monitoring.coreos.com/v1",
    kind: "ServiceMonitor",
    metadata: { name: JAEGER, namespace },
    spec: {
      jobLabel: "app.kubernetes.io/name",
      selector: { matchLabels: SELECTOR },
      endpoints: [{ port: "internal-metrics" }],
    },
  };
}
