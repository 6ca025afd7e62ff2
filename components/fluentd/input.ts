/** Where Fluentd's lines come from, and how they become whole: parts of long lines first, then stack traces. */
import type { Settings } from "../../settings";
import { CRI } from "../elastic/parsing";
import { section, type Section } from "./language";
import { falcoFiles, nodeInputs } from "./node-sources";
import { STATE } from "./state";

export const METRICS_PORT = 24231;

/** The largest message that is put together, of lines or of parts of a line. */
const MAX_MESSAGE = 512 * 1024;

export function system(): Section {
  return section(
    "system",
    // What cannot be written at all ends in `backup` there. One worker: two would read the same files.
    {
      root_dir: `${STATE}/root`,
      workers: 1,
      log_level: "info",
      ignore_repeated_log_interval: "60s",
      ignore_same_log_interval: "60s",
    },
    section("log", { format: "json" }),
  );
}

export function sources(settings: Settings): Section[] {
  const { cluster, security } = settings;
  return [
    containers("containers", {
      path: "/var/log/containers/*.log",
      // The platform's own pods: what Fluentd or Elasticsearch say about a line would be a line again.
      exclude_path: [`/var/log/containers/*_${cluster.namespace}_*.log`],
    }),
    ...(security.sources.falco === undefined ? [] : [containers("falco", { path: falcoFiles(cluster.namespace) })]),
    ...nodeInputs(settings),
    section("source", { "@type": "prometheus", "@id": "metrics", bind: "0.0.0.0", port: METRICS_PORT }),
    section("source", { "@type": "prometheus_output_monitor", "@id": "metrics_outputs", interval: 10 }),
  ];
}

function containers(id: string, files: Readonly<Record<string, string | readonly string[]>>): Section {
  return section(
    "source",
    {
      "@type": "tail",
      "@id": id,
      "@label": "@PARTS",
      ...files,
      pos_file: `${STATE}/${id}.pos`,
      pos_file_compaction_interval: "1h",
      // A pod's first lines are written before its file is noticed.
      read_from_head: true,
      refresh_interval: "10s",
      rotate_wait: "30s",
      // One container's flood does not keep the others waiting, and does not make one huge batch.
      read_lines_limit: 500,
      tag: "lines.*",
      emit_unmatched_lines: true,
    },
    section("parse", { "@type": "regexp", expression: `/${CRI}/`, time_key: "time", time_format: "%iso8601" }),
  );
}

/** The runtime cuts a line at 16 KiB: the parts are put together, and kept apart by their stream. */
export function parts(): Section {
  return section(
    "label @PARTS",
    {},
    section(
      "filter **",
      {
        "@type": "prometheus",
        "@id": "metrics_input",
      },
      section("metric", {
        name: "fluentd_input_status_num_records_total",
        type: "counter",
        desc: "Lines that were read",
      }),
    ),
    section("filter **", {
      "@type": "concat",
      "@id": "join_parts",
      key: "message",
      // Not its mode for the runtime's tags: that one mixes the two streams, and knows no limit.
      partial_key: "logtag",
      partial_value: "P",
      stream_identity_key: "stream",
      separator: "",
      use_first_timestamp: true,
      buffer_limit_size: MAX_MESSAGE,
      // What is longer goes on as a message of its own; it is not lost.
      buffer_overflow_method: "new",
      // The end of a line that does not come: the container has gone.
      flush_interval: "5s",
      timeout_label: "@LINES",
    }),
    section("match **", { "@type": "relabel", "@label": "@LINES" }),
  );
}

/** The lines of a stack trace are one message: of Java, Python, Go, JavaScript, Ruby, PHP, C#, Dart and Rust. */
export function stackTraces(): Section {
  return section(
    "label @LINES",
    {},
    section("match lines.**", {
      "@type": "detect_exceptions",
      "@id": "join_stack_traces",
      remove_tag_prefix: "lines",
      message: "message",
      stream: "stream",
      force_line_breaks: true,
      multiline_flush_interval: 2,
      max_lines: 1000,
      max_bytes: MAX_MESSAGE,
    }),
    // It sends on what it takes, with the tag changed.
    section("match **", { "@type": "relabel", "@label": "@EVENTS" }),
  );
}
