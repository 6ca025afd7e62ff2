import assert from "node:assert/strict";
import { MalformedStackFile, rawConfig } from "../../scripts/lib/stack-file";

const PW = "hunter2Xy9";
const FORM =
  "; a stack file is YAML with the key config: in it, and there one key for each section (observability:cluster) and each credential";

/** Why a stack file is none. */
function refusal(content: string | Buffer): string {
  try {
    rawConfig(content);
  } catch (error) {
    assert.ok(error instanceof MalformedStackFile, String(error));
    return error.message;
  }
  return assert.fail("is accepted");
}

const config = (lines: string) => `config:\n  observability:cluster:\n    name: dev\n    platform: kind\n${lines}`;

describe("a stack file that is none", () => {
  const LINE = 5;
  const CASES: [string, string | Buffer, string][] = [
    [
      "a value with @",
      config(`  observability:smtp/password: @${PW}`),
      `is not YAML: line ${LINE}, column 32: a value begins with @ or a backquote: put it in quotes`,
    ],
    [
      "a value with a backquote",
      config(`  observability:smtp/password: \`${PW}\``),
      `is not YAML: line ${LINE}, column 32: a value begins with @ or a backquote: put it in quotes`,
    ],
    [
      "a value with a colon",
      config(`  observability:smtp/password: ${PW}: x`),
      `is not YAML: line ${LINE}, column 32: a value has a colon in it, or a second key in its line: put it in quotes`,
    ],
    [
      "a tag",
      config(`  observability:smtp/password: !${PW}`),
      `is not YAML: line ${LINE}, column 32: a value begins with ! and so is a tag: put it in quotes`,
    ],
    [
      "an alias of nothing",
      config(`  observability:smtp/password: *${PW}`),
      `is not YAML: line ${LINE}, column 32: a value begins with * and so is an alias, of nothing: put it in quotes`,
    ],
    [
      "a key twice",
      config(`  observability:${PW}: a\n  observability:${PW}: b`),
      `is not YAML: line ${LINE + 1}, column 3: a key is there twice`,
    ],
    [
      "a section twice",
      config(`  observability:metrics: {}\n  observability:metrics: { retention: ${PW} }`),
      `is not YAML: line ${LINE + 1}, column 3: a key is there twice`,
    ],
    [
      "an open quote",
      config(`  observability:smtp/password: "${PW}`),
      `is not YAML: line ${LINE}, column 43: a quote, a bracket, a comma or a space is missing`,
    ],
    [
      "an open bracket",
      config(`  observability:metrics: [${PW}`),
      `is not YAML: line ${LINE}, column 37: the indentation is wrong, or a bracket is open`,
    ],
    [
      "an escape that there is not",
      config(`  observability:smtp/password: "\\q${PW}"`),
      `is not YAML: line ${LINE}, column 33: a text in quotes has an escape that there is not`,
    ],
    ["a tab", config(`\tobservability:smtp/password: ${PW}`), ""],
    ["text behind a text", config(`  observability:smtp/password: "a" ${PW}`), ""],
    ["a line without a key", config(`  ${PW}\n  observability:metrics: {}`), ""],
    ["two documents", config(`---\n${PW}: x`), ""],
    ["a directive", `%${PW}\n---\n`, ""],
    ["a list", `[${PW}]`, "has no keys"],
    ["a text", PW, "has no keys"],
    ["a number", "5", "has no keys"],
    ["config as a list", `config: [${PW}]`, "has no keys below config:"],
    ["config as a text", `config: ${PW}`, "has no keys below config:"],
    [
      "a section beside config",
      `config: {}\nmetrics: { x: ${PW} }`,
      "has metrics beside config:, where nothing reads it",
    ],
    [
      "a full key beside config",
      `config: {}\nobservability:metrics: { x: ${PW} }`,
      "has observability:metrics beside config:, where nothing reads it",
    ],
    ["a credential beside config", `slack/ops: ${PW}`, "has slack/ops beside config:, where nothing reads it"],
    ["Config", `Config: { x: ${PW} }`, "has Config beside config:, where nothing reads it"],
    [
      "a URL beside config",
      `https://u:${PW}@x: y`,
      "has a URL of 22 characters beside config:, where nothing reads it",
    ],
    [
      "an anchor that is a part of itself",
      config(`  observability:metrics: &${PW} [*${PW}]`),
      `is not YAML: line ${LINE}, column 39: an alias is a part of what it stands for`,
    ],
    ["bytes", Buffer.from([0xff, 0xfe, 0x00, 0x41]), "is not text in UTF-8"],
    ["a NUL", Buffer.from(`config:\0${PW}`), "is not text in UTF-8"],
    ["nesting of 100,000", "[".repeat(100_000), ""],
    ["sections in sections, 20,000 deep", `config: ${"{a: ".repeat(20_000)}${PW}`, ""],
    [
      "a billion laughs",
      config(
        [
          "a: &a [x,x,x,x,x,x,x,x,x,x]",
          ..."bcdefghij"
            .split("")
            .map((one, index) => `${one}: &${one} [${Array(10).fill(`*${"abcdefghij"[index]}`).join()}]`),
        ]
          .map((line) => `  observability:${line}`)
          .join("\n"),
      ),
      "is not YAML: aliases in it become too much",
    ],
  ];
  for (const [what, content, expected] of CASES) {
    it(`says where and why, and not what is there: ${what}`, () => {
      const message = refusal(content);
      // Where the parser's stack ends is not the same on every machine.
      if (/nest|deep/.test(what)) assert.match(message, /^is not YAML: (line 1, column \d+: )?it is nested too deeply/);
      else if (expected !== "") assert.equal(message, expected + FORM);
      assert.ok(message.endsWith(FORM), message);
      assert.ok(!message.includes(PW) && !message.includes("\n"), message);
    });
  }

  it("may be empty, or have a byte order mark and aliases", () => {
    assert.deepEqual(rawConfig(""), {});
    assert.deepEqual(rawConfig("config:\n"), {});
    assert.deepEqual(rawConfig("\ufeffconfig:\n  a:x: &x [1]\n  a:y: *x\nencryptionsalt: v1:x\n"), {
      "a:x": { value: "[1]", secret: false },
      "a:y": { value: "[1]", secret: false },
    });
  });
});
