/** Stack files drawn from the settings' own JSON Schema. */
import fc from "fast-check";
import { schema } from "../../../settings";
import { jsonSchema, type JsonSchema } from "../../../stacks/json-schema";

/** What is looked at beside {@link JsonSchema}. */
interface Schema extends JsonSchema {
  anyOf?: Schema[];
  const?: unknown;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  propertyNames?: Schema;
  format?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
}

/** Names that settings refer to each other by: few, so that two of them meet. */
const NAMES = ["a", "ops", "payments", "platform", "security", "slack/ops", "webhook/a", "ha/b", "ha"];

/** Quantities and durations as people write them: most of those that their patterns have are too small or too long. */
const USUAL = [
  "64Mi",
  "512Mi",
  "2Gi",
  "20Gi",
  "500Gi",
  "15s",
  "5m",
  "2h",
  "3d",
  "30d",
  "1y",
  "250m",
  "2",
  "22:00",
  "07:00",
  "https://example.com/x",
];

/** Values that a text has beside those of its pattern: what the fields of its name mean. */
const MEANT: Readonly<Record<string, readonly string[]>> = {
  "alerting.routes[].channels[]": ["slack/ops", "webhook/a", "discord/a", "email/ops", "pagerDuty/ops", "opsgenie/a"],
  "alerting.quietHours[].timezone": ["UTC", "Europe/Berlin", "America/New_York", "europe/berlin", "Asia/Kolkata"],
  "alerting.routes[].match.*": ["a", "payments-.*", ".+", "(?i)x", "a|b", "\\d{4}", 'x"y'],
  "alerting.routes[].match.{name}": ["namespace", "alertname", "service", "_x"],
  "logs.drop[].*": ["shop|cart", "debug", ".+", 'say "hi"', "\\bGET /healthz\\b"],
  "logs.redact.patterns[].pattern": ["customer-[0-9]+", "(\\d{4})-x", "[(]\\d{4}[)]", "(?i)secret(\\w+)", "`x`", 'a"b'],
  "logs.retentionByStream[].selector": ['{namespace="dev"}', '{namespace=~"a|b", service!="x"}', '{a!~".+"}'],
  "tracing.redact.keys[]": ["customer\\.number", "x.*", "(?i)id"],
};

/** What fits one part of the schema, and nearly always the whole of it. @param sparse Whether what may be missing mostly is. */
export function valid(json: Schema, at = ""): fc.Arbitrary<unknown> {
  if (json.const !== undefined) return fc.constant(json.const);
  if (json.enum !== undefined) return fc.constantFrom(...json.enum);
  if (json.anyOf !== undefined) return fc.oneof(...json.anyOf.map((one) => valid(one, at)));
  switch (json.type) {
    case "boolean":
      return fc.boolean();
    case "integer":
      return number(json, true);
    case "number":
      return number(json, false);
    case "string":
      return text(json, at);
    case "array":
      return fc.array(valid(json.items ?? {}, `${at}[]`), { minLength: json.minItems ?? 0, maxLength: 3 });
    case "object":
      return section(json, at);
  }
  throw new Error(`${at}: nothing is known of ${JSON.stringify(json)}`);
}

function number({ minimum, exclusiveMinimum, maximum = 1e9, default: usual }: Schema, whole: boolean) {
  const least = minimum ?? exclusiveMinimum ?? 0;
  const near = typeof usual === "number" ? [fc.constant(usual)] : [];
  const few = fc.integer({
    min: Math.ceil(least + (exclusiveMinimum === undefined ? 0 : 1)),
    max: Math.min(maximum, least + 4),
  });
  const any = whole
    ? fc.integer({ min: Math.ceil(least), max: maximum })
    : fc.double({ min: least, max: maximum, minExcluded: exclusiveMinimum !== undefined, noNaN: true });
  return fc.oneof({ arbitrary: few, weight: 4 }, ...near.map((arbitrary) => ({ arbitrary, weight: 4 })), any);
}

function text({ pattern, minLength = 0, maxLength = 100, default: usual }: Schema, at: string): fc.Arbitrary<unknown> {
  const meant = MEANT[at] ?? MEANT[at.replace(/\.\w+$/, ".*")];
  if (meant !== undefined && pattern === undefined) return fc.constantFrom(...meant);
  const near = typeof usual === "string" ? [{ arbitrary: fc.constant(usual), weight: 3 }] : [];
  if (pattern === undefined) {
    const words = fc.string({ minLength: Math.max(minLength, 1), maxLength: 20 });
    const graphemes = fc.string({ minLength: Math.max(minLength, 1), maxLength: 10, unit: "grapheme" });
    const known = fc.constantFrom(...NAMES);
    return fc.oneof({ arbitrary: known, weight: 4 }, words, graphemes, ...near);
  }
  const whole = new RegExp(pattern);
  // What the generator does not know: lookaheads; the filter sees to them.
  const source = pattern.replace(/^\^(\(\?[=!](\\.|[^()])*\))+/, "^").replace(/\\s\*/g, " ?");
  const drawn = fc.stringMatching(new RegExp(source), { maxLength: maxLength <= 40 ? 5 : 40 });
  const few = [...NAMES, ...USUAL, ...(meant ?? [])].filter((name) => whole.test(name));
  const known = few.length === 0 ? [] : [{ arbitrary: fc.constantFrom(...few), weight: 6 }];
  const isUrl = (value: string) => !pattern.startsWith("^https?:") || URL.canParse(value);
  const fits = (value: string) => whole.test(value) && value.length <= maxLength && isUrl(value);
  return fc.oneof({ arbitrary: drawn.filter(fits), weight: 2 }, ...known, ...near);
}

function section(json: Schema, at: string): fc.Arbitrary<unknown> {
  const { properties, additionalProperties, propertyNames, required = [] } = json;
  if (properties === undefined) {
    const names = MEANT[`${at}.{name}`];
    const key = names === undefined ? text(propertyNames ?? {}, `${at}.{name}`) : fc.constantFrom(...names);
    const value = additionalProperties ? valid(additionalProperties, `${at}.*`) : fc.constant("x");
    return fc.dictionary(key as fc.Arbitrary<string>, value, { maxKeys: 3 });
  }
  const entries = Object.entries(properties).map(([name, inner]) => {
    const value = valid(inner, at === "" ? name : `${at}.${name}`);
    // One in three: a file in which all is set would have some mistake nearly always.
    return [name, required.includes(name) ? value : fc.option(value, { freq: 2, nil: undefined })] as const;
  });
  return fc
    .record(Object.fromEntries(entries))
    .map((record) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined)));
}

/** The sections of a stack file, each as its part of the schema has it. */
export function stackFiles(): fc.Arbitrary<Record<string, unknown>> {
  return valid(jsonSchema(schema)) as fc.Arbitrary<Record<string, unknown>>;
}
