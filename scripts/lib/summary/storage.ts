/** What data will take, and what there is to hold it. */
import { estimatedBytes, retentionBytes } from "../../../components/kube-prometheus-stack/estimates";
import { elasticEstimates, neededBytes, WRITERS } from "../../../components/elastic/estimates";
import { replicasOf } from "../../../settings/elastic-nodes";
import { estimatedLogBytes } from "../../../components/loki/estimates";
import { formatBytes } from "../../../settings/units";
import type { Settings } from "../../../settings";
import { JOINED } from "./table";
import { claimed, type Workload } from "./workloads";

/** Rows of what is expected once data is as old as it gets, what holds it, and what the figures are of. */
export function storageRows(settings: Settings, all: readonly Workload[]): string[][] {
  return [metricsRow(settings), ...logRows(settings), ...elasticRows(settings), volumesRow(all)];
}

function metricsRow(settings: Settings): string[] {
  const { expectedSeries, replicas, retention, shards, storage } = settings.metrics;
  const limit = retentionBytes(settings);
  const held = storage === "none" ? "no volume" : `${replicas * shards} x ${storage}`;
  return [
    "Prometheus",
    formatBytes(estimatedBytes(settings)),
    held,
    `on each: ${retention} of ${expectedSeries} series` +
      (limit === undefined ? "" : `; the oldest go when ${formatBytes(limit)} are full`),
  ];
}

function logRows({ logs }: Settings): string[][] {
  if (logs.engine === "none") return [];
  const { auditRetention, expectedPerDay, objectStorage, replicas, retention, storage } = logs;
  const volume = storage === "none" ? "no volume" : `${replicas} x ${storage}`;
  const stored =
    objectStorage === undefined
      ? ""
      : `; in ${objectStorage.type} ${objectStorage.bucket}, volumes for what is not there yet`;
  const what = `${retention} of ${expectedPerDay} a day, audit lines ${auditRetention}${stored}`;
  return [["Loki", formatBytes(estimatedLogBytes({ logs })), volume, what]];
}

function elasticRows(settings: Settings): string[][] {
  const { elastic, logs } = settings;
  if (elastic === undefined) return [];
  const copies = 1 + replicasOf(elastic);
  return elasticEstimates(settings).map((estimate) => [
    `Elasticsearch, ${estimate.tier}`,
    formatBytes(neededBytes(estimate)),
    formatBytes(estimate.usable),
    `${Math.round(estimate.days * 10) / 10} days of ${logs.expectedPerDay} a day` +
      WRITERS.filter((writer) => writer !== "logs" && estimate.needed[writer] > 0)
        .map((writer) => `, ${formatBytes(estimate.needed[writer])} of ${writer}`)
        .join("") +
      `, ${copies} ${copies === 1 ? "copy" : "copies"}; held below the watermark`,
  ]);
}

/** What runs, and the bytes of all of its volumes; what has none is left out. */
export function claimedVolumes(all: readonly Workload[]): { name: string; bytes: number }[] {
  return all
    .map(({ name, sets }) => ({ name, bytes: sets.reduce((sum, set) => sum + claimed(set), 0) }))
    .filter(({ bytes }) => bytes > 0);
}

function volumesRow(all: readonly Workload[]): string[] {
  const volumes = claimedVolumes(all);
  const sum = volumes.reduce((total, { bytes }) => total + bytes, 0);
  const each = volumes.map(({ name, bytes }) => `${name}${JOINED}${formatBytes(bytes)}`);
  return ["all volumes", "", formatBytes(sum), each.join(", ")];
}
