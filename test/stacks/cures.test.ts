import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Cure } from "../../settings/problem";
import { cureText, problemLine } from "../../stacks/cures";
import { isPrintable } from "../../stacks/printable";

/** Words that a shell, a terminal or `pulumi` could take for something else. */
const HOSTILE = [
  "plain",
  "two words",
  "it's",
  '"quoted"',
  "$(touch x)",
  "`touch x`",
  "${HOME}",
  "a;b|c&d>e<f",
  "*?[a-z]{1,2}",
  "~root",
  "!history",
  "#comment",
  "back\\slash\\",
  "-n",
  "--stack=other",
  "=ls",
  "100%s",
  "äöü 日本 🙂",
  "a\nb",
  "tab\tand\rreturn",
  "\u001b[2J\u0007",
  "\u202egnp.exe",
  "zero\u200bwidth\ufeff",
  "\u2028line\u2029paragraph",
  "%s\u0085%%\\",
  "",
];

describe("a cure's command", () => {
  const folder = mkdtempSync(join(tmpdir(), "cures-"));
  // Its arguments, each ended by NUL, which no argument can hold.
  writeFileSync(join(folder, "npx"), `#!/bin/sh\nprintf '%s\\0' "$@"\n`, { mode: 0o755 });
  after(() => rmSync(folder, { recursive: true }));

  const run = (text: string): string[] => {
    const env = { ...process.env, PATH: `${folder}:${process.env["PATH"] ?? ""}` };
    const { stdout, stderr, status } = spawnSync("sh", ["-c", text], { cwd: folder, encoding: "utf8", env });
    assert.deepEqual({ stderr, status }, { stderr: "", status: 0 }, text);
    return stdout.split("\0").slice(0, -1);
  };
  const config = (...words: string[]) => ["pulumi", "config", ...words];
  const dashed = (...words: string[]) => (words.some((word) => word.startsWith("-")) ? ["--", ...words] : words);

  for (const word of HOSTILE) {
    const name = JSON.stringify(word);
    const cases: [string, Cure, string[]][] = [
      ["sets", { set: "a.b", to: word }, config("set", "--stack", "dev", "--path", ...dashed("a.b", word))],
      ["removes", { remove: word }, config("rm", "--stack", "dev", ...dashed(word))],
      ["unsets", { unset: word }, config("rm", "--stack", "dev", "--path", ...dashed(word))],
      ["asks for", { secret: word }, config("set", "--stack", "dev", "--secret", ...dashed(word))],
    ];
    for (const [verb, cure, expected] of cases) {
      it(`${verb} ${name} as it is, and shows nothing that a terminal obeys`, () => {
        const text = cureText("dev", cure);
        assert.ok(isPrintable(text), JSON.stringify(text));
        assert.deepEqual(run(text), expected, text);
      });
    }
  }

  it("has a stack's name as it is", () => {
    assert.deepEqual(run(cureText("a b;c", { remove: "x" })), config("rm", "--stack", "a b;c", "x"));
  });

  it("is none where no command line holds the word", () => {
    for (const word of ["nul\0", "end\n", "half\ud83d"]) {
      assert.equal(
        cureText("dev", { remove: word }),
        "edit Pulumi.dev.yaml by hand: its names hold what no command line can",
      );
    }
  });
});

describe("the line of a problem", () => {
  it("is one line, without a character that moves the cursor, hides or reorders", () => {
    for (const word of HOSTILE) {
      const line = problemLine("dev", { key: word, problem: word, cure: { edit: `${word} in {file}` } });
      assert.ok(isPrintable(line), JSON.stringify(line));
    }
    assert.equal(
      problemLine("dev", { key: "a\nb", problem: "\u202e", cure: { edit: "$& {file}" } }),
      "a\\u000ab: \\u202e -> $& Pulumi.dev.yaml",
    );
  });
});
