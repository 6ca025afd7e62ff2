/**
 * Audit events that arrive by OTLP. One is a record whose attribute `audit` is true, or whose body, an object or JSON, says so: as
 * a line does. Agents mark them, and mask in them what lets somebody in but not who acted; gateways keep them apart in each store.
 */
import type { Settings } from "../../settings";
import { SECRET_NAMES } from "../../log-format/redaction";
import { type Config, literal } from "../../names/otel-collector";
import { FIELDS } from "../elastic/parsing";
import { redaction } from "./redaction";

const MARK = 'log.attributes["audit"]';

/** OTTL: whether a record is an audit event, once it has been marked. */
const IS_AUDIT = 'attributes["audit"] == true';

/** A pair of JSON whose name is that of a secret, and its value, in a text. The value alone goes, so that JSON stays JSON. */
const PAIR = String.raw`(?i)("[^"\\]*(?:${SECRET_NAMES}|authorization|cookie)"\s*:\s*)(?:"(?:[^"\\]|\\.)*"|-?[0-9][0-9.eE+-]*)`;

/**
 * Masks secrets in JSON by their names, and marks audit events, which get the fields of their body as attributes. What is none
 * loses the mark. The text stays as it is otherwise: taken apart and put together, large numbers would be others.
 */
function marking(): Config {
  const json = 'IsString(log.body) and IsMatch(log.body, "^\\\\s*\\\\{")';
  return {
    // Of a text that looks like JSON, and is none, nothing is taken.
    error_mode: "ignore",
    log_statements: [
      `replace_pattern(log.body, ${literal(JSON.stringify(PAIR))}, "${literal('$1\\"****\\"')}") where IsString(log.body)`,
      `set(${MARK}, true) where ${MARK} == "true"`,
      `set(log.cache["body"], ParseJSON(log.body)) where ${json} and IsMatch(log.body, "\\"audit\\"\\\\s*:\\\\s*true")`,
      'set(log.cache["body"], log.body) where IsMap(log.body)',
      'merge_maps(log.attributes, log.cache["body"], "insert") where log.cache["body"]["audit"] == true',
      `delete_key(log.attributes, "audit") where ${MARK} != nil and ${MARK} != true`,
    ],
  };
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
