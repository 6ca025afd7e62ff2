/** Logstash's pipelines: from Filebeat to Elasticsearch, and what Elasticsearch refuses to where it can be read. */
import type { Elastic } from "../../settings/elastic";
import type { Settings } from "../../settings";
import { FIELDS, LINE_FORMATS, MESSAGE_KEYS, OTHER_FIELDS, TIME_KEYS } from "../elastic/parsing";
import { WRITER } from "../elastic/streams";
import { patterns } from "../../log-format/redaction";
import { first, levelOf, quoted, redact } from "../fluentd/ruby";
import { type Pipeline, plugin, type Plugin, type Statement, when } from "./language";

export type LogstashSettings = NonNullable<Elastic["logstash"]>;

export const BEATS_PORT = 5044;

/** Where the Secret with the certificate for Filebeat's connections is mounted. */
export const TLS_DIRECTORY = "/etc/logstash-tls";

/** Logstash's directory for what must outlive the pod, on its volume. */
export const DATA = "/usr/share/logstash/data";

/** The fields that the line itself may have are below this. */
const OTHER = `[${OTHER_FIELDS}]`;

/** A pipeline from Filebeat to Elasticsearch. */
export function mainPipeline({ cluster, elastic }: Settings, logstash: LogstashSettings): Pipeline {
  return {
    input: [
      plugin("beats", {
        id: "filebeat",
        port: BEATS_PORT,
        ...(logstash.tlsSecret === undefined
          ? {}
          : {
              ssl_enabled: true,
              ssl_certificate: `${TLS_DIRECTORY}/tls.crt`,
              ssl_key: `${TLS_DIRECTORY}/tls.key`,
            }),
      }),
    ],
    filter: [
      clean(elastic?.redact.personalData ?? true),
      ...takeApart(),
      plugin("mutate", { id: "keep_when_it_was_read", copy: { "@timestamp": "[event][created]" } }),
      plugin("date", {
        id: "when_it_was",
        match: [`${OTHER}[${TIME_KEYS[0] ?? ""}]`, "ISO8601"],
        tag_on_failure: [],
      }),
      nameFields(cluster.name),
      ...(logstash.geoip ? [place()] : []),
    ],
    output: [elasticsearch(logstash.index)],
  };
}

/** What Elasticsearch has refused, as a text without any structure that could be refused again. */
export function deadLetterPipeline({ cluster }: Settings): Pipeline {
  return {
    input: [
      plugin("dead_letter_queue", {
        id: "refused",
        path: `${DATA}/dead_letter_queue`,
        pipeline_id: "main",
        commit_offsets: true,
        clean_consumed: true,
      }),
    ],
    filter: [
      plugin("ruby", {
        id: "keep_as_text",
        code: [
          "o = event.to_json",
          "k = event.to_hash",
          'n = event.get("[kubernetes][namespace]"); p = event.get("[kubernetes][pod][name]"); s = event.get("[service][name]")',
          'r = event.get("[@metadata][dead_letter_queue][reason]").to_s',
          'k.keys.each { |f| event.remove(f) unless f == "@timestamp" }',
          'event.set("[event][original]", o[0, 30000]); event.set("[error][message]", r[0, 8000])',
          'event.set("[kubernetes][namespace]", n); event.set("[kubernetes][pod][name]", p); event.set("[service][name]", s)',
          'event.set("message", "not indexed as it was: event.original has it"); event.set("[log][level]", "error")',
          `event.set("[orchestrator][cluster][name]", ${quoted(cluster.name)})`,
          ...dataset('"deadletter"'),
        ].join("; "),
      }),
    ],
    output: [elasticsearch("data-stream")],
  };
}

/** The same Ruby as in Fluentd. */
function clean(personalData: boolean): Plugin {
  const blackedOut = `event.get("message").to_s.scrub("?")${redact(patterns({ personalData }))}`;
  return plugin("ruby", {
    id: "redact",
    code: `event.set("message", ${blackedOut}); event.remove("[event][original]")`,
  });
}

/** JSON by its first character, else the forms of lines in their order. */
function takeApart(): Statement[] {
  return [
    when(
      '[message] =~ "^[{]"',
      [plugin("json", { id: "json", source: "message", target: OTHER_FIELDS, skip_on_invalid_json: true })],
      [
        plugin("grok", {
          id: "take_apart",
          match: { message: LINE_FORMATS.map(({ expression }) => expression.replace(/"/g, "\\x22")) },
          target: OTHER_FIELDS,
          tag_on_failure: [],
          timeout_millis: 1000,
        }),
        plugin("mutate", {
          id: "numbers",
          convert: Object.fromEntries(
            LINE_FORMATS.flatMap(({ integers = [] }) => integers).map((name) => [`${OTHER}[${name}]`, "integer"]),
          ),
        }),
      ],
    ),
  ];
}

function nameFields(clusterName: string): Plugin {
  const known = Object.entries(FIELDS).map(([field, keys]) => `${quoted(reference(field))}=>(${first(keys)})`);
  const taken = [MESSAGE_KEYS, TIME_KEYS, ...Object.values(FIELDS)].flat().filter((key) => !key.includes("."));
  const code = [
    `a = event.get(${quoted(OTHER)}); a = {} unless a.is_a?(Hash)`,
    `{${known.join(",")}}.each { |f, v| event.set(f, v.is_a?(Hash) || v.is_a?(Array) ? v.to_json : v) if v }`,
    `event.set("[log][level]", ${levelOf()})`,
    `m = ${first(MESSAGE_KEYS)}; event.set("message", m.to_s) if m`,
    // Filebeat has replaced the dots of the labels' names.
    'k = event.get("kubernetes") || {}; l = k["labels"] || {}',
    'c = ["deployment", "statefulset", "daemonset", "cronjob", "job", "replicaset"].map { |n| k[n].is_a?(Hash) && k[n]["name"] }.find { |n| n }',
    'event.set("[service][name]", l["app_kubernetes_io/name"] || l["app"] || c || event.get("[kubernetes][container][name]"))',
    'event.set("[log][iostream]", event.get("stream")); event.remove("stream")',
    'event.set("[host][name]", event.get("[kubernetes][node][name]"))',
    `event.set("[orchestrator][cluster][name]", ${quoted(clusterName)})`,
    ...dataset('(a["audit"] == true ? "audit" : "kubernetes")'),
    `[${[...taken, "level", "severity", "lvl"].map(quoted).join(",")}].each { |n| event.remove("${OTHER}[" + n + "]") unless a[n].is_a?(Hash) }`,
  ];
  return plugin("ruby", { id: "name_fields", code: code.join("; ") });
}

/** What the name of the data stream is made of, and is said in it again. */
function dataset(expression: string): string[] {
  return [
    `d = ${expression}; event.set("[event][dataset]", d); event.set("[data_stream][dataset]", d)`,
    'event.set("[data_stream][type]", "logs"); event.set("[data_stream][namespace]", "default")',
  ];
}

/** Where an address is. The database is fetched from Elastic's servers, and again when there is a new one. */
function place(): Statement {
  return when('[source][address] =~ "^[0-9a-fA-F.:]+$"', [
    plugin("geoip", { id: "place", source: "[source][address]", target: "source", tag_on_failure: [] }),
  ]);
}

/** The host and the authority are the operator's; the user is the one that may only append. */
function elasticsearch(index: LogstashSettings["index"]): Plugin {
  return plugin("elasticsearch", {
    id: "elasticsearch",
    hosts: ["${ELASTICSEARCH_ES_HOSTS}"],
    user: `\${${WRITER.username}}`,
    password: `\${${WRITER.password}}`,
    ssl_certificate_authorities: ["${ELASTICSEARCH_ES_SSL_CERTIFICATE_AUTHORITY}"],
    ...(index === "data-stream"
      ? { data_stream: "true" }
      : // One dash, so that no template of a data stream takes the name; audit lines are in it too.
        { data_stream: "false", index: DAILY_INDEX, action: "create", manage_template: false, ilm_enabled: false }),
  });
}

/** The index of a day. */
export const DAILY_INDEX = "logs-%{+YYYY.MM.dd}";

/** `trace.id` as Logstash refers to it. */
function reference(field: string): string {
  return field
    .split(".")
    .map((part) => `[${part}]`)
    .join("");
}
