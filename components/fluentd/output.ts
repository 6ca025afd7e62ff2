/** Where Fluentd's events go: into one data stream for each dataset, and what is refused into another. */
import type { Elastic } from "../../settings/elastic";
import type { Settings } from "../../settings";
import { bytes, fluentdTime } from "../../settings/units";
import { ELASTICSEARCH_PORT, elasticsearchHost } from "../../names/elastic";
import { type Dataset, DATASETS, dataStream, WRITER } from "../elastic/streams";
import { STATE } from "./state";
import { env, section, type Section } from "./language";

/** Where the Secret with the certificate authority is mounted. */
export const CA_DIRECTORY = "/etc/elasticsearch-ca";

/** The largest piece that is sent at once. Elasticsearch takes up to 100 MB; 5 to 15 MB is what its documentation starts from. */
export const CHUNK_LIMIT = "8m";

type FluentdSettings = Elastic["fluentd"];

export function outputs(settings: Settings, fluentd: FluentdSettings): Section {
  return section(
    "label @OUTPUT",
    {},
    ...DATASETS.map((dataset) =>
      section(
        `match logs.${dataset}`,
        elasticsearch(settings, dataset, fluentd),
        buffer(dataset, fluentd, dataset === "audit" ? fluentd.auditBuffer : fluentd.buffer),
        unwritable(dataset),
      ),
    ),
  );
}

/**
 * What Elasticsearch refuses for what it is (a field of another type, too many fields), as a text without any structure
 * that could be refused again.
 */
export function refused({ cluster }: Settings): Section {
  return section(
    "label @ERROR",
    {},
    section(
      "filter **",
      { "@type": "prometheus", "@id": "metrics_refused" },
      section("metric", {
        name: "fluentd_refused_records_total",
        type: "counter",
        desc: "Events that could not be indexed",
      }),
    ),
    section("filter **", { "@type": "keep_as_text", "@id": "keep_as_text", cluster: cluster.name }),
    section("filter **", {
      "@type": "elasticsearch_genid",
      "@id": "identify_refused",
      use_record_as_seed: true,
      record_keys: ["event.original"],
      hash_id_key: "event.id",
      hash_type: "sha256",
    }),
    section(
      "match **",
      { "@type": "rewrite_tag_filter", "@id": "refused_tag" },
      section("rule", { key: "data_stream.dataset", pattern: "/^deadletter$/", tag: "refused", label: "@REFUSED" }),
    ),
  );
}

/** A label of its own: an error in @ERROR would go nowhere. */
export function refusedOutput(settings: Settings, fluentd: FluentdSettings): Section {
  return section(
    "label @REFUSED",
    {},
    section(
      "match **",
      elasticsearch(settings, "deadletter", fluentd),
      buffer("deadletter", fluentd, fluentd.auditBuffer),
      unwritable("deadletter"),
    ),
  );
}

/**
 * The plain output, not `elasticsearch_data_stream`: that one only logs what Elasticsearch refuses of a batch, even for
 * being busy, and makes templates and policies of its own.
 */
function elasticsearch(settings: Settings, dataset: Dataset, { requestTimeout }: FluentdSettings) {
  return {
    "@type": "elasticsearch",
    "@id": `elasticsearch_${dataset}`,
    scheme: "https",
    host: elasticsearchHost(settings),
    port: ELASTICSEARCH_PORT,
    ca_file: `${CA_DIRECTORY}/ca.crt`,
    ssl_min_version: "TLSv1_2",
    ssl_max_version: "TLSv1_3",
    user: env(WRITER.username),
    password: env(WRITER.password),
    index_name: dataStream(dataset),
    // A data stream takes nothing else. Without an id the plugin drops what it is to create; and it must stay in the record,
    // or what Elasticsearch refuses cannot be told from what it took.
    write_operation: "create",
    id_key: "$['event.id']",
    suppress_type_name: true,
    // Asking at the start would keep Fluentd from starting while Elasticsearch is away.
    verify_es_version_at_startup: false,
    default_elasticsearch_version: 9,
    // Being busy (429) is no reason to give up; by default it is one.
    unrecoverable_error_types: ["out_of_memory_error"],
    log_es_400_reason: true,
    request_timeout: fluentdTime(requestTimeout),
    reload_connections: false,
    reload_on_failure: false,
    reconnect_on_error: true,
  };
}

/** On the node's disk. When it is full, reading stops: the lines wait in the containers' files, for as long as the kubelet keeps them. */
function buffer(dataset: Dataset, { flushInterval }: FluentdSettings, size: string): Section {
  return section("buffer tag", {
    "@type": "file",
    path: `${STATE}/buffer/${dataset}`,
    chunk_limit_size: CHUNK_LIMIT,
    total_limit_size: fluentdSize(size),
    overflow_action: "block",
    flush_mode: "interval",
    flush_interval: fluentdTime(flushInterval),
    flush_thread_count: 2,
    retry_type: "exponential_backoff",
    retry_wait: "1s",
    retry_exponential_backoff_base: 2,
    retry_max_interval: "60s",
    retry_forever: true,
  });
}

/** What can never be written, by whatever fault of Fluentd's own: a file that can be sent again by hand. */
function unwritable(dataset: Dataset): Section {
  return section("secondary", {
    "@type": "secondary_file",
    directory: `${STATE}/failed`,
    basename: `${dataset}.\${chunk_id}`,
  });
}

/** A quantity in Fluentd's units, whose k, m, g and t are binary. */
export function fluentdSize(quantity: string): string {
  return /^\d+[KMGT]i$/.test(quantity) ? quantity.slice(0, -1).toLowerCase() : String(Math.floor(bytes(quantity)));
}
