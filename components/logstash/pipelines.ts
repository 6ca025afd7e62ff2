/** Logstash's pipelines: from Filebeat to Elasticsearch, and what Elasticsearch refuses to where it can be read. */
import * as path from "node:path";
import type { Elastic } from "../../settings/elastic";
import { readsNodes, type Settings } from "../../settings";
import { LINE_FORMATS, OTHER_FIELDS } from "../elastic/parsing";
import { rubyFiles } from "../elastic/ruby";
import { WRITER } from "../elastic/streams";
import { type Pipeline, plugin, type Plugin, type Statement, when } from "./language";

export type LogstashSettings = NonNullable<Elastic["logstash"]>;

export const BEATS_PORT = 5044;

/** Where the Secret with the certificate for Filebeat's connections is mounted. */
export const TLS_DIRECTORY = "/etc/logstash-tls";

/** Where the Ruby is mounted. */
export const RUBY_DIRECTORY = "/etc/logstash-ruby";

/** Logstash's directory for what must outlive the pod, on its volume. */
export const DATA = "/usr/share/logstash/data";

/** The fields that the line itself may have are below this. */
const OTHER = `[${OTHER_FIELDS}]`;

/** A pipeline from Filebeat to Elasticsearch. */
export function mainPipeline(settings: Settings, logstash: LogstashSettings): Pipeline {
  const { cluster, security } = settings;
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
      ...(readsNodes(settings) || security.sources.falco !== undefined
        ? [ruby("audit_sources", { namespace: cluster.namespace })]
        : []),
      ruby("redact"),
      ...takeApart(),
      ruby("name_fields", { cluster: cluster.name, other_fields: OTHER_FIELDS }),
      ...(logstash.geoip ? [place()] : []),
    ],
    output: [elasticsearch()],
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
    filter: [ruby("keep_as_text", { cluster: cluster.name })],
    output: [elasticsearch()],
  };
}

/** The files that are mounted at {@link RUBY_DIRECTORY}. */
export function logstashRuby({ redact }: Elastic): Record<string, string> {
  return rubyFiles(path.join(__dirname, "ruby"), redact);
}

/** One of the files in `ruby/`, run for each event. */
function ruby(name: string, params?: Record<string, string>): Plugin {
  return plugin("ruby", { id: name, path: `${RUBY_DIRECTORY}/${name}.rb`, script_params: params });
}

/** JSON by its first character that is no white space, else the forms of lines in their order. */
function takeApart(): Statement[] {
  return [
    when(
      String.raw`[message] =~ "\A\s*[{]"`,
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

/** Where an address is. The database is fetched from Elastic's servers, and again when there is a new one. */
function place(): Statement {
  return when('[source][address] =~ "^[0-9a-fA-F.:]+$"', [
    plugin("geoip", { id: "place", source: "[source][address]", target: "source", tag_on_failure: [] }),
  ]);
}

/**
 * The host and the authority are the operator's; the user is the one that may only append. Into data streams alone: an index by a
 * date would have no template, no end, and audit lines among the others.
 */
function elasticsearch(): Plugin {
  return plugin("elasticsearch", {
    id: "elasticsearch",
    hosts: ["${ELASTICSEARCH_ES_HOSTS}"],
    user: `\${${WRITER.username}}`,
    password: `\${${WRITER.password}}`,
    ssl_certificate_authorities: ["${ELASTICSEARCH_ES_SSL_CERTIFICATE_AUTHORITY}"],
    data_stream: "true",
  });
}
