/** Component and index templates, and the data streams that are made from them. */
import { replicasOf } from "../../../settings/elastic-nodes";
import type { Elastic } from "../../../settings/elastic";
import { MAPPINGS } from "./mappings";
import { put, type SetupRequest } from "./request";
import { type LogStream, owned, STREAMS } from "./streams";

const META = { managed_by: "observability" };

/** The template with the fields that all streams have. */
const FIELDS = owned("fields");

/** Templates, each before what names it, and then the streams. */
export function templateRequests(elastic: Elastic): SetupRequest[] {
  return [
    put("elasticsearch", `/_component_template/${FIELDS}`, { template: { mappings: MAPPINGS }, _meta: META }),
    ...STREAMS.map((stream) =>
      put("elasticsearch", `/_component_template/${owned(stream.name)}-settings`, {
        template: { settings: settings(elastic, stream) },
        _meta: META,
      }),
    ),
    ...STREAMS.map((stream) => put("elasticsearch", `/_index_template/${owned(stream.name)}`, indexTemplate(stream))),
    ...STREAMS.flatMap(({ first }) => stream(first)),
  ];
}

function settings(elastic: Elastic, { name }: LogStream): Record<string, unknown> {
  return {
    index: {
      // Elasticsearch 9's own choice for logs-*-*: sorted by host and time, half the size. Its synthetic source, which would
      // halve that again, needs a licence; without one the source is stored, which is what is said here.
      mode: "logsdb",
      mapping: { source: { mode: "stored" }, ignore_malformed: true },
      codec: "best_compression",
      number_of_shards: elastic.rollover.shards,
      number_of_replicas: replicasOf(elastic),
      lifecycle: { name: owned(name) },
      // What is searched for where no field is named.
      query: { default_field: ["message", "error.message"] },
    },
  };
}

function indexTemplate({ name, pattern, priority }: LogStream): Record<string, unknown> {
  return {
    index_patterns: [pattern],
    data_stream: {},
    composed_of: [FIELDS, `${owned(name)}-settings`],
    priority,
    _meta: META,
  };
}

/**
 * A data stream is made once. One that is there gets its next index before the next line is written, so that what has
 * changed in a template holds from then on; its older indices stay as they are.
 */
function stream(name: string): SetupRequest[] {
  return [
    {
      target: "elasticsearch",
      method: "PUT",
      path: `/_data_stream/${name}`,
      expect: [200, { status: 400, answer: "resource_already_exists_exception" }],
    },
    { target: "elasticsearch", method: "POST", path: `/${name}/_rollover?lazy=true`, expect: [200], after: 400 },
  ];
}
