/** The pods of engine `loki`: one kind of server, or one for each of its parts. */
import type { Settings } from "../../settings";
import { hasTenants, isDistributed, TENANTS } from "../../names/loki";
import { auditRuleFiles, RULES_CONFIG_MAP } from "./rules";
import { claimRetention, resourceValues, withoutUndefined } from "../support/values";

/** Where the ruler looks for rules: a folder for each tenant. */
export const RULES_FOLDER = "/etc/loki/rules";

/** The volumes with the rules. They are empty on the engine that is only kept: its ruler is off. */
function rules(settings: Settings) {
  const volume = (name: string, tenant: string, items?: { key: string; path: string }[]) => ({
    volume: { name, configMap: { name: RULES_CONFIG_MAP, ...(items === undefined ? {} : { items }) } },
    mount: { name, mountPath: `${RULES_FOLDER}/${tenant}`, readOnly: true },
  });
  const files = Object.keys(auditRuleFiles(settings)).map((stem) => `${stem}.yaml`);
  const all = [
    volume("rules", TENANTS.ordinary),
    ...(hasTenants(settings)
      ? [
          volume(
            "audit-rules",
            TENANTS.audit,
            files.map((file) => ({ key: file, path: file })),
          ),
        ]
      : []),
  ];
  return { extraVolumes: all.map(({ volume }) => volume), extraVolumeMounts: all.map(({ mount }) => mount) };
}

/** The sections of the chart's values that are about its pods. */
export function partValues(settings: Settings): Record<string, unknown> {
  return isDistributed(settings, "loki") ? distributed(settings) : monolithic(settings);
}

function monolithic(settings: Settings): Record<string, unknown> {
  const { cluster, logs } = settings;
  const active = logs.engine === "loki";
  const size = active ? logs.storage : (logs.keepStorage ?? logs.storage);
  return {
    deploymentMode: "Monolithic",
    gateway: { enabled: false },
    ...(active ? {} : { ruler: { enabled: false } }),
    singleBinary: {
      ...part(settings, "single-binary", logs.replicas),
      // Loki hands over or writes down what it has in memory.
      terminationGracePeriodSeconds: 300,
      persistence:
        size === "none"
          ? { enabled: false }
          : withoutUndefined({
              enabled: true,
              size,
              storageClass: cluster.storageClass,
              enableStatefulSetAutoDeletePVC: true,
              ...claimRetention(settings),
            }),
      // A claim that grows needs a new StatefulSet; the chart makes it without touching the pods.
      statefulSetRecreateJob: { enabled: true },
      ...(active ? rules(settings) : {}),
    },
  };
}

function distributed(settings: Settings): Record<string, unknown> {
  const { cluster, logs } = settings;
  const active = logs.engine === "loki";
  const size = active ? logs.storage : (logs.keepStorage ?? logs.storage);
  const claim = withoutUndefined({
    name: "data",
    accessModes: ["ReadWriteOnce"],
    size,
    storageClass: cluster.storageClass,
  });
  const persistence = {
    enabled: true,
    claims: [claim],
    enableStatefulSetAutoDeletePVC: true,
    ...claimRetention(settings),
  };
  const few = Math.min(2, logs.replicas);
  // There is only ever one, and the chart knows no budget for it.
  const compactor = withoutUndefined({ ...part(settings, "compactor", 1), podDisruptionBudget: undefined });
  return {
    deploymentMode: "Distributed",
    singleBinary: { replicas: 0 },
    ingester: {
      ...part(settings, "ingester", logs.replicas),
      persistence,
      // Zones are a matter of one StatefulSet each; replicas on different nodes are enough here.
      zoneAwareReplication: { enabled: false },
      statefulSetRecreateJob: { enabled: true },
    },
    querier: part(settings, "querier", logs.replicas),
    distributor: part(settings, "distributor", few),
    queryFrontend: part(settings, "query-frontend", few),
    queryScheduler: part(settings, "query-scheduler", few),
    indexGateway: part(settings, "index-gateway", few),
    compactor: { ...compactor, persistence, statefulSetRecreateJob: { enabled: true } },
    ruler: active ? { ...part(settings, "ruler", 1), ...rules(settings) } : { enabled: false },
    gateway: {
      ...part(settings, "gateway", few),
      resources: { requests: { cpu: "20m", memory: "32Mi" }, limits: { memory: "128Mi" } },
      metrics: { enabled: false },
    },
  };
}

/** What every part has: its replicas, on different nodes where there are any, one of which may go at a time. */
function part({ logs }: Settings, component: string, replicas: number): Record<string, unknown> {
  return {
    replicas,
    resources: resourceValues(logs.resources),
    podDisruptionBudget: replicas > 1 ? { enabled: true, maxUnavailable: 1 } : { enabled: false },
    affinity: {
      podAntiAffinity: {
        // The chart's own would leave pods pending where there are fewer nodes than replicas.
        requiredDuringSchedulingIgnoredDuringExecution: [],
        preferredDuringSchedulingIgnoredDuringExecution: [
          {
            weight: 100,
            podAffinityTerm: {
              topologyKey: "kubernetes.io/hostname",
              labelSelector: {
                matchLabels: { "app.kubernetes.io/name": "loki", "app.kubernetes.io/component": component },
              },
            },
          },
        ],
      },
    },
  };
}
