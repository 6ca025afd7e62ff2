/** Fluentd's configuration as Fluentd reads it: its sections, and which parameters each plugin that is used here has. */
import assert from "node:assert/strict";

export interface Parsed {
  name: string;
  argument: string;
  params: Record<string, string>;
  sections: Parsed[];
}

/** Reads a configuration; a line that is none of its four forms is an error. */
export function parseFluentd(text: string): Parsed[] {
  const root: Parsed = { name: "", argument: "", params: {}, sections: [] };
  const open = [root];
  text.split("\n").forEach((line, index) => {
    const here = open.at(-1) ?? root;
    const fail = (what: string) => assert.fail(`line ${index + 1}: ${what}: ${line}`);
    const [, close] = /^\s*<\/(\w+)>$/.exec(line) ?? [];
    const [, name, argument = ""] = /^\s*<(\w+)(?: ([^<>]+))?>$/.exec(line) ?? [];
    const [, key, value] = /^\s*([@\w.${}']+) (.+)$/.exec(line) ?? [];
    if (line.trim() === "") return;
    if (close !== undefined) {
      if (here.name !== close || open.length === 1) fail(`closes <${close}> in <${here.name}>`);
      open.pop();
    } else if (name !== undefined) {
      const inner = { name, argument, params: {}, sections: [] };
      here.sections.push(inner);
      open.push(inner);
    } else if (key !== undefined && value !== undefined) {
      if (key in here.params) fail(`${key} is there twice`);
      here.params[key] = literal(value, fail);
    } else fail("is no section and no parameter");
  });
  assert.equal(open.length, 1, `<${open.at(-1)?.name ?? ""}> is not closed`);
  return root.sections;
}

/** In single quotes only `\'` and `\\` are escapes; in double quotes `#{…}` is Ruby; a bare `#` would begin a comment. */
function literal(value: string, fail: (what: string) => void): string {
  if (value.startsWith("'")) {
    const [, inside] = /^'((?:\\'|\\\\|[^'])*)'$/.exec(value) ?? [];
    if (inside === undefined) fail("its quotes are not closed");
    return (inside ?? "").replace(/\\(['\\])/g, "$1");
  }
  if (value.startsWith('"')) {
    if (!/^"#\{ENV\['[A-Z0-9_]+'\]\}"$/.test(value)) fail("only an environment variable is in double quotes");
    return value.slice(1, -1);
  }
  if (value.startsWith("[")) assert.doesNotThrow(() => JSON.parse(value) as unknown, value);
  else if (/\s#|^#/.test(value)) fail("has a comment");
  return value;
}

interface Known {
  required: readonly string[];
  optional?: readonly string[];
  /** Sections inside, by name: what each may have. */
  inside?: Readonly<Record<string, Known>>;
}

const BUFFER: Known = {
  required: ["@type", "path", "chunk_limit_size", "total_limit_size", "overflow_action", "retry_forever"],
  optional: [
    "flush_mode",
    "flush_interval",
    "flush_thread_count",
    "retry_type",
    "retry_wait",
    "retry_exponential_backoff_base",
    "retry_max_interval",
  ],
};

const PROMETHEUS_METRIC: Known = { required: ["name", "type", "desc"] };

/**
 * By section and type, the parameters that are used here, as the plugins' sources and documentation have them: fluentd 1.19,
 * fluent-plugin-elasticsearch 5.4, -concat 2.6, -detect-exceptions 0.0.16, -kubernetes_metadata_filter 3.8, -prometheus 2.2,
 * -rewrite-tag-filter 2.4, -multi-format-parser 1.0, -systemd 1.1: the versions of the image.
 */
export const PLUGINS: Readonly<Record<string, Known>> = {
  "source tail": {
    required: ["path", "tag", "pos_file"],
    optional: [
      "exclude_path",
      "pos_file_compaction_interval",
      "read_from_head",
      "refresh_interval",
      "rotate_wait",
      "read_lines_limit",
      "emit_unmatched_lines",
    ],
    inside: { parse: { required: ["@type"], optional: ["expression", "time_key", "time_format"] } },
  },
  "source systemd": {
    required: ["tag"],
    optional: ["path", "matches", "read_from_head"],
    inside: { storage: { required: ["@type", "path"] } },
  },
  "source prometheus": { required: [], optional: ["bind", "port", "metrics_path"] },
  "source prometheus_output_monitor": { required: [], optional: ["interval"] },
  "filter prometheus": { required: [], inside: { metric: PROMETHEUS_METRIC } },
  "filter concat": {
    required: ["key"],
    optional: [
      "partial_key",
      "partial_value",
      "stream_identity_key",
      "separator",
      "use_first_timestamp",
      "buffer_limit_size",
      "buffer_overflow_method",
      "flush_interval",
      "timeout_label",
    ],
  },
  // Those of components/fluentd/ruby.
  "filter audit_sources": { required: ["source", "node", "namespace"] },
  "filter redact": { required: [] },
  "filter name_fields": { required: ["cluster", "other_fields"] },
  "filter keep_as_text": { required: ["cluster"] },
  "filter kubernetes_metadata": {
    required: [],
    optional: [
      "watch",
      "cache_size",
      "cache_ttl",
      "include_ownerrefs_metadata",
      "skip_namespace_metadata",
      "skip_master_url",
    ],
  },
  "filter parser": {
    required: ["key_name"],
    optional: ["reserve_data", "reserve_time", "hash_value_field", "emit_invalid_record_to_error"],
    inside: {
      parse: {
        required: ["@type"],
        inside: { pattern: { required: ["format"], optional: ["expression", "time_key", "keep_time_key", "types"] } },
      },
    },
  },
  "filter elasticsearch_genid": {
    required: ["hash_id_key"],
    optional: ["use_record_as_seed", "record_keys", "hash_type"],
  },
  "match relabel": { required: ["@label"] },
  "match detect_exceptions": {
    required: ["remove_tag_prefix"],
    optional: ["message", "stream", "force_line_breaks", "multiline_flush_interval", "max_lines", "max_bytes"],
  },
  "match rewrite_tag_filter": {
    required: [],
    inside: { rule: { required: ["key", "pattern", "tag"], optional: ["label"] } },
  },
  "match elasticsearch": {
    required: ["host", "index_name", "user", "password", "ca_file", "write_operation", "id_key"],
    optional: [
      "scheme",
      "port",
      "ssl_min_version",
      "ssl_max_version",
      "suppress_type_name",
      "verify_es_version_at_startup",
      "default_elasticsearch_version",
      "unrecoverable_error_types",
      "log_es_400_reason",
      "request_timeout",
      "reload_connections",
      "reload_on_failure",
      "reconnect_on_error",
    ],
    inside: { buffer: BUFFER, secondary: { required: ["@type", "directory", "basename"] } },
  },
};

const COMMON = ["@type", "@id", "@label"];

/** What Fluentd would refuse, or take no notice of. */
export function faults(sections: readonly Parsed[]): string[] {
  return sections.flatMap((one) => {
    if (one.name === "label") return faults(one.sections);
    if (one.name === "system") {
      return check(one, "system", {
        required: ["root_dir"],
        optional: ["workers", "log_level", "ignore_repeated_log_interval", "ignore_same_log_interval"],
        inside: { log: { required: [], optional: ["format"] } },
      });
    }
    const what = `${one.name} ${one.params["@type"] ?? ""}`;
    const known = PLUGINS[what];
    return known === undefined ? [`${what}: is not known`] : check(one, what, known);
  });
}

function check(one: Parsed, what: string, { required, optional = [], inside = {} }: Known): string[] {
  const allowed = [...COMMON, ...required, ...optional];
  return [
    ...required.filter((name) => !(name in one.params)).map((name) => `${what}: lacks ${name}`),
    ...Object.keys(one.params)
      .filter((name) => !allowed.includes(name) && !optional.includes("*"))
      .map((name) => `${what}: has no parameter ${name}`),
    ...one.sections.flatMap((inner) => {
      const known = inside[inner.name];
      const path = `${what} > ${inner.name}`;
      return known === undefined ? [`${path}: is not known`] : check(inner, path, known);
    }),
  ];
}
