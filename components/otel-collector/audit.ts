/**
 * Audit events that arrive by OTLP. One is a record whose attribute `audit` is true, or whose body, an object or JSON, says so: as
 * a line does. Agents mark them, and mask in them what lets somebody in but not who acted; gateways keep them apart in each store.
 */
import { DECISION_FIELDS, DURATION_FIELDS, KEPT_FIELDS } from "../../log-format/names";
import { SECRET_NAMES } from "../../log-format/redaction";
import { type Config, literal } from "../../names/otel-collector";
import type { Settings } from "../../settings";
import { FIELDS } from "../elastic/parsing";
import { OUTSIDE_NAMESPACE, SOURCE_EVENTS } from "../../log-format/shells";
import { BELIEVED, LATE } from "../../log-format/time";
import { NAMES_IN_JSON, redaction } from "./redaction";

const MARK = 'log.attributes["audit"]';
const NAMESPACE = 'resource.attributes["k8s.namespace.name"]';
const BODY_MARK = 'log.cache["body"]["audit"]';

/** OTTL: whether a record is an audit event, once it has been marked. */
const IS_AUDIT = 'attributes["audit"] == true';

/**
 * What stands in a text beside the name of a secret: what is kept before it, what goes, and what takes its place. In JSON the value
 * alone goes, so that it stays JSON; then JSON within JSON, and text, in which a scheme or further pairs may follow.
 */
const BESIDE_A_NAME: readonly { kept: string; gone: string; by: string }[] = [
  {
    kept: String.raw`(?i)("[^"\\]*${NAMES_IN_JSON}"\s*:\s*)`,
    gone: String.raw`(?:"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*)`,
    by: '"****"',
  },
  { kept: String.raw`(?i)(\\+"[^"\\]*${NAMES_IN_JSON}\\+"\s*:\s*\\+")`, gone: String.raw`[^"\\]*`, by: "****" },
  {
    kept: String.raw`(?i)(\b[\w.-]*${SECRET_NAMES}\s*[:=]\s*)`,
    gone: String.raw`(?:"[^"]*"|'[^']*'|[^\s"'\\,;&}\])<]+)`,
    by: "****",
  },
  {
    kept: String.raw`(?i)(\bauthorization\s*[:=]\s*)`,
    gone: String.raw`(?:(?:bearer|basic|digest|token|apikey|negotiate)\s+)?[^\s"'\\,;<]+`,
    by: "****",
  },
  {
    kept: String.raw`(?i)(\bcookie\s*[:=]\s*)`,
    gone: String.raw`[^\s"'\\;]+=[^\s"'\\;]*(?:; ?[^\s"'\\;]+)*`,
    by: "****",
  },
];

/**
 * Masks secrets by their names, and marks audit events, which get the fields of their body as attributes. What is none
 * loses the mark. The text stays as it is otherwise: taken apart and put together, large numbers would be others.
 */
function marking(): Config {
  const json = 'IsString(log.body) and IsMatch(log.body, "^\\\\s*\\\\{")';
  return {
    // Of a text that looks like JSON, and is none, nothing is taken.
    error_mode: "ignore",
    log_statements: [
      // The rules over lines count by namespace: what has none would be told nobody.
      `set(${NAMESPACE}, "${OUTSIDE_NAMESPACE}") where ${NAMESPACE} == nil or ${NAMESPACE} == ""`,
      ...BESIDE_A_NAME.map(
        ({ kept, gone, by }) =>
          `replace_pattern(log.body, ${ottl(kept + gone)}, ${ottl(`$1${by}`)}) where IsString(log.body)`,
      ),
      `set(log.cache["body"], ParseJSON(log.body)) where ${json} and IsMatch(log.body, "\\"audit\\"\\\\s*:\\\\s*\\"?true")`,
      'set(log.cache["body"], log.body) where IsMap(log.body)',
      `merge_maps(log.attributes, log.cache["body"], "insert") where ${BODY_MARK} == true or ${BODY_MARK} == "true"`,
      // As a text, too, as which some loggers write every value.
      `set(${MARK}, true) where ${MARK} == "true"`,
      ...canonical(),
      ...exactUser(),
      // The mask looks at names on the outside alone; lists would be taken apart too, so only where there is something to hide.
      `flatten(log.attributes) where IsMatch(String(log.attributes), ":\\\\{") and IsMatch(String(log.attributes), ${ottl(`(?i)${NAMES_IN_JSON}"\\s*:`)})`,
      `delete_key(log.attributes, "audit") where ${MARK} != nil and ${MARK} != true`,
      ...time(),
    ],
  };
}

/** The objects that a name with a dot may be in. */
const OBJECTS = [
  ...new Set(
    [...Object.values(FIELDS), DURATION_FIELDS]
      .flat()
      .filter((name) => name.includes("."))
      .map((name) => name.split(".")[0] ?? ""),
  ),
];

/** Names who did what as lines do, whichever of their names a record has: before the mask, which knows these names. */
function canonical(): string[] {
  const fields = Object.entries({ ...KEPT_FIELDS, duration_ms: DURATION_FIELDS });
  return [
    `flatten(log.attributes) where ${OBJECTS.map((name) => `IsMap(log.attributes["${name}"])`).join(" or ")}`,
    'set(log.attributes["event"], log.event_name) where log.attributes["event"] == nil and log.event_name != ""',
    ...fields.flatMap(([name, names]) =>
      names
        .filter((other) => other !== name)
        .map(
          (other) =>
            `set(log.attributes["${name}"], log.attributes["${other}"]) where log.attributes["${name}"] == nil and log.attributes["${other}"] != nil`,
        ),
    ),
    // One value each: what is in a map would be fields by other names, and where Elasticsearch has one value it refuses one.
    ...fields.map(
      ([name]) =>
        `set(log.attributes["${name}"], String(log.attributes["${name}"])) where IsMap(log.attributes["${name}"])`,
    ),
    // It would be the same again, by a name that the mask does not know.
    ...fields.flatMap(([, names]) =>
      names.filter((name) => name.startsWith("metadata.")).map((name) => `delete_key(log.attributes, "${name}")`),
    ),
  ];
}

/** A number of more than 15 digits is read from JSON as a floating point number, and is another: the text still has the user's. */
function exactUser(): string[] {
  const user = 'log.attributes["user_id"]';
  const exact = 'log.cache["exact"]["user"]';
  const pattern = String.raw`"(?:user_id"|user"\s*:\s*\{[^{}]*"id")\s*:\s*(?P<user>[0-9]{16,19})`;
  return [
    `set(log.cache["exact"], ExtractPatterns(log.body, ${ottl(pattern)})) where IsString(log.body) and IsDouble(${user}) and ${user} > 9007199254740991.0`,
    ...['log.attributes["user.id"]', user].map(
      (one) => `set(${one}, ${exact}) where ${exact} != nil and IsDouble(${one}) and Double(${exact}) == ${one}`,
    ),
  ];
}

/**
 * A record that does not say when it was has the time of its fields. One that is too far from its arrival has that, and keeps what it
 * said: Loki would refuse it.
 */
function time(): string[] {
  const said = 'log.attributes["timestamp"]';
  const shell = `log.attributes["event"] == "${SOURCE_EVENTS.shell}"`;
  const late = `Now() - log.time > Duration("${LATE.after}s")`;
  const unsaid = `log.time_unix_nano == 0 and IsString(${said})`;
  const off = `(log.time - Now() > Duration("${BELIEVED.after}s") or Now() - log.time > Duration("${BELIEVED.before}s"))`;
  return [
    ...["%Y-%m-%dT%H:%M:%S.%fZ", "%Y-%m-%dT%H:%M:%SZ"].map((form, index) => {
      const matches = `IsMatch(${said}, "^\\\\d{4}-\\\\d\\\\d-\\\\d\\\\dT[\\\\d:]{8}${index === 0 ? "\\\\.\\\\d{1,9}" : ""}Z$")`;
      return `set(log.time, Time(${said}, "${form}")) where ${unsaid} and ${matches}`;
    }),
    `set(${said}, FormatTime(log.time, "%Y-%m-%dT%H:%M:%SZ")) where log.time_unix_nano != 0 and ${off}`,
    `delete_key(log.attributes, "timestamp") where log.time_unix_nano != 0 and not(${off})`,
    `set(log.time, Now()) where log.time_unix_nano == 0 or ${off}`,
    // What wakes somebody is told when it arrives: the rule over lines looks back by their time, and no further.
    `set(${said}, FormatTime(log.time, "%Y-%m-%dT%H:%M:%S.%LZ")) where ${shell} and ${late}`,
    `set(log.time, Now()) where ${shell} and ${late}`,
  ];
}

/** A text as OTTL has it, and the collector's own file. */
function ottl(text: string): string {
  return literal(JSON.stringify(text));
}

/** What agents do with log records: processors, and the connector that tells audit events from others. */
export function agentAudit({ tracing }: Settings): { processors: Config; connectors: Config } {
  const { redact } = tracing;
  const ofAudit = { ...redact, personalData: redact.personalData && redact.audit };
  return {
    processors: {
      "transform/audit": marking(),
      "redaction/logs": redaction("logs", redact),
      "redaction/audit": redaction("logs", ofAudit),
    },
    connectors: {
      "routing/audit": {
        default_pipelines: ["logs/ordinary"],
        table: [{ context: "log", condition: IS_AUDIT, pipelines: ["logs/audit"] }],
      },
    },
  };
}

/** The agents' pipelines of log records. @param common The processors before a record is told to be an audit event or not. */
export function agentLogPipelines(common: readonly string[]): Config {
  const masked = (by: string) => ({
    receivers: ["routing/audit"],
    processors: [by, "batch"],
    exporters: ["otlp_grpc/gateway"],
  });
  return {
    logs: { receivers: ["otlp"], processors: [...common, "transform/audit"], exporters: ["routing/audit"] },
    "logs/ordinary": masked("redaction/logs"),
    "logs/audit": masked("redaction/audit"),
  };
}

/**
 * What Loki has of an audit event: a label, which is text; and where the text of the record does not say what it is, a line of the log
 * format, so that the same queries find it as those of containers.
 */
export function auditInLoki(): string[] {
  const whole = `where ${MARK} == true and IsString(log.body) and not(IsMatch(log.body, "^\\\\s*\\\\{"))`;
  const line = 'log.cache["line"]';
  const given = (name: string, value: string, when: string) => `set(${line}["${name}"], ${value}) ${whole} and ${when}`;
  return [
    `set(${line}, log.attributes) ${whole}`,
    given("message", "log.body", 'log.body != ""'),
    given("timestamp", 'FormatTime(log.time, "%Y-%m-%dT%H:%M:%S.%LZ")', "log.time_unix_nano != 0"),
    given("service", 'resource.attributes["service.name"]', 'resource.attributes["service.name"] != nil'),
    given("trace_id", "log.trace_id.string", 'log.trace_id.string != ""'),
    given("span_id", "log.span_id.string", 'log.span_id.string != ""'),
    `set(log.body, String(${line})) ${whole}`,
    `set(${MARK}, "true") where ${MARK} == true`,
  ];
}

/** How much of what is beside a line Loki takes: 64 KiB, and 128 of them, of which a resource has some. It refuses a line that has more. */
const BESIDE = { bytes: 48 * 1024, number: 100 } as const;

/** Names of what stays of more than that. */
const STAYS = [
  "audit",
  "level",
  ...Object.keys(KEPT_FIELDS),
  "duration_ms",
  ...Object.keys(DECISION_FIELDS),
  "message",
  "timestamp",
];

/** Cuts off what is beside a line of Loki's where it is too much. The line of an audit event has it whole. */
export function besideInLoki(): string[] {
  const all = "log.attributes";
  const bytes = 'log.cache["bytes"]';
  const tooLong = `where ${bytes} > ${BESIDE.bytes}`;
  return [
    `set(${bytes}, Len(String(${all})))`,
    `flatten(${all}) ${tooLong}`,
    `limit(${all}, ${BESIDE.number}, ${JSON.stringify(STAYS)}) where Len(${all}) > ${BESIDE.number}`,
    `truncate_all(${all}, 4096) ${tooLong}`,
    `set(${bytes}, Len(String(${all}))) ${tooLong}`,
    `truncate_all(${all}, 256) ${tooLong}`,
  ];
}

/** What passes in the pipeline of one kind of record. */
export function ofKind(kind: "audit" | "ordinary"): Config {
  return { error_mode: "ignore", logs: { log_record: [kind === "audit" ? `not(${IS_AUDIT})` : IS_AUDIT] } };
}
