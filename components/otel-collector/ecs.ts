/** Log records as documents of Elasticsearch: the fields of ECS from the names that lines have them by, and all others below one. */
import { severityNumbers } from "../../log-format/levels";
import { type Config, literal } from "../../names/otel-collector";
import { MARKS } from "../../rules/log-rules";
import { DURATION, FIELDS, OTHER_FIELDS } from "../elastic/parsing";
import { mappedFields } from "../elastic/setup/mappings";
import type { Dataset } from "../elastic/streams";

/** What says where a record is from, and when it was: no attribute of an application's is in its place. */
const OF_THE_PLATFORM =
  /^(@timestamp|message|tags|log\.level|event\.(created|dataset|id|ingested|original))$|^(container|data_stream|host|kubernetes|orchestrator|service)\./;

/** What the exporter itself makes fields of ECS of. */
const EXPORTERS_OWN = String.raw`exception\..*`;

/** The fields of the mapping that a record may say. */
const OWN_FIELDS = mappedFields().filter((field) => !OF_THE_PLATFORM.test(field));

/** Documents as the lines' own are, in the dataset of their kind. */
export function ecs(dataset: Dataset): Config {
  return {
    error_mode: "ignore",
    log_statements: [
      // The exporter reads there which form a document is to have.
      'set(scope.attributes["elastic.mapping.mode"], "ecs")',
      // It becomes log.level, which is compared by the letter.
      ...levels("log.severity_text"),
      ...text(dataset),
      ...(dataset === "audit" ? [message()] : []),
      ...fields(),
      ...others(),
      ...marks(),
      `set(log.attributes["event.dataset"], "${dataset}")`,
    ],
  };
}

/** What the rules over logs look at: what Loki has for the line. Of an audit event that is its fields, too. */
const TEXT = 'log.cache["text"]';

function text(dataset: Dataset): string[] {
  const whole = `Concat([${TEXT}, String(log.attributes)], "\\n")`;
  return [`set(${TEXT}, String(log.body))`, ...(dataset === "audit" ? [`set(${TEXT}, ${whole})`] : [])];
}

/** Marks a record with what it says, as lines are. What an application calls `tags` is not among the fields by then. */
function marks(): string[] {
  return MARKS.map(
    ({ name, pattern }) =>
      `append(log.attributes["tags"], "${name}") where IsMatch(${TEXT}, ${literal(JSON.stringify(pattern))})`,
  );
}

/** The level of the queries, at a place of the record. */
export function levels(place: string): string[] {
  return severityNumbers().map(
    ({ level, from, below }) =>
      `set(${place}, "${level}") where log.severity_number >= ${from} and log.severity_number < ${below}`,
  );
}

/** The message of an audit event whose body is JSON or an object: its fields are attributes by then. */
function message(): string {
  const said = 'log.attributes["message"]';
  return `set(log.body, ${said}) where IsString(${said}) and (IsMap(log.body) or (IsString(log.body) and IsMatch(log.body, "^\\\\s*\\\\{")))`;
}

function fields(): string[] {
  const at = (name: string) => `log.attributes["${name}"]`;
  const took = at("duration_ms");
  return [
    ...Object.entries(FIELDS).flatMap(([field, names]) =>
      names
        .filter((name) => name !== field)
        .map((name) => `set(${at(field)}, ${at(name)}) where ${at(field)} == nil and ${at(name)} != nil`),
    ),
    `set(${at(DURATION)}, Int(Double(${took}) * 1000000.0)) where IsDouble(${took}) or IsInt(${took})`,
  ];
}

/**
 * What has no field is below `app`, as with lines: a document is refused in which there is a text where the mapping has an object
 * (`error`, `user`, `service`).
 */
function others(): string[] {
  const names = (all: readonly string[], ...more: string[]) =>
    JSON.stringify(`^(${[...all.map((name) => name.replaceAll(".", String.raw`\.`)), ...more].join("|")})$`);
  const kept = names(OWN_FIELDS, EXPORTERS_OWN);
  const taken = names([...new Set(Object.values(FIELDS).flat()), "message", "audit", "level"]);
  const rest = 'log.cache["others"]';
  return [
    `set(${rest}, log.attributes)`,
    `delete_matching_keys(${rest}, ${kept})`,
    `delete_matching_keys(${rest}, ${taken})`,
    `keep_matching_keys(log.attributes, ${kept})`,
    ...oneValue(),
    `set(log.attributes["${OTHER_FIELDS}"], ${rest}) where Len(${rest}) > 0`,
  ];
}

/** A document is refused, too, in which there is an object, or a list of them, where the mapping has one value: it becomes a text. */
function oneValue(): string[] {
  return OWN_FIELDS.map((field) => {
    const value = `log.attributes["${field}"]`;
    return `set(${value}, String(${value})) where IsMap(${value}) or (IsList(${value}) and IsMatch(String(${value}), "\\\\{"))`;
  });
}
