/** Rows about what Loki holds: in memory, on its volumes, and in its store. */
import { MEMORY } from "../../names/workloads";
import type { Settings } from "../../settings";
import { asLines, graph, type Panel, SHOWN, steps } from "../common";
import { diskStates } from "../states";
import { logLines } from "../loki";
import { used } from "../storage/selectors";
import { FOLDED, own, picked, WORKLOADS } from "./selectors";

export function streams(settings: Settings): Panel {
  return ofPods(settings, "loki_ingester_memory_streams", {
    title: "Streams in memory",
    description:
      "Streams, which are sets of labels, that pods hold. Each costs memory and a chunk: a climb is a label with too many values, such as an address or an id.",
    unit: "short",
  });
}

export function log(settings: Settings): Panel {
  return ofPods(settings, "loki_ingester_wal_bytes_in_use", {
    title: "Write-ahead log",
    description:
      "Bytes that are on a pod's volume so as to survive a restart, until they are stored. What only grows is not stored: look at what fails in the next row.",
    unit: "bytes",
  });
}

function ofPods(
  settings: Settings,
  gauge: string,
  options: { title: string; description: string; unit: string },
): Panel {
  return graph({
    ...FOLDED,
    width: 6,
    ...options,
    queries: [{ expr: `topk(${SHOWN}, sum by (pod) (${gauge}{${picked(settings)}}))`, legend: "{{pod}}" }],
    empty: "No ingester",
  });
}

export function memory(settings: Settings): Panel {
  return graph({
    ...FOLDED,
    width: 6,
    title: "Memory",
    description:
      "Memory of Loki's workloads. It follows streams and large queries; a process that is killed for it loses its queries, and reads its log for minutes before it takes lines again.",
    unit: "bytes",
    queries: [{ expr: `topk(${SHOWN}, ${MEMORY}{${own(settings)},${WORKLOADS}})`, legend: "{{workload}}" }],
  });
}

export function volumes(settings: Settings): Panel {
  const { diskPercent } = settings.thresholds;
  return graph({
    ...FOLDED,
    width: 6,
    title: "Volumes",
    description: `Use of Loki's volumes. Above ${diskPercent}% PersistentVolumeFilling fires; on a full one no line is taken: enlarge it, or shorten logs.retention.`,
    unit: "percentunit",
    queries: [
      {
        expr: `topk(${SHOWN}, ${used(`${own(settings)},persistentvolumeclaim=~".*loki.*"`)})`,
        legend: "{{persistentvolumeclaim}}",
      },
    ],
    empty: "It has no volume",
  })
    .axisSoftMax(1)
    .thresholds(steps(...diskStates(settings.thresholds)))
    .thresholdsStyle(asLines());
}

export function flushes(settings: Settings): Panel {
  const grown = (counter: string) => `sum(increase(${counter}{${picked(settings)}}[$__rate_interval]))`;
  return graph({
    ...FOLDED,
    title: "Storing that fails",
    description:
      "Attempts to store lines that failed (LokiFlushFailing), and writes of the log that found a full volume. Until they succeed lines are in memory alone: look at access to the object storage and at space.",
    unit: "short",
    queries: [
      { expr: grown("loki_ingester_chunks_flush_failures_total"), legend: "not stored" },
      { expr: grown("loki_ingester_wal_disk_full_failures_total"), legend: "volume full" },
    ],
    empty: "None",
  });
}

export function objects(settings: Settings): Panel {
  const kinds =
    '__name__=~"loki_(s3|gcs|azure_blob)_request_duration_seconds_count",operation!~".*(Exists|Attributes)"';
  return graph({
    ...FOLDED,
    title: "Object storage that fails",
    description:
      "Requests a second that the object storage refused or failed at, by operation; above a tenth of them LokiObjectStorageFailing fires. 403 is a credential, 429 and 503 too many requests.",
    unit: "reqps",
    queries: [
      {
        expr: `topk(${SHOWN}, sum by (operation, status_code) (rate({${kinds},${picked(settings)},status_code=~"5..|401|403|429"}[$__rate_interval])))`,
        legend: "{{operation}} {{status_code}}",
      },
    ],
    empty: "None, or lines are on a volume",
  });
}

export function ages(settings: Settings): Panel {
  const last = (stem: string) => `${stem}_last_successful_run_timestamp_seconds{${own(settings)}} > 0`;
  // As Loki 2.9 calls it, and Loki 3.
  const deleted = ["loki_boltdb_shipper_apply_retention", "loki_compactor_apply_retention"].map(
    (stem) => `label_replace(${last(stem)}, "of", "${stem}", "", "")`,
  );
  return graph({
    ...FOLDED,
    title: "Since compaction and deletion",
    description:
      "How long ago the index was compacted, and lines past their retention deleted. After 3 hours without the one, and a day without the other, LokiCompactorNotRunning and LokiRetentionNotApplied fire.",
    unit: "s",
    queries: [
      { expr: `time() - max(${last("loki_boltdb_shipper_compact_tables_operation")})`, legend: "compacted" },
      { expr: `time() - max(${deleted.join(" or ")})`, legend: "deleted" },
    ],
  });
}

export function lines(settings: Settings): Panel {
  return logLines({
    title: "What Loki says itself",
    description:
      "The newest lines of level warn, error or fatal of Loki's own pods, as long as it still takes them. Its errors name the tenant, the stream and the limit that was passed.",
    width: 24,
    height: 10,
    queries: [{ expr: `{${own(settings)}, service=~"loki.*", level=~"warn|error|fatal"}` }],
    empty: "No line warns",
  });
}
