import assert from "node:assert/strict";
import { schema } from "../../settings";
import { jsonSchema, type JsonSchema } from "../../stacks/json-schema";
import { complexity } from "../support/linear";
import { literals } from "../support/patterns";

/** Patterns that the checker does not know, since they look ahead, or that take longer: why their texts are short. */
const UNITS = "bounds.MOST_UNIT_CHARACTERS";
const HOSTS = "bounds.MOST_HOST_CHARACTERS";
const LOOKED_AT = "bounds.MOST_IN_TEXT: of a longer text the beginning is looked at";
const SHORT: Readonly<Record<string, string>> = {
  "^(?=.*[1-9])(\\d+y)?(\\d+w)?(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?$": UNITS,
  "^(?=.*[1-9])\\d+(\\.\\d+)?(Ki|Mi|Gi|Ti|Pi|k|M|G|T|P)$": UNITS,
  "^(?![0-9.]+$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)*[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$": HOSTS,
  "(\\d+)(ms|[ywdhms])": "a duration that the first of these has taken",
  "^(?=\\S*[A-Za-z])(?=\\S*\\d)(?=\\S*[!$%^&*?;~`])\\S{8,}$": "LONGEST, which is asked before",
  ":\\/\\/(?:[^\\s/?#]*@|[^\\s:/@]+:(?!\\d+(?:\\/|$))[^\\s@]*@)": LOOKED_AT,
  "\\beyJ[\\w-]{8,}\\.[\\w-]{8,}\\.": LOOKED_AT,
};

describe("regular expressions that a stack file or a log line is held to", function () {
  this.timeout(300_000);
  const written = literals("settings", "stacks", "log-format");
  // Those that are put together are nobody's literals, and so are the libraries'.
  const made = parts(jsonSchema(schema)).flatMap(([path, { pattern, allOf = [] }]) =>
    [pattern, ...(allOf as { pattern?: string }[]).map((one) => one.pattern)]
      .filter((one) => one !== undefined)
      .map((source) => ({ file: path, line: 0, source, flags: "" })),
  );
  const all = [...new Map([...made, ...written].map((one) => [`${one.source}/${one.flags}`, one])).values()].filter(
    ({ source }) => !(source in SHORT),
  );

  for (const { file, line, source, flags } of all) {
    it(`${file}:${line} takes steps in proportion to the text: ${source}`, () => {
      assert.match(complexity(source, flags), /^(safe|linear)$/);
    });
  }

  it("and one that does not is noticed", () => {
    assert.equal(complexity("^https?:\\/\\/[^\\s/]+\\.?[^\\s]*$", ""), "2nd degree polynomial");
    assert.equal(complexity("^(a+)+$", ""), "exponential");
  });
});

/** Every part of the schema by its path. */
function parts(json: JsonSchema, at = ""): [string, JsonSchema & Record<string, unknown>][] {
  const { properties = {}, items, additionalProperties } = json;
  return [
    [at, json as JsonSchema & Record<string, unknown>],
    ...Object.entries(properties).flatMap(([name, inner]) => parts(inner, at === "" ? name : `${at}.${name}`)),
    ...(items === undefined ? [] : parts(items, `${at}[]`)),
    ...(additionalProperties ? parts(additionalProperties, `${at}.*`) : []),
    ...((json as { anyOf?: JsonSchema[] }).anyOf ?? []).flatMap((inner) => parts(inner, at)),
  ];
}

describe("every setting", () => {
  const all = parts(jsonSchema(schema));
  const lacking = (type: string[], bound: (part: Record<string, unknown>) => boolean) =>
    all.filter(([, part]) => type.includes(part.type ?? "") && !bound(part)).map(([path]) => path);

  it("that is a text has a greatest length", () => {
    assert.ok(all.length > 300, String(all.length));
    assert.deepEqual(
      lacking(["string"], (part) => "enum" in part || "const" in part || typeof part["maxLength"] === "number"),
      [],
    );
  });

  it("that is a list has a greatest length", () => {
    assert.deepEqual(
      lacking(["array"], (part) => typeof part["maxItems"] === "number"),
      [],
    );
  });

  it("that is a number has a greatest and a least value", () => {
    const isBounded = (part: Record<string, unknown>) =>
      Number(part["maximum"] ?? part["exclusiveMaximum"]) < 2 ** 31 &&
      ("minimum" in part || "exclusiveMinimum" in part);
    assert.deepEqual(lacking(["integer", "number"], isBounded), []);
  });

  it("that is a section of names and values has a greatest number of them", () => {
    const open = all.filter(([, part]) => part.additionalProperties);
    assert.ok(open.length >= 5);
    assert.deepEqual(
      open.filter(([, part]) => typeof part["maxProperties"] !== "number"),
      [],
    );
  });
});
