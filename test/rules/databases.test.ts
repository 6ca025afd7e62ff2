import assert from "node:assert/strict";
import { allRules } from "../../rules";
import type { RuleGroup } from "../../rules/rule";
import { settingsOf } from "../support/settings";

const STEMS = ["databases", "mongodb", "mysql", "postgres", "rabbitmq", "redis", "search-clusters"];

/** Every threshold with its default, by its path. */
function leaves(section: object, path: readonly string[] = []): { path: string[]; value: unknown }[] {
  return Object.entries(section).flatMap(([key, value]: [string, unknown]) =>
    typeof value === "object" && value !== null ? leaves(value, [...path, key]) : [{ path: [...path, key], value }],
  );
}

/** Another value of the same kind, which no threshold has by default; and as the rules have it, in seconds, bytes or minutes. */
function other(value: unknown): { set: unknown; shown: RegExp } {
  if (typeof value === "number") return value < 100 ? { set: 97, shown: /\b97\b/ } : { set: 4321, shown: /\b4321\b/ };
  if (typeof value === "string" && value.endsWith("i")) return { set: "7Gi", shown: /\b7516192768\b/ };
  return { set: "37m", shown: /\b(37m|2220)\b/ };
}

const nested = (path: readonly string[], value: unknown): object =>
  path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value) as object;

const rulesOf = (databases: object): RuleGroup[] => {
  const groups = allRules(
    settingsOf({ thresholds: { databases }, databases: [{ name: "search", kind: "elasticsearch", expected: false }] }),
  );
  return STEMS.flatMap((stem) => groups[stem] ?? assert.fail(stem));
};

/** Where rules fire, without what they say. */
const decisive = (groups: readonly RuleGroup[]): string[] =>
  groups.flatMap(({ rules }) => rules.map((rule) => `${"for" in rule ? rule.for : ""} ${rule.expr}`));

describe("thresholds.databases", () => {
  const defaults = decisive(rulesOf({}));
  const all = leaves(settingsOf().thresholds.databases);

  it("are many", () => {
    assert.ok(all.length > 40, String(all.length));
  });

  for (const { path, value } of all) {
    it(`${path.join(".")} is where some rule fires`, () => {
      const { set, shown } = other(value);
      const changed = decisive(rulesOf(nested(path, set))).filter((rule) => !defaults.includes(rule));
      assert.ok(changed.length > 0, "nothing changes");
      for (const rule of changed) assert.match(rule, shown);
    });
  }
});

describe("the rules about databases", () => {
  it("leave the missing to whom sees all: not to one shard of several", () => {
    const stems = (shards: number) => Object.keys(allRules(settingsOf({ metrics: { shards } })));
    assert.ok(stems(1).includes("databases"));
    assert.ok(!stems(2).includes("databases"));
  });

  it("keep what tells one server from another in whatever they record of it", () => {
    const recorded = rulesOf({}).flatMap(({ rules }) => rules.filter((rule) => "record" in rule));
    assert.ok(recorded.length > 15);
    for (const { record, expr } of recorded) {
      const by = {
        instance: /by \(namespace, job, instance, pod\b/,
        database: /, datname\)/,
        job: /by \(namespace, job\)/,
      };
      const level = record.split(":")[0] ?? "";
      assert.match(expr, { ...by, queue: /by \(namespace, job, vhost, queue\)/ }[level] ?? assert.fail(record), record);
    }
  });
});
