/**
 * The Ruby in Fluentd's record_modifier, made from data: not record_transformer, which reads the text of each expression
 * anew for each line and takes a hundred times as long. An expression that is a whole value keeps its type. They change the
 * record one after the other.
 */
import {
  FIELDS,
  LEVEL_KEYS,
  levelNames,
  MESSAGE_KEYS,
  OTHER_FIELDS,
  TIME_KEYS,
  UNKNOWN_LEVEL,
} from "../elastic/parsing";
import { type Pattern, replacement } from "../../log-format/redaction";

/** A Ruby expression as a whole value of a record. */
function whole(expression: string): string {
  const value = `\${${expression}}`;
  // More than one placeholder would make a text of it.
  if (expression.includes("${")) throw new Error(`record_modifier takes no placeholder inside of another: ${value}`);
  return value;
}

export function quoted(text: string): string {
  return `"${text.replace(/["\\#]/g, "\\$&")}"`;
}

/**
 * A regular expression in a Ruby literal; RE2's `(?i)` at the start is a flag there, and its `(?s)` is Ruby's `m`. Without
 * a `'`: Logstash's configuration has no way to write both quotes.
 */
export function rubyRegexp({ expression, notAfter }: Pick<Pattern, "expression" | "notAfter">): string {
  const [, flags = "", body = ""] = /^(?:\(\?([a-z]+)\))?(.*)$/s.exec(expression) ?? [];
  const before = notAfter === undefined ? "" : `(?<!${notAfter})`;
  return `/${before}${body.replace(/\//g, "\\/").replace(/'/g, "\\x27")}/${flags.replace("s", "m")}`;
}

const OTHER = `record[${quoted(OTHER_FIELDS)}]`;

/** The first of some fields of the line that there is. */
export function first(keys: readonly string[]): string {
  return keys.flatMap(lookups).join(" || ");
}

/** The names that are also those of maps, in which other names are looked for. */
const MAPS = new Set(
  Object.values(FIELDS)
    .flat()
    .flatMap((key) => (key.includes(".") ? [key.split(".")[0]] : [])),
);

/** A name with a dot is looked for as it is, and with each dot one deeper; what is no map has nothing inside. */
function lookups(key: string): string[] {
  const plain = `a[${quoted(key)}]`;
  if (!key.includes(".")) return [MAPS.has(key) ? `(${plain}.is_a?(Hash) ? nil : ${plain})` : plain];
  const parts = key.split(".");
  const deeper = parts.slice(1).map((_, index) => {
    const maps = parts.slice(0, index + 1);
    const at = (names: readonly string[]) => `a${names.map((name) => `[${quoted(name)}]`).join("")}`;
    const checks = maps.map((_, depth) => `${at(maps.slice(0, depth + 1))}.is_a?(Hash)`);
    return `(${checks.join(" && ")} && ${at([...maps, parts.slice(index + 1).join(".")])})`;
  });
  return [plain, ...deeper];
}

/** What takes secrets out of a text: calls that follow it. Of a match only the group that has something is replaced. */
export function redact(patterns: readonly Pattern[]): string {
  const steps = patterns.map(
    (pattern) =>
      `.gsub(${rubyRegexp(pattern)}) { d = $~; i = (1...d.size).find { |n| d[n] }; ` +
      `d[0][0...(d.begin(i) - d.begin(0))] + ${quoted(replacement(pattern))} + d[0][(d.end(i) - d.begin(0))..-1] }`,
  );
  return steps.join("");
}

/** The line's text: readable, without its secrets. */
export function cleanMessage(patterns: readonly Pattern[]): string {
  // A line that is not what the runtime writes has no message.
  return whole(
    `(record["message"] || record["unmatched_line"]).to_s.dup.force_encoding("UTF-8").scrub("?")${redact(patterns)}`,
  );
}

/** When the runtime read it. */
export function created(): string {
  return whole(utc("Time.at(time)"));
}

/**
 * The same, and by the way `@timestamp`, whose name Fluentd would keep for itself: when it was, by what the line says, if
 * that is near to when the runtime read it. A clock may be wrong, or a text no time.
 */
export function times(): string {
  return whole(
    `a = ${OTHER}; c = Time.at(time); t = begin; t = Time.iso8601((${first(TIME_KEYS)}).to_s); ` +
      `(t - c).abs < 86400 ? t : c; rescue ArgumentError; c; end; record["@timestamp"] = ${utc("t")}; ${utc("c")}`,
  );
}

/** What is left of a record when fields without a value have gone: for the last field, whose own value this is. */
export function withoutNothing(value: string): string {
  return whole(`record.delete_if { |_, v| v.nil? }; ${quoted(value)}`);
}

function utc(time: string): string {
  return `${time}.getutc.strftime("%Y-%m-%dT%H:%M:%S.%NZ")`;
}

/** The level of the fields `a`. */
export function levelOf(): string {
  const names = Object.entries(levelNames()).map(([name, to]) => `${quoted(name)}=>${quoted(to)}`);
  return `({${names.join(",")}})[(${first(LEVEL_KEYS)}).to_s.downcase] || ${quoted(UNKNOWN_LEVEL)}`;
}

export function level(): string {
  return whole(`a = ${OTHER}; ${levelOf()}`);
}

/** What a JSON line calls its message, else the line. */
export function message(): string {
  return whole(`a = ${OTHER}; m = ${first(MESSAGE_KEYS)}; m.nil? || m == false ? record["message"] : m.to_s`);
}

/** The fields that the schema knows, by its names. */
export function knownFields(): Record<string, string> {
  return Object.fromEntries(
    Object.entries(FIELDS).map(([field, keys]) => [
      field,
      // A field of the schema has one value; a map or a list in its place would be refused with the whole event.
      whole(`a = ${OTHER}; v = ${first(keys)}; v.is_a?(Hash) || v.is_a?(Array) ? Yajl.dump(v) : (v || nil)`),
    ]),
  );
}

/** What is left; a map that gave fields away keeps the others. */
export function otherFields(): string {
  const taken = new Set([LEVEL_KEYS, MESSAGE_KEYS, TIME_KEYS, ...Object.values(FIELDS)].flat());
  const nested = [...taken].filter((key) => key.includes("."));
  const outer = [...new Set(nested.map((key) => key.split(".")[0] ?? ""))];
  const names = [...taken].map(quoted).join(",");
  const deeper = outer.map(
    (key) =>
      `${quoted(key)}=>[${nested
        .filter((name) => name.startsWith(`${key}.`))
        .map((name) => quoted(name.slice(key.length + 1)))
        .join(",")}]`,
  );
  return whole(
    `n = {${deeper.join(",")}}; o = ${OTHER}.reject { |k, v| [${names}].include?(k) && !(n.key?(k) && v.is_a?(Hash)) }` +
      `.map { |k, v| [k, n.key?(k) && v.is_a?(Hash) ? v.reject { |i, _| n[k].include?(i) } : v] }` +
      `.reject { |_, v| v.nil? || v == {} }.to_h; o.empty? ? nil : o`,
  );
}

/** The service: what Kubernetes' recommended label says, else `app`, else the controller's name, else the container's. */
export function service(): string {
  return whole(
    `k = record["kubernetes"] || {}; l = k["labels"] || {}; o = (k["ownerrefs"] || []).find { |r| r["kind"] != "Node" } || {}; ` +
      `n = o["name"]; l["app.kubernetes.io/name"] || l["app"] || ` +
      // A ReplicaSet's name ends in its Deployment's hash, a Job's in the minute that its CronJob made it.
      `(n && {"ReplicaSet"=>n.sub(/-[a-z0-9]+\\z/, ""), "Job"=>n.sub(/-[0-9]{8,}\\z/, "")}.fetch(o["kind"], n)) || k["container_name"]`,
  );
}

/** A field of what Kubernetes says of the pod. */
export function kubernetes(key: string): string {
  return whole(`(record["kubernetes"] || {})[${quoted(key)}]`);
}

/** The pod's labels, their dots replaced: `app` and `app.kubernetes.io/name` cannot be fields of one document. */
export function labels(): string {
  return whole(`((record["kubernetes"] || {})["labels"] || {}).transform_keys { |k| k.tr(".", "_") }`);
}

/** Whose line it is. */
export function dataset(): string {
  return whole(`${OTHER}["audit"] == true ? "audit" : "kubernetes"`);
}

/** The container's id, from what names the file. */
export function containerId(): string {
  return whole(`(record["docker"] || {})["container_id"]`);
}

/** A whole record as a text, and `@timestamp`: its own might be what was refused. */
export function refused(): string {
  return whole(
    `o = Yajl.dump(record).force_encoding("UTF-8").scrub("?")[0, 30000]; record["@timestamp"] = ${utc("Time.at(time)")}; o`,
  );
}

/** A field that stays as it is. */
export function kept(field: string): string {
  return whole(`record[${quoted(field)}]`);
}
