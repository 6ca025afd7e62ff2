/** What asks Elasticsearch for the counts and serves them as metrics. */
import { ELASTICSEARCH_CA, elasticsearchUrl } from "../../names/elastic";
import { LINES, LOG_RULES } from "../../names/log-rules";
import { lineCounts } from "../../rules/log-rules";
import type { LineCount } from "../../rules/log-rules/common";
import type { Settings } from "../../settings";
import { userVariables } from "../elastic/users";
import { agentLines, LISTEN, outputLines, type Telegraf } from "../support/telegraf";
import { GROUPED, SEARCH_PATH, searchBody } from "./search";

const CERTIFICATES = "/certificates";
const USERNAME = "ELASTICSEARCH_USERNAME";
const PASSWORD = "ELASTICSEARCH_PASSWORD";

/** Where it asks, and by what it knows that it is there. */
export interface Asked {
  url: string;
  /** The certificate authority's file. Default: none, and no TLS. */
  ca?: string;
}

/** What lines say is found by their marks, at no cost; what needs all lines of 10 minutes is asked for less often. */
const OFTEN = "20s";
const SELDOM = "1m";

/** Elasticsearch gives up before the question does, and answers with what it has. */
const SEARCH = "10s";
const QUESTION = "15s";

/** A question that is asked seldom, and fails once, is still answered. */
const EXPIRES = "150s";

/** The measurement, which the names of the metrics begin with. */
const MEASUREMENT = LINES.replace(/_lines$/, "");

/** Labels of a group, in a name of their own: Prometheus gives a series the namespace and the pod of what serves it. */
const own = (label: string) => `line_${label}`;

/** Telegraf's configuration. @param listen Where the metrics are served. */
export function telegrafConfig(counts: readonly LineCount[], asked: Asked, listen = LISTEN): string {
  return [
    ...agentLines(OFTEN),
    ...counts.flatMap((lines) => question(lines, asked)),
    ...outputLines(listen, EXPIRES),
  ].join("\n");
}

function question(lines: LineCount, { url, ca }: Asked): string[] {
  return [
    "[[inputs.http]]",
    `urls = ${JSON.stringify([url + SEARCH_PATH])}`,
    'method = "POST"',
    `body = ${JSON.stringify(JSON.stringify(searchBody(lines, SEARCH)))}`,
    `username = "\${${USERNAME}}"`,
    `password = "\${${PASSWORD}}"`,
    ...(ca === undefined ? [] : [`tls_ca = ${JSON.stringify(ca)}`]),
    `timeout = "${QUESTION}"`,
    ...(lines.says === undefined ? [`interval = "${SELDOM}"`] : []),
    'data_format = "xpath_json"',
    'tagexclude = ["url"]',
    // No lines, no groups.
    "xpath_allow_empty_selection = true",
    "[inputs.http.headers]",
    'Content-Type = "application/json"',
    "[inputs.http.tags]",
    `count = ${JSON.stringify(lines.name)}`,
    "[[inputs.http.xpath]]",
    `metric_name = "'${MEASUREMENT}'"`,
    `metric_selection = "/aggregations/${GROUPED}/buckets/*"`,
    "[inputs.http.xpath.tags]",
    // What a group does not have is null, of which Telegraf would make a text.
    ...lines.by.map((label) => `${own(label)} = "key/${label}[. != 'null']"`),
    "[inputs.http.xpath.fields]",
    'lines = "number(doc_count)"',
    "[[inputs.http.xpath]]",
    `metric_name = "'${MEASUREMENT}'"`,
    'metric_selection = "/_shards"',
    "[inputs.http.xpath.fields]",
    `groups = "count(../aggregations/${GROUPED}/buckets/*)"`,
    'shards_failed = "number(failed)"',
    "timed_out = \"count(../timed_out[. = 'true'])\"",
  ];
}

/** Gives a group its labels by their names, in the place of those of what serves it, also where it has none. */
const RELABELINGS = (["namespace", "service", "pod", "node"] as const).map((label) => ({
  action: "replace",
  sourceLabels: ["__name__", own(label)],
  separator: ";",
  regex: `${LINES};(.*)`,
  targetLabel: label,
  replacement: "$1",
}));

/** What runs it. */
export function logRulesTelegraf(settings: Settings): Telegraf {
  const asked = { url: elasticsearchUrl(settings), ca: `${CERTIFICATES}/ca.crt` };
  return {
    name: LOG_RULES,
    config: telegrafConfig(lineCounts(settings), asked),
    scrape: OFTEN,
    relabelings: [...RELABELINGS, { action: "labeldrop", regex: "line_(namespace|service|pod|node)" }],
    env: userVariables("log-rules", { username: USERNAME, password: PASSWORD }),
    volumes: [
      { name: "certificates", secret: { secretName: ELASTICSEARCH_CA, items: [{ key: "ca.crt", path: "ca.crt" }] } },
    ],
    mounts: [{ name: "certificates", mountPath: CERTIFICATES, readOnly: true }],
  };
}
