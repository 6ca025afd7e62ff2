import assert from "node:assert/strict";
import * as fs from "node:fs";
import { DURATION, FIELDS, MESSAGE_KEYS } from "../../components/elastic/parsing";
import { DURATION_FIELDS, LEVEL_FIELDS, TIME_FIELDS } from "../../log-format/names";
import { MAPPINGS } from "../../components/elastic/setup/mappings";
import { STREAMS } from "../../components/elastic/setup/streams";
import { DATASETS, dataStream } from "../../components/elastic/streams";
import { ROLES } from "../../components/elastic/roles";
import { logProcessors } from "../../components/otel-collector/logs";
import { FIELDS as SHOWN } from "../../dashboards/kibana/fields";
import { EVENTS_AND_USERS } from "../../dashboards/traceability";
import { lineSchema } from "../../log-format/schema";
import { settingsOf } from "../support/settings";

type Mapping = { type?: string; properties?: Record<string, Mapping> };

function type(field: string): string | undefined {
  let at: Mapping | undefined = MAPPINGS;
  for (const name of field.split(".")) at = at?.properties?.[name];
  return at?.type;
}

/** What the collectors call each field of the log format in Elasticsearch. */
const NAMES = Object.fromEntries([
  ...Object.entries(FIELDS).flatMap(([field, keys]) => keys.map((key) => [key, field])),
  ...LEVEL_FIELDS.map((key) => [key, "log.level"]),
  ...MESSAGE_KEYS.map((key) => [key, "message"]),
  ...TIME_FIELDS.map((key) => [key, "@timestamp"]),
  ...DURATION_FIELDS.map((key) => [key, DURATION]),
]) as Record<string, string>;

/** Fields of the format that are not taken from the line, or stay below `app`. */
const ELSEWHERE = ["service", "audit", "http.route"];

describe("the fields of logs in Elasticsearch", () => {
  it("have in the templates the types that Kibana's dashboards need", () => {
    const types: Record<string, string[]> = { text: ["text", "match_only_text", "wildcard"] };
    const wrong = Object.entries(SHOWN).filter(([field, need]) => !(types[need] ?? [need]).includes(type(field) ?? ""));
    assert.deepEqual(wrong, []);
  });

  it("are filled by the collectors, all that Kibana's dashboards show", () => {
    const own = [
      "event.dataset",
      // Of a line that was refused (keep_as_text).
      "event.original",
      "kubernetes.namespace",
      "kubernetes.node.name",
      "kubernetes.pod.name",
      "service.name",
    ];
    const filled = [...own, ...Object.values(NAMES)];
    assert.deepEqual(
      Object.keys(SHOWN).filter((field) => !filled.includes(field)),
      [],
    );
  });

  it("are those that the log format's fields become, each", () => {
    const missing = Object.keys(lineSchema.shape).filter((key) => !(key in NAMES) && !ELSEWHERE.includes(key));
    assert.deepEqual(missing, []);
    for (const key of Object.keys(lineSchema.shape)) {
      const field = NAMES[key];
      if (field !== undefined) assert.notEqual(type(field), undefined, field);
    }
  });

  it("are in the log format's table as the collectors call them", () => {
    const rows = fs
      .readFileSync("docs/log-format.md", "utf8")
      .matchAll(/^\| `([a-z_]+)` +\|[^|]*\| `([@a-z_.]+)` *\|/gm);
    const table = [...rows].map(([, key = "", field = ""]) => [key, field]).filter(([key]) => key !== "service");
    assert.ok(table.length >= 10);
    for (const [key = "", field] of table) assert.equal(NAMES[key], field, key);
  });

  it("name a user and an event as Loki's page Traceability does", () => {
    for (const [key, field] of [
      ["user_id", "user.id"],
      ["event", "event.action"],
    ] as const) {
      assert.equal(NAMES[key], field);
      assert.ok(field in SHOWN);
      assert.ok(EVENTS_AND_USERS.includes(`${key}="${key}"`));
    }
  });
});

describe("the data streams that are written to", () => {
  const matches = (pattern: string, name: string) =>
    new RegExp(`^${pattern.replace(/[.-]/g, "\\$&").replaceAll("*", ".*")}$`).test(name);

  for (const [dataset, template] of [
    ["audit", "logs-audit"],
    ["kubernetes", "logs"],
    ["otel", "logs"],
    ["deadletter", "logs-deadletter"],
  ] as const) {
    it(`of ${dataset} are of the template ${template}, and may be written to`, () => {
      const found = STREAMS.filter(({ pattern }) => matches(pattern, dataStream(dataset)));
      assert.equal(found.sort((a, b) => b.priority - a.priority)[0]?.name, template);
      const names = ROLES["log-writer"].indices.flatMap((index) => index.names);
      assert.ok(names.some((pattern) => matches(pattern, dataStream(dataset))));
    });
  }

  it("include all that lines are sorted into", () => assert.deepEqual(DATASETS, ["audit", "kubernetes"]));

  it("by OTLP have levels that are written as all others are", () => {
    const made = JSON.stringify(logProcessors(settingsOf({ elastic: {}, logs: { engine: "none" } })));
    assert.match(made, /set\(log\.severity_text, \\"error\\"\) where log\.severity_number >= 17/);
    assert.match(made, /elastic\.mapping\.mode\\"\], \\"ecs\\"/);
  });
});
