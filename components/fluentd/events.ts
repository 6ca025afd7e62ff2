/**
 * What becomes of a message in Fluentd: blacked out, told where it is from, taken apart, and named as the Elastic Common Schema
 * has it. The first and the last are filters of our own, in `ruby/`: record_modifier evaluates text, and can do neither in
 * plain methods.
 */
import type { Settings } from "../../settings";
import { LINE_FORMATS, OTHER_FIELDS } from "../elastic/parsing";
import { DATASETS } from "../elastic/streams";
import { section, type Section } from "./language";
import { falcoFilter, nodeFilters, nodeSourceNames } from "./node-sources";

/** The field that says whose line it is, which is in the name of the data stream too. */
const DATASET = "data_stream.dataset";

export function events(settings: Settings): Section {
  return section(
    "label @EVENTS",
    {},
    section("filter **", { "@type": "redact", "@id": "redact" }),
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
    ...falcoFilter(settings),
    ...named(settings, ""),
  );
}

/** What belongs to no container. It is redacted when it is known to be an audit event, of which more stays. */
export function nodeEvents(settings: Settings): Section[] {
  if (nodeSourceNames(settings).length === 0) return [];
  return [
    section(
      "label @NODES",
      {},
      ...nodeFilters(settings),
      section("filter **", { "@type": "redact", "@id": "redact_nodes" }),
      ...named(settings, "_nodes"),
    ),
  ];
}

/** From the text to the data stream. @param suffix What the ids end in. */
function named({ cluster }: Settings, suffix: string): Section[] {
  return [
    section(
      "filter **",
      {
        "@type": "parser",
        "@id": `take_apart${suffix}`,
        key_name: "message",
        reserve_data: true,
        reserve_time: true,
        hash_value_field: OTHER_FIELDS,
        emit_invalid_record_to_error: false,
      },
      section("parse", { "@type": "multi_format" }, ...patterns()),
    ),
    section("filter **", {
      "@type": "name_fields",
      "@id": `name_fields${suffix}`,
      cluster: cluster.name,
      other_fields: OTHER_FIELDS,
    }),
    section("filter **", {
      "@type": "elasticsearch_genid",
      "@id": `identify${suffix}`,
      // The same line has the same id: what is sent twice, or read twice, is kept once.
      use_record_as_seed: true,
      record_keys: ["event.created", ...(suffix === "" ? ["container.id", "log.iostream"] : ["host.name"]), "message"],
      hash_id_key: "event.id",
      hash_type: "sha256",
    }),
    section(
      "match **",
      { "@type": "rewrite_tag_filter", "@id": `sort_by_dataset${suffix}` },
      ...DATASETS.map((dataset) =>
        section("rule", { key: DATASET, pattern: `/^${dataset}$/`, tag: `logs.${dataset}`, label: "@OUTPUT" }),
      ),
    ),
  ];
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
