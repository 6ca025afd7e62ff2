/** Checks of what the settings of Prometheus, Grafana and the thresholds say together. */
import type { Settings } from "../../settings";
import { type Check, duplicateNames, type Problem } from "../../settings/problem";
import { memoryProblems } from "../../settings/resources";
import { bytes, formatBytes, seconds } from "../../settings/units";
import { accessChecks, accessWarnings } from "./access-checks";
import { connectionChecks } from "./connection-checks";
import { estimatedBytes, retentionBytes } from "./estimates";

/** Two long-term stores of one name would share a credential. */
function remoteWriteNames({ metrics }: Settings): Problem[] {
  return duplicateNames("metrics.remoteWrite", metrics.remoteWrite);
}

/** Replicas that would forget what they know. @param sample A volume that would do. */
export function replicasHaveVolumes(
  key: "alerting" | "metrics",
  { replicas, storage }: Settings["alerting" | "metrics"],
  sample: string,
): Problem[] {
  if (replicas === 1 || storage !== "none") return [];
  return [
    {
      key: `${key}.storage`,
      problem: `"none" with ${replicas} replicas: each would forget what it knows when its pod moves`,
      cure: { set: `${key}.storage`, to: sample },
    },
  ];
}

function metricsReplicas({ metrics }: Settings): Problem[] {
  return replicasHaveVolumes("metrics", metrics, "20Gi");
}

function grafanaReplicas({ grafana }: Settings): Problem[] {
  if (grafana.replicas === 1 || grafana.database) return [];
  return [
    {
      key: "grafana.database",
      problem: `is missing with ${grafana.replicas} replicas: each would have its own users, sessions and preferences`,
      cure: {
        any: [
          { set: "grafana.database.host", to: "<host:port>" },
          { set: "grafana.replicas", to: "1" },
        ],
      },
    },
  ];
}

function intervals({ metrics }: Settings): Problem[] {
  return (["scrapeInterval", "evaluationInterval"] as const).flatMap((key) => {
    const interval = seconds(metrics[key]);
    if (interval >= 1 && interval <= 120) return [];
    return [
      {
        key: `metrics.${key}`,
        problem: `"${metrics[key]}" is not between 1s and 2m: Prometheus forgets a series after 5 minutes without a sample`,
        cure: { set: `metrics.${key}`, to: "15s" },
      },
    ];
  });
}

function retentionSize(settings: Settings): Problem[] {
  const { metrics } = settings;
  if (metrics.storage === "none" || (retentionBytes(settings) ?? 0) <= bytes(metrics.storage)) return [];
  return [
    {
      key: "metrics.retentionSize",
      problem: `"${metrics.retentionSize ?? ""}" is more than the volume holds (metrics.storage is ${metrics.storage})`,
      cure: { set: "metrics.retentionSize", to: formatBytes(bytes(metrics.storage) * 0.8) },
    },
  ];
}

function metricsMemory({ metrics }: Settings): Problem[] {
  return memoryProblems("metrics.resources", metrics.resources);
}

function grafanaMemory({ grafana }: Settings): Problem[] {
  return memoryProblems("grafana.resources", grafana.resources);
}

function oidcEndpoints({ grafana }: Settings): Problem[] {
  const { oidc } = grafana;
  if (oidc?.provider !== "generic") return [];
  return (["authUrl", "tokenUrl", "userinfoUrl"] as const).flatMap((key) =>
    oidc[key] === undefined
      ? [
          {
            key: `grafana.oidc.${key}`,
            problem: "is missing: only keycloak, okta and dex have endpoints that follow from the issuer",
            cure: { set: `grafana.oidc.${key}`, to: "<URL>" },
          },
        ]
      : [],
  );
}

function remoteWriteUsers({ metrics }: Settings): Problem[] {
  return metrics.remoteWrite.flatMap(({ auth, username }, index) => {
    if (auth !== "basic" || username !== undefined) return [];
    const key = `metrics.remoteWrite[${index}].username`;
    return [{ key, problem: "is missing, and auth is basic", cure: { set: key, to: "<user>" } }];
  });
}

/** What pages has to be more than what alerts. */
function criticalThresholds({ thresholds }: Settings): Problem[] {
  const { databases } = thresholds;
  const { elasticsearch, postgres } = databases;
  const found = (of: string, percent: number, critical: number): Problem[] =>
    percent < critical
      ? []
      : [
          {
            key: `thresholds.${of}CriticalPercent`,
            problem: `${critical} is not above thresholds.${of}Percent (${percent})`,
            cure: {
              set: `thresholds.${of}CriticalPercent`,
              to: String(Math.min(percent + 10, (percent + 100) / 2)),
            },
          },
        ];
  return [
    ...found("disk", thresholds.diskPercent, thresholds.diskCriticalPercent),
    ...found("databases.connections", databases.connectionsPercent, databases.connectionsCriticalPercent),
    ...found("databases.postgres.wraparound", postgres.wraparoundPercent, postgres.wraparoundCriticalPercent),
    ...found("databases.elasticsearch.disk", elasticsearch.diskPercent, elasticsearch.diskCriticalPercent),
  ];
}

/** A warning: each shard answers for its own targets only. */
function shardsWithoutStore({ metrics }: Settings): Problem[] {
  if (metrics.shards === 1 || metrics.remoteWrite.length > 0) return [];
  return [
    {
      key: "metrics.shards",
      problem: `${metrics.shards} shards each know their own targets only, and so does every rule and every dashboard that asks one`,
      cure: { set: "metrics.remoteWrite[0].url", to: "<a store that is asked instead>" },
    },
  ];
}

/** A warning: the retention asks for more than is kept. */
function metricsRoom(settings: Settings): Problem[] {
  const { metrics } = settings;
  const limit = retentionBytes(settings);
  const estimate = estimatedBytes(settings);
  if (metrics.storage === "none" || limit === undefined || estimate <= limit) return [];
  const days = Math.floor((seconds(metrics.retention) * limit) / estimate / 86_400);
  return [
    {
      key: "metrics.retention",
      problem:
        `${metrics.retention} of ${metrics.expectedSeries} series take about ${formatBytes(estimate)}, and ${formatBytes(limit)} is kept: ` +
        `the oldest goes after about ${days} days`,
      cure: {
        all: [
          { set: "metrics.storage", to: `${Math.ceil(estimate / 0.8 / 2 ** 30)}Gi` },
          ...(metrics.retentionSize === undefined
            ? []
            : [{ set: "metrics.retentionSize", to: `${Math.ceil(estimate / 2 ** 30)}Gi` }]),
        ],
      },
    },
  ];
}

export const kubePrometheusStackChecks: readonly Check[] = [
  remoteWriteNames,
  metricsReplicas,
  grafanaReplicas,
  intervals,
  retentionSize,
  metricsMemory,
  grafanaMemory,
  oidcEndpoints,
  remoteWriteUsers,
  criticalThresholds,
  ...accessChecks,
  ...connectionChecks,
];

export const kubePrometheusStackWarnings: readonly Check[] = [shardsWithoutStore, metricsRoom, ...accessWarnings];
