import assert from "node:assert/strict";
import { schema } from "../../settings";
import { type Path, pathText } from "../../settings/problem";
import { jsonSchema, type JsonSchema } from "../../stacks/json-schema";
import { problemLine } from "../../stacks/cures";
import { report } from "../../stacks/problems";
import { parseSettings } from "../../stacks/settings";
import { EVERYTHING } from "../support/everything";
import { rawOf } from "./parse";

const PW = "hunter2Xy9";

/** Credentials of many forms; all have the planted word in them. */
const FORMS: Record<string, unknown> = {
  "a URL with a password": `https://u:${PW}@host.example.com/x`,
  "a data source": `postgres://u:${PW}@db:5432`,
  "a webhook": `https://hooks.slack.com/services/T0/B0/${PW}`,
  "a URL with a token": `https://host.example.com/x?access_token=${PW}`,
  "an address": `${PW}@example.com`,
  "a token": `xoxb-0123456789-${PW}`,
  "a key": `0a1b2c3d4e5f${PW}0a1b2c3d4e5f`,
  lines: `first\n${PW}`,
  // A short word without a sign could be any name: only what is below a list or a section is never repeated.
  "a list": [`https://u:${PW}@host`, { password: PW }],
  "a section": { password: PW, [`0a1b2c3d4e5f${PW}`]: PW },
};

/** Forms that are a credential wherever they are. */
const ALWAYS = ["a URL with a password", "a data source", "a webhook", "a URL with a token", "a token"];

/** Settings that are regular expressions, which say what a credential looks like. */
const PATTERNS = /^(logs\.(drop|redact)|tracing\.redact)\b/;

/** The path of every setting, and of one item of every list. */
function paths(json: JsonSchema, at: Path = []): Path[] {
  const below = [
    ...Object.entries(json.properties ?? {}).flatMap(([key, nested]) => paths(nested, [...at, key])),
    ...(json.items === undefined ? [] : paths(json.items, [...at, 0])),
    ...(json.additionalProperties ? paths(json.additionalProperties, [...at, "x"]) : []),
  ];
  return at.length === 0 ? below : [at, ...below];
}

/** A stack file with nearly every setting, and another value at one path. */
function planted(path: Path, value: unknown): Record<string, unknown> {
  const sections = structuredClone(EVERYTHING) as Record<string, unknown>;
  let holder: Record<PropertyKey, unknown> = sections;
  path.slice(0, -1).forEach((key, index) => {
    const next = holder[key];
    if (typeof next !== "object" || next === null) holder[key] = typeof path[index + 1] === "number" ? [] : {};
    holder = holder[key] as Record<PropertyKey, unknown>;
  });
  holder[path.at(-1) ?? ""] = value;
  return sections;
}

/** What the plan and the program say of it: all that they can print before there are resources. */
function said(sections: Record<string, unknown>): { text: string; refused: boolean } {
  const { problems, warnings } = parseSettings(rawOf(sections));
  const told = problems.filter(({ missingCredential }) => missingCredential !== true);
  const text = [...problems, ...warnings].map((one) => problemLine("dev", one)).join("\n");
  return { text: text + report("dev", problems), refused: told.length > 0 };
}

describe("a credential in any setting", () => {
  const all = paths(jsonSchema(schema));
  /** Every twentieth, of each form others. */
  const some = (first: number) => all.filter((_, index) => index % 20 === first % 20);

  it("is looked for in every setting", () => assert.ok(all.length > 250, String(all.length)));

  Object.entries(FORMS).forEach(([what, value], index) => {
    it(`is not repeated, and refused where it is one for sure: ${what}`, () => {
      for (const path of index === 0 ? all : some(index)) {
        const key = pathText(path);
        const { text, refused } = said(planted(path, value));
        assert.ok(!text.includes(PW), `${key}: ${text}`);
        if (ALWAYS.includes(what) && !PATTERNS.test(key)) assert.ok(refused, `${key} takes ${what}`);
      }
    }).timeout(300_000);
  });

  it("is not repeated as a setting's name", () => {
    for (const path of some(0).filter((one) => typeof one.at(-1) === "string")) {
      for (const name of [`https://u:${PW}@x`, `xoxb-0123456789-${PW}`]) {
        const { text } = said(planted([...path.slice(0, -1), name], "x"));
        assert.ok(!text.includes(PW), `${pathText(path)}: ${text}`);
      }
    }
  }).timeout(300_000);
});
