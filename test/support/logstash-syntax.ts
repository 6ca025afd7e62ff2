/** Logstash's configuration language, read strictly, and which options each plugin that is used here has. */
import assert from "node:assert/strict";

export interface ParsedPlugin {
  part: string;
  plugin: string;
  options: Record<string, unknown>;
}

/** Options by part and plugin, as the plugins' documentation (Logstash 9) has them; `id` is every plugin's. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  "input beats": ["port", "ssl_enabled", "ssl_certificate", "ssl_key"],
  "input dead_letter_queue": ["path", "pipeline_id", "commit_offsets", "clean_consumed"],
  "filter ruby": ["path", "script_params"],
  "filter json": ["source", "target", "skip_on_invalid_json"],
  "filter grok": ["match", "target", "tag_on_failure", "timeout_millis"],
  "filter mutate": ["convert", "copy"],
  "filter date": ["match", "tag_on_failure"],
  "filter geoip": ["source", "target", "tag_on_failure"],
  "output elasticsearch": [
    "hosts",
    "user",
    "password",
    "ssl_certificate_authorities",
    "data_stream",
    "index",
    "action",
    "manage_template",
    "ilm_enabled",
  ],
};

/** Reads a pipeline by the language's grammar (of what is used: no comments, no hashes without quotes). */
export function parseLogstash(text: string): ParsedPlugin[] {
  const found: ParsedPlugin[] = [];
  let at = 0;
  const space = () => (at += /^\s*/.exec(text.slice(at))?.[0].length ?? 0);
  const take = (pattern: RegExp): string | undefined => {
    space();
    const [match] = new RegExp(`^(?:${pattern.source})`).exec(text.slice(at)) ?? [];
    if (match !== undefined) at += match.length;
    return match;
  };
  const need = (pattern: RegExp): string =>
    take(pattern) ?? assert.fail(`expected ${pattern.source} at: ${text.slice(at, at + 60)}`);
  const string = (): string | undefined => {
    const quoted = take(/"[^"]*"|'[^']*'/);
    return quoted?.slice(1, -1);
  };
  const value = (): unknown => {
    const own = string();
    if (own !== undefined) return own;
    if (take(/\[/) !== undefined) {
      const list: unknown[] = [];
      while (take(/\]/) === undefined) {
        if (list.length > 0) need(/,/);
        list.push(value());
      }
      return list;
    }
    if (take(/\{/) !== undefined) {
      const map: Record<string, unknown> = {};
      while (take(/\}/) === undefined) {
        const key = string() ?? assert.fail(`expected a key at: ${text.slice(at, at + 60)}`);
        need(/=>/);
        map[key] = value();
      }
      return map;
    }
    return need(/-?\d+(\.\d+)?|true\b|false\b/);
  };
  const statements = (part: string): void => {
    while (take(/\}/) === undefined) {
      const word = need(/[a-z_]+/);
      if (word === "if") {
        need(/(\[[^\]]+\])+ =~ "[^"]*"/);
        need(/\{/);
        statements(part);
        if (take(/else\b/) !== undefined) {
          need(/\{/);
          statements(part);
        }
        continue;
      }
      need(/\{/);
      const options: Record<string, unknown> = {};
      while (take(/\}/) === undefined) {
        const option = need(/[a-z_]+/);
        need(/=>/);
        assert.ok(!(option in options), `${word}: ${option} is there twice`);
        options[option] = value();
      }
      found.push({ part, plugin: word, options });
    }
  };
  while ((space(), at < text.length)) {
    const part = need(/input|filter|output/);
    need(/\{/);
    statements(part);
  }
  return found;
}

/** Plugins and options that Logstash would refuse. */
export function faults(plugins: readonly ParsedPlugin[]): string[] {
  return plugins.flatMap(({ part, plugin, options }) => {
    const known = OPTIONS[`${part} ${plugin}`];
    if (known === undefined) return [`${part} ${plugin}: is not known`];
    return Object.keys(options)
      .filter((name) => name !== "id" && !known.includes(name))
      .map((name) => `${part} ${plugin}: has no option ${name}`);
  });
}
