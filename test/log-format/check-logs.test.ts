import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { checkLines } from "../../log-format/check";
import { ROOT } from "../../scripts/lib/stack";
import { isPrintable } from "../../stacks/printable";
import { GOOD } from "../support/log-format";

const text = (...lines: unknown[]) => lines.map((l) => (typeof l === "string" ? l : JSON.stringify(l))).join("\n");

describe("a hostile line", () => {
  const problems = (line: string) =>
    checkLines(line).mistakes.map(({ field, problem, cure }) => `${field}: ${problem}; ${cure}`);
  const good = (more: string) => JSON.stringify(GOOD).replace(/}$/, `,${more}}`);

  it("that begins with a byte order mark is told so", () => {
    assert.deepEqual(problems(`\uFEFF${JSON.stringify(GOOD)}`), [
      ": begins with a byte order mark; write the file as UTF-8 without one",
    ]);
  });

  it("that is nested beyond what anybody reads is told so, however deep it is", () => {
    for (const depth of [101, 5000, 120_000]) {
      for (const [open, close] of [
        ['{"a":', "}"],
        ["[", "]"],
      ] as const) {
        const line = good(`"x":${open.repeat(depth)}1${close.repeat(depth)}`);
        if (Buffer.byteLength(line) > 256 * 1024) continue;
        assert.deepEqual(problems(line), [
          ": has objects or lists more than 100 deep; write what is that deep as a text",
        ]);
      }
    }
    assert.deepEqual(problems(good(`"x":${"[".repeat(98)}1${"]".repeat(98)}`)), []);
  });

  it("may have the names that every object of JavaScript has", () => {
    for (const name of ["constructor", "toString", "__proto__", "hasOwnProperty", "valueOf"]) {
      assert.deepEqual(problems(good(`"${name}":"x"`)), [], name);
      assert.deepEqual(problems(good(`"${name}":{"${name}":1}`)), [], name);
      assert.deepEqual(problems(JSON.stringify({ ...GOOD, level: name })), [
        `level: "${name}" is not one of trace, debug, info, warn, error, fatal; set the names of the levels in the logger`,
      ]);
      const without = { ...GOOD, level: undefined };
      assert.match(problems(JSON.stringify(without).replace(/}$/, `,"${name}":"info"}`)).join(), /^level: is missing/);
    }
  });
});

describe("npm run check-logs", () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "check-logs-"));
  after(() => fs.rmSync(folder, { recursive: true, force: true }));
  const run = (args: string[], input = "") =>
    spawnSync(process.execPath, ["-r", "ts-node/register", "scripts/check-logs.ts", ...args], {
      cwd: ROOT,
      encoding: "utf8",
      input,
    });
  const written = (name: string, content: string) => {
    fs.writeFileSync(path.join(folder, name), content);
    return path.join(folder, name);
  };

  it("says that all is good, and exits with 0", () => {
    const { status, stdout } = run([], text(GOOD));
    assert.equal(stdout, "lines: 1, all good; with a trace id: 1; for audits: 0\n");
    assert.equal(status, 0);
  });

  it("names each mistake with its file, and exits with 1", () => {
    const [good, bad] = [written("good.log", text(GOOD)), written("bad.log", text(GOOD, { ...GOOD, level: "Info" }))];
    const { status, stdout } = run([good, bad]);
    assert.equal(
      stdout,
      `${good}: lines: 1, all good; with a trace id: 1; for audits: 0\n` +
        `${bad}: line 2: level: "Info" is not one of trace, debug, info, warn, error, fatal; write "info"\n` +
        `${bad}: lines: 2, 1 good, 1 bad (mistakes: 1); with a trace id: 2; for audits: 0\n`,
    );
    assert.equal(status, 1);
  });

  it("does not take nothing for good, and says which file it cannot read", () => {
    const nothing = run([], "\n");
    assert.deepEqual([nothing.status, nothing.stdout], [1, "no line at all\n"]);
    const missing = run([path.join(folder, "gone.log")]);
    assert.equal(missing.status, 1);
    assert.match(missing.stdout, /^\S+gone\.log: cannot be read: ENOENT: no such file or directory[^\n]*\n$/);
  });

  it("says what is in the other files where one cannot be read", () => {
    const good = written("good.log", text(GOOD));
    const { status, stdout, stderr } = run([folder, good, path.join(folder, "gone.log")]);
    assert.equal(stderr, "");
    assert.deepEqual(
      stdout.split("\n").map((line) => line.replace(folder, "").replace(/(E[A-Z]+): .*/, "$1")),
      [
        ": cannot be read: EISDIR",
        "/good.log: lines: 1, all good; with a trace id: 1; for audits: 0",
        "/gone.log: cannot be read: ENOENT",
        "",
      ],
    );
    assert.equal(status, 1);
  });

  it("shows nothing that a terminal obeys", () => {
    const hostile = "a\u001b[2J\nline 9: fine\u202e\u2028";
    const { stdout } = run([], text({ ...GOOD, [`${hostile}.password`]: 1, level: hostile }));
    assert.ok(stdout.split("\n").every((line) => isPrintable(line)));
    assert.equal(stdout.split("\n").length, 4);
  });
});
