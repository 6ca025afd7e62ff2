/** What becomes of a message in Fluentd: blacked out, told where it is from, taken apart, and named as the Elastic Common Schema has it. */
import type { Settings } from "../../settings";
import { LINE_FORMATS, OTHER_FIELDS } from "../elastic/parsing";
import { DATASETS } from "../elastic/streams";
import { patterns as redacted } from "../../log-format/redaction";
import { section, type Section } from "./language";
import * as ruby from "./ruby";

/** The field that says whose line it is, which is in the name of the data stream too. */
const DATASET = "data_stream.dataset";

export function events(settings: Settings, personalData: boolean): Section {
  return section(
    "label @EVENTS",
    {},
    section(
      "filter **",
      { "@type": "record_modifier", "@id": "redact" },
      section("record", { message: ruby.cleanMessage(redacted({ personalData })) }),
    ),
    section("filter **", {
      "@type": "kubernetes_metadata",
      "@id": "kubernetes_metadata",
      // Only the pods of this node are watched; K8S_NODE_NAME says which it is.
      watch: true,
      cache_size: 2000,
      cache_ttl: 3600,
      include_ownerrefs_metadata: true,
      skip_namespace_metadata: true,
      skip_master_url: true,
    }),
    section(
      "filter **",
      {
        "@type": "parser",
        "@id": "take_apart",
        key_name: "message",
        reserve_data: true,
        reserve_time: true,
        hash_value_field: OTHER_FIELDS,
        emit_invalid_record_to_error: false,
      },
      section("parse", { "@type": "multi_format" }, ...patterns()),
    ),
    section(
      "filter **",
      // Only what is named here stays.
      { "@type": "record_modifier", "@id": "name_fields", whitelist_keys: "@timestamp" },
      section("record", fields(settings)),
    ),
    section("filter **", {
      "@type": "elasticsearch_genid",
      "@id": "identify",
      // The same line has the same id: what is sent twice, or read twice, is kept once.
      use_record_as_seed: true,
      record_keys: ["event.created", "container.id", "log.iostream", "message"],
      hash_id_key: "event.id",
      hash_type: "sha256",
    }),
    section(
      "match **",
      { "@type": "rewrite_tag_filter", "@id": "sort_by_dataset" },
      ...DATASETS.map((dataset) =>
        section("rule", { key: DATASET, pattern: `/^${dataset}$/`, tag: `logs.${dataset}`, label: "@OUTPUT" }),
      ),
    ),
  );
}

/** JSON first, then the other forms; of a line that has none nothing is known. Its own time is looked at later. */
function patterns(): Section[] {
  return [
    section("pattern", { format: "json", time_key: "none", keep_time_key: true }),
    ...LINE_FORMATS.map(({ expression, integers = [] }) =>
      section("pattern", {
        format: "regexp",
        expression: `/${expression.replace(/\//g, "\\/")}/`,
        time_key: "none",
        types: integers.length === 0 ? undefined : integers.map((name) => `${name}:integer`).join(","),
      }),
    ),
  ];
}

/** Every field of an event, but its id. */
function fields({ cluster }: Settings): Record<string, string> {
  return {
    "event.created": ruby.times(),
    message: ruby.message(),
    "log.level": ruby.level(),
    "log.iostream": '${record["stream"]}',
    "service.name": ruby.service(),
    ...ruby.knownFields(),
    "event.dataset": ruby.dataset(),
    "data_stream.type": "logs",
    [DATASET]: ruby.dataset(),
    "orchestrator.type": "kubernetes",
    "orchestrator.cluster.name": cluster.name,
    "container.id": ruby.containerId(),
    "container.image.name": ruby.kubernetes("container_image"),
    "kubernetes.namespace": ruby.kubernetes("namespace_name"),
    "kubernetes.pod.name": ruby.kubernetes("pod_name"),
    "kubernetes.pod.uid": ruby.kubernetes("pod_id"),
    "kubernetes.container.name": ruby.kubernetes("container_name"),
    "kubernetes.node.name": ruby.kubernetes("host"),
    // What Elasticsearch sorts logs by.
    "host.name": ruby.kubernetes("host"),
    "kubernetes.labels": ruby.labels(),
    // The others have been taken from it.
    [OTHER_FIELDS]: ruby.otherFields(),
    "data_stream.namespace": ruby.withoutNothing("default"),
  };
}
