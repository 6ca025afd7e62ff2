/**
 * Which templates and data streams Elasticsearch takes. Sources: its reference, "Create or update an index template", "… a component
 * template", "Field data types", "Index modules" and "Set up a data stream"; the messages are MetadataIndexTemplateService's.
 */
import { illegal, isObject, type Json, object, Refusal, whole } from "./fields";

/** What is stored, by name. */
export interface Templates {
  policies: Map<string, Json>;
  components: Map<string, Json>;
  indices: Map<string, Json>;
  streams: Map<string, { generation: number; lazy: boolean }>;
}

const TYPES: Record<string, string[]> = {
  constant_keyword: ["value"],
  date: ["format", "ignore_malformed", "index", "doc_values"],
  double: ["ignore_malformed"],
  flattened: ["depth_limit", "ignore_above", "index", "doc_values"],
  ip: ["ignore_malformed"],
  keyword: ["ignore_above", "index", "doc_values", "null_value", "normalizer"],
  long: ["ignore_malformed", "index", "doc_values"],
  match_only_text: [],
  text: ["analyzer", "index", "fields"],
  wildcard: ["ignore_above"],
};

/** The settings of an index that the imitation knows, by path below `index`. */
const SETTINGS: Record<string, (where: string, value: unknown) => void> = {
  mode: oneOf("standard", "logsdb", "time_series", "lookup"),
  codec: oneOf("default", "best_compression", "legacy_default", "legacy_best_compression"),
  number_of_shards: (where, value) => whole(where, value, 1),
  number_of_replicas: (where, value) => whole(where, value, 0),
  "lifecycle.name": () => undefined,
  "query.default_field": () => undefined,
  "mapping.source.mode": oneOf("stored", "disabled", "synthetic"),
  "mapping.ignore_malformed": oneOf(true, false),
  "mapping.total_fields.limit": (where, value) => whole(where, value, 1),
};

function oneOf(...values: unknown[]) {
  return (where: string, value: unknown): void => {
    if (!values.includes(value))
      throw illegal(
        `unknown value for [index.${where}] must be one of [${values.join(", ")}] but was: ${String(value)}`,
      );
  };
}

/** Throws what is wrong with a component template. */
export function checkComponent(name: string, body: Json): void {
  const { template } = object("component_template", body, ["template", "version", "_meta", "deprecated"], ["template"]);
  const { mappings, settings } = object("template", template, ["mappings", "settings", "aliases", "lifecycle"]);
  if (mappings !== undefined) checkMappings(name, mappings);
  if (settings !== undefined) checkSettings(name, settings);
}

function checkMappings(template: string, value: unknown): void {
  const known = [
    "dynamic",
    "properties",
    "_source",
    "_meta",
    "dynamic_templates",
    "date_detection",
    "numeric_detection",
  ];
  if (!isObject(value)) throw illegal(`mappings of [${template}] are not an object`);
  const foreign = Object.keys(value).filter((field) => !known.includes(field));
  if (foreign.length > 0)
    throw new Refusal(
      400,
      "mapper_parsing_exception",
      `Root mapping definition has unsupported parameters: [${foreign.join(", ")}]`,
    );
  if (![undefined, true, false, "strict", "runtime"].includes(value["dynamic"] as string))
    throw new Refusal(400, "mapper_parsing_exception", `No enum constant for dynamic [${String(value["dynamic"])}]`);
  checkProperties("", value["properties"] ?? {});
}

function checkProperties(above: string, value: unknown): void {
  if (!isObject(value))
    throw new Refusal(400, "mapper_parsing_exception", `Expected map for property [properties] on [${above}]`);
  for (const [name, field] of Object.entries(value)) {
    const path = above === "" ? name : `${above}.${name}`;
    if (!isObject(field)) throw new Refusal(400, "mapper_parsing_exception", `Expected map for property [${path}]`);
    const { type, properties, ...options } = field;
    if (properties !== undefined) checkProperties(path, properties);
    if (type === undefined && properties !== undefined) continue;
    const known = TYPES[String(type)];
    if (known === undefined)
      throw new Refusal(
        400,
        "mapper_parsing_exception",
        `No handler for type [${String(type)}] declared on field [${name}]`,
      );
    const wrong = Object.keys(options).find((option) => !known.includes(option));
    if (wrong !== undefined)
      throw new Refusal(
        400,
        "mapper_parsing_exception",
        `unknown parameter [${wrong}] on mapper [${path}] of type [${String(type)}]`,
      );
  }
}

function flat(value: Json, above: string[] = []): [string, unknown][] {
  return Object.entries(value).flatMap(([key, inner]) =>
    isObject(inner) ? flat(inner, [...above, key]) : [[[...above, key].join("."), inner] as [string, unknown]],
  );
}

function checkSettings(template: string, value: unknown): void {
  if (!isObject(value)) throw illegal(`settings of [${template}] are not an object`);
  for (const [path, given] of flat(value)) {
    const name = path.replace(/^index\./, "");
    const check = SETTINGS[name];
    if (check === undefined)
      throw illegal(`unknown setting [index.${name}] please check that any required plugins are installed`);
    check(name, given);
  }
}

/** Throws what is wrong with an index template, given what is there already. */
export function checkIndexTemplate(name: string, body: Json, { policies, components, indices }: Templates): void {
  const known = [
    "index_patterns",
    "template",
    "composed_of",
    "priority",
    "version",
    "_meta",
    "data_stream",
    "allow_auto_create",
    "ignore_missing_component_templates",
  ];
  const template = object("index_template", body, known, ["index_patterns"]);
  const patterns = template["index_patterns"] as string[];
  const composed = (template["composed_of"] ?? []) as string[];
  const missing = composed.filter((component) => !components.has(component));
  if (missing.length > 0)
    throw new Refusal(
      400,
      "invalid_index_template_exception",
      `index_template [${name}] invalid, cause [index template [${name}] specifies component templates [${missing.join(", ")}] that do not exist]`,
    );
  for (const component of composed) {
    const used = flat(components.get(component) ?? {}).find(([path]) => path.endsWith("index.lifecycle.name"))?.[1];
    // Elasticsearch takes it and stops at the first index; an imitation that lets it pass would be no help.
    if (typeof used === "string" && !policies.has(used)) throw illegal(`policy [${used}] does not exist`);
  }
  for (const [other, { index_patterns: theirs, priority }] of indices) {
    if (other === name || (priority ?? 0) !== (template["priority"] ?? 0)) continue;
    if (patterns.some((mine) => (theirs as string[]).some((their) => overlap(mine, their))))
      throw illegal(
        `index template [${name}] has index patterns [${patterns.join(", ")}] matching patterns from existing templates [${other}] with patterns ([${other}] => [${(theirs as string[]).join(", ")}]) that have the same priority [${String(priority)}], multiple index templates may not match during index creation, please use a different priority`,
      );
  }
}

/** Whether some name fits both patterns. */
function overlap(a: string, b: string): boolean {
  if (a === "" && b === "") return true;
  if (a.startsWith("*")) return overlap(a.slice(1), b) || (b !== "" && overlap(a, b.slice(1)));
  if (b.startsWith("*")) return overlap(b, a);
  return a !== "" && b !== "" && a[0] === b[0] && overlap(a.slice(1), b.slice(1));
}

/** The template that a new index of a name is made from: of those that fit, the one with the highest priority. */
export function templateOf(name: string, { indices }: Templates): [string, Json] | undefined {
  return [...indices]
    .filter(([, { index_patterns: patterns }]) => (patterns as string[]).some((pattern) => overlap(pattern, name)))
    .sort(([, a], [, b]) => Number(b["priority"] ?? 0) - Number(a["priority"] ?? 0))[0];
}

/** Makes a data stream, or throws why not. */
export function createStream(name: string, templates: Templates): void {
  if (templates.streams.has(name))
    throw new Refusal(400, "resource_already_exists_exception", `data_stream [${name}] already exists`);
  const [template, body] = templateOf(name, templates) ?? [];
  if (template === undefined) throw illegal(`no matching index template found for data stream [${name}]`);
  if (body?.["data_stream"] === undefined)
    throw illegal(`matching index template [${template}] for data stream [${name}] has no data stream template`);
  templates.streams.set(name, { generation: 1, lazy: false });
}
