/** Checks that need more than one setting: each returns its mistakes, and what works but will disappoint. */
import * as fs from "node:fs";
import * as path from "node:path";
import { chartArchives } from "../components/releases";
import { channelChecks } from "./channel-checks";
import { elasticChecks } from "./elastic-checks";
import { logChecks } from "./log-checks";
import { type Problem, setCommand } from "./problems";
import { memoryProblems } from "./resource-checks";
import { bytes, formatBytes, seconds } from "./schema/units";
import type { Settings } from "./settings";
import { tracingChecks } from "./tracing-checks";

/** Mistakes, and warnings. */
export interface Findings {
  problems: Problem[];
  warnings: Problem[];
}

/** Runs every check. */
export function crossChecks(stack: string, settings: Settings): Findings {
  const all = [
    duplicates(stack, settings),
    replicas(stack, settings),
    retention(stack, settings),
    memory(stack, settings),
    grafana(stack, settings),
    thresholds(stack, settings),
    mirror(stack, settings),
    channelChecks(stack, settings),
    logChecks(stack, settings),
    elasticChecks(stack, settings),
    tracingChecks(stack, settings),
  ];
  return { problems: all.flatMap((f) => f.problems ?? []), warnings: all.flatMap((f) => f.warnings ?? []) };
}

function duplicates(stack: string, { alerting, elastic, metrics }: Settings): Partial<Findings> {
  const lists: Record<string, readonly { name: string }[]> = {
    ...Object.fromEntries(Object.entries(alerting.channels).map(([kind, list]) => [`alerting.channels.${kind}`, list])),
    "alerting.quietHours": alerting.quietHours,
    "alerting.maintenance": alerting.maintenance,
    "elastic.nodes": elastic?.nodes ?? [],
    "metrics.remoteWrite": metrics.remoteWrite,
  };
  const problems = Object.entries(lists).flatMap(([key, list]) =>
    list.flatMap(({ name }, index) =>
      list.findIndex((other) => other.name === name) < index
        ? [
            {
              key: `${key}[${index}].name`,
              problem: `"${name}" is the name of another one already`,
              mend: setCommand(stack, `${key}[${index}].name`, `${name}-${index + 1}`),
            },
          ]
        : [],
    ),
  );
  return { problems };
}

function replicas(stack: string, { metrics, alerting, grafana }: Settings): Partial<Findings> {
  const problems: Problem[] = [];
  for (const [key, { replicas, storage }] of Object.entries({ metrics, alerting })) {
    if (replicas > 1 && storage === "none") {
      problems.push({
        key: `${key}.storage`,
        problem: `"none" with ${replicas} replicas: each would forget what it knows when its pod moves`,
        mend: setCommand(stack, `${key}.storage`, key === "metrics" ? "20Gi" : "1Gi"),
      });
    }
  }
  if (grafana.replicas > 1 && !grafana.database) {
    problems.push({
      key: "grafana.database",
      problem: `is missing with ${grafana.replicas} replicas: each would have its own users, sessions and preferences`,
      mend: `${setCommand(stack, "grafana.database.host", "<host:port>")}, or ${setCommand(stack, "grafana.replicas", "1")}`,
    });
  }
  const warnings: Problem[] = [];
  if (metrics.shards > 1 && metrics.remoteWrite.length === 0) {
    warnings.push({
      key: "metrics.shards",
      problem: `${metrics.shards} shards each know their own targets only, and so does every rule and every dashboard that asks one`,
      mend: setCommand(stack, "metrics.remoteWrite[0].url", "<a store that is asked instead>"),
    });
  }
  return { problems, warnings };
}

/**
 * Bytes that the metrics of the retention take on one replica: series / interval * 2 bytes * seconds.
 * Source: Prometheus' storage page, `retention_time_seconds * ingested_samples_per_second * bytes_per_sample`, where a
 * sample takes 1 to 2 bytes.
 */
export function estimatedBytes({ metrics }: Settings): number {
  const samplesPerSecond = metrics.expectedSeries / metrics.shards / seconds(metrics.scrapeInterval);
  return samplesPerSecond * 2 * seconds(metrics.retention);
}

/** The size that Prometheus keeps its blocks under: as set, else 80 % of the volume; undefined without a volume. */
export function retentionBytes({ metrics }: Settings): number | undefined {
  if (metrics.retentionSize !== undefined) return bytes(metrics.retentionSize);
  return metrics.storage === "none" ? undefined : bytes(metrics.storage) * 0.8;
}

function retention(stack: string, settings: Settings): Partial<Findings> {
  const { metrics } = settings;
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  for (const key of ["scrapeInterval", "evaluationInterval"] as const) {
    const interval = seconds(metrics[key]);
    if (interval < 1 || interval > 120) {
      problems.push({
        key: `metrics.${key}`,
        problem: `"${metrics[key]}" is not between 1s and 2m: Prometheus forgets a series after 5 minutes without a sample`,
        mend: setCommand(stack, `metrics.${key}`, "15s"),
      });
    }
  }
  if (metrics.storage === "none") return { problems, warnings };
  const limit = retentionBytes(settings) ?? 0;
  if (limit > bytes(metrics.storage)) {
    problems.push({
      key: "metrics.retentionSize",
      problem: `"${metrics.retentionSize ?? ""}" is more than the volume holds (metrics.storage is ${metrics.storage})`,
      mend: setCommand(stack, "metrics.retentionSize", formatBytes(bytes(metrics.storage) * 0.8)),
    });
  }
  const estimate = estimatedBytes(settings);
  if (estimate > limit) {
    warnings.push({
      key: "metrics.retention",
      problem:
        `${metrics.retention} of ${metrics.expectedSeries} series take about ${formatBytes(estimate)}, and ${formatBytes(limit)} is kept: ` +
        `the oldest goes after about ${Math.floor((seconds(metrics.retention) * limit) / estimate / 86_400)} days`,
      mend: [
        setCommand(stack, "metrics.storage", `${Math.ceil(estimate / 0.8 / 2 ** 30)}Gi`),
        ...(metrics.retentionSize === undefined
          ? []
          : [setCommand(stack, "metrics.retentionSize", `${Math.ceil(estimate / 2 ** 30)}Gi`)]),
      ].join(" and "),
    });
  }
  return { problems, warnings };
}

function memory(stack: string, settings: Settings): Partial<Findings> {
  const parts = ["metrics", "grafana", "alerting", "tracing"] as const;
  return { problems: parts.flatMap((key) => memoryProblems(stack, `${key}.resources`, settings[key].resources)) };
}

function grafana(stack: string, { grafana, metrics }: Settings): Partial<Findings> {
  const problems: Problem[] = [];
  if (grafana.oidc?.provider === "generic") {
    for (const key of ["authUrl", "tokenUrl", "userinfoUrl"] as const) {
      if (grafana.oidc[key] !== undefined) continue;
      problems.push({
        key: `grafana.oidc.${key}`,
        problem: "is missing: only keycloak, okta and dex have endpoints that follow from the issuer",
        mend: setCommand(stack, `grafana.oidc.${key}`, `${grafana.oidc.issuer}/<endpoint>`),
      });
    }
  }
  metrics.remoteWrite.forEach(({ auth, username }, index) => {
    if (auth !== "basic" || username !== undefined) return;
    const key = `metrics.remoteWrite[${index}].username`;
    problems.push({ key, problem: "is missing, and auth is basic", mend: setCommand(stack, key, "<user>") });
  });
  return { problems };
}

function thresholds(stack: string, { thresholds: t }: Settings): Partial<Findings> {
  if (t.diskPercent < t.diskCriticalPercent) return {};
  return {
    problems: [
      {
        key: "thresholds.diskCriticalPercent",
        problem: `${t.diskCriticalPercent} is not above thresholds.diskPercent (${t.diskPercent})`,
        mend: setCommand(stack, "thresholds.diskCriticalPercent", String(Math.min(100, t.diskPercent + 10))),
      },
    ],
  };
}

function mirror(stack: string, settings: Settings): Partial<Findings> {
  const { charts } = settings;
  if (charts === undefined || !/^[./]/.test(charts)) return {};
  const missing = chartArchives(settings).filter((file) => !fs.existsSync(path.join(charts, file)));
  if (missing.length === 0) return {};
  return {
    problems: [
      {
        key: "charts",
        problem: `${charts} lacks ${missing.join(", ")}`,
        mend: `helm pull the chart into ${charts}, or ${setCommand(stack, "charts", "<directory>")}`,
      },
    ],
  };
}
