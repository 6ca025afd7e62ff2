/**
 * What log lines look like and what becomes of them, as data: Fluentd's and Logstash's pipelines are made from it, and the
 * tests run the same expressions. They are Ruby's (Onigmo), which is what both collectors have.
 */

import { LEVEL_WORDS } from "../../log-format/levels";
import { DECISION_FIELDS, KEPT_FIELDS, SPAN_ID_FIELDS, TRACE_ID_FIELDS } from "../../log-format/names";
import { TEXT_LINE } from "../../log-format/text";

/** A form that a line may have; its named groups are fields. */
export interface LineFormat {
  name: string;
  expression: string;
  /** Which groups are whole numbers. */
  integers?: readonly string[];
}

/** A line as the container runtime writes it: a time, a stream, P for a part and F for the end of a line, and the text. */
export const CRI = "^(?<time>[^ ]+) (?<stream>stdout|stderr) (?<logtag>[FP])(?::[^ ]*)? (?<message>.*)$";

/** The forms that are tried on a line that is no JSON object, in this order. What has none of them is text, and has no level. */
export const LINE_FORMATS: readonly LineFormat[] = [
  {
    name: "access", // nginx and Apache, common and combined
    expression:
      "\\A(?<source_address>[^ ]+) [^ ]+ (?:-|(?<user_name>[^ ]+)) \\[[^\\]]+\\] " +
      '"(?<http_method>[A-Z]+) (?<url>[^ "]+)(?: HTTP/(?<http_version>[0-9.]+))?" (?<http_status>[0-9]{3}) (?:-|(?<http_bytes>[0-9]+))' +
      '(?: "(?:-|(?<http_referrer>[^"]*))" "(?:-|(?<user_agent>[^"]*))")?',
    integers: ["http_status", "http_bytes"],
  },
  {
    name: "klog", // Kubernetes' own components
    expression:
      "\\A(?<level>[IWEF])[0-9]{4} [0-9:]{8}\\.[0-9]{6} +[0-9]+ (?<logger>[^\\] ]+:[0-9]+)\\] (?<msg>[^\\n]*)",
  },
  {
    name: "brackets", // [time] [level] [service] message
    expression: TEXT_LINE,
  },
  {
    name: "logfmt",
    expression:
      '\\A(?=[^\\n]*?\\blevel="?(?<level>[A-Za-z]+))(?:(?=[^\\n]*?\\btrace_?[iI][dD]="?(?<trace_id>[0-9a-f]{32}))|)',
  },
  {
    name: "bracketed level",
    expression: `\\A[^\\n]{0,80}?\\[(?<level>${[...LEVEL_WORDS, ...LEVEL_WORDS.map((word) => word.toUpperCase())].join("|")})\\]`,
  },
  {
    name: "level in capitals",
    expression: `\\A[^\\n]{0,80}?\\b(?<level>${LEVEL_WORDS.join("|").toUpperCase()})\\b`,
  },
];

/** Where a line's fields go in the Elastic Common Schema; the first name that the line has counts. A dot goes one deeper. */
export const FIELDS: Readonly<Record<string, readonly string[]>> = {
  "trace.id": TRACE_ID_FIELDS,
  "span.id": SPAN_ID_FIELDS,
  "log.logger": ["logger", "log.logger", "logger_name"],
  "user.id": KEPT_FIELDS.user_id,
  "user.name": ["user_name", "user.name", "user"],
  "event.action": KEPT_FIELDS.event,
  "event.outcome": KEPT_FIELDS.outcome,
  "correlation.id": KEPT_FIELDS.correlation_id,
  ...Object.fromEntries(Object.values(DECISION_FIELDS).map((names) => [names[0], names])),
  "error.type": ["error.type"],
  "error.message": ["error.message"],
  "error.stack_trace": ["error.stack_trace", "stack_trace", "stacktrace"],
  "source.address": ["source_address"],
  "source.ip": KEPT_FIELDS.source_ip,
  "url.original": ["url", "http.url"],
  "http.request.id": KEPT_FIELDS.request_id,
  "http.request.method": ["http_method", "http.request.method", "http.method"],
  "http.request.referrer": ["http_referrer"],
  "http.response.status_code": ["http_status", "http.response.status_code", "http.status_code", "http.status"],
  "http.response.body.bytes": ["http_bytes"],
  "http.version": ["http_version"],
  "user_agent.original": ["user_agent", "http.user_agent"],
};

/** Where a line's text is looked for. */
export const MESSAGE_KEYS = ["message", "msg"];

/** The field that has how long it took, in nanoseconds: lines have milliseconds. */
export const DURATION = "event.duration";

/** A line belongs to a stack trace that began before it, where no other means tells. Filebeat joins by it. */
export const STACK_TRACE_LINE =
  "^[[:space:]]+(at|\\.{3}|File|\\^)[[:space:]]|^[[:space:]]{4,}[^[:space:]]|^Caused by:|^Suppressed:|^Traceback \\(most recent call last\\)";

/** The field that keeps what a line says beside the known fields. It is to be mapped `flattened`: names and types are the applications'. */
export const OTHER_FIELDS = "app";
