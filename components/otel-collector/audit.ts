/**
 * Audit events that arrive by OTLP. One is a record whose attribute `audit` is true, or whose body, an object or JSON, says so: as
 * a line does. Agents mark them, and mask in them what lets somebody in but not who acted; gateways keep them apart in each store.
 */
import type { Settings } from "../../settings";
import { SECRET_NAMES } from "../../log-format/redaction";
import { type Config, literal } from "../../names/otel-collector";
import { FIELDS } from "../elastic/parsing";
import { NAMES_IN_JSON, redaction } from "./redaction";

const MARK = 'log.attributes["audit"]';

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
      ...BESIDE_A_NAME.map(
        ({ kept, gone, by }) =>
          `replace_pattern(log.body, ${ottl(kept + gone)}, ${ottl(`$1${by}`)}) where IsString(log.body)`,
      ),
      `set(${MARK}, true) where ${MARK} == "true"`,
      `set(log.cache["body"], ParseJSON(log.body)) where ${json} and IsMatch(log.body, "\\"audit\\"\\\\s*:\\\\s*true")`,
      'set(log.cache["body"], log.body) where IsMap(log.body)',
      'merge_maps(log.attributes, log.cache["body"], "insert") where log.cache["body"]["audit"] == true',
      // The mask looks at names on the outside alone; lists would be taken apart too, so only where there is something to hide.
      `flatten(log.attributes) where IsMatch(String(log.attributes), ":\\\\{") and IsMatch(String(log.attributes), ${ottl(`(?i)${NAMES_IN_JSON}"\\s*:`)})`,
      `delete_key(log.attributes, "audit") where ${MARK} != nil and ${MARK} != true`,
    ],
  };
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

/** The label of Loki's, which is text. */
export const AUDIT_LABEL = `set(${MARK}, "true") where ${MARK} == true`;

/** What passes in the pipeline of one kind of record. */
export function ofKind(kind: "audit" | "ordinary"): Config {
  return { error_mode: "ignore", logs: { log_record: [kind === "audit" ? `not(${IS_AUDIT})` : IS_AUDIT] } };
}

/** The fields of ECS from the names that lines have them by. */
export function ecsFields(): string[] {
  return Object.entries(FIELDS).flatMap(([field, names]) =>
    names
      .filter((name) => name !== field)
      .map(
        (name) =>
          `set(log.attributes["${field}"], log.attributes["${name}"]) where log.attributes["${field}"] == nil and log.attributes["${name}"] != nil`,
      ),
  );
}
