import assert from "node:assert/strict";
import { RE2JS } from "re2js";
import {
  CRI,
  LEVELS,
  levelNames,
  LINE_FORMATS,
  STACK_TRACE_LINE,
  UNKNOWN_LEVEL,
} from "../../components/elastic/parsing";
import { CREDENTIAL_REDACTIONS, type Redaction, redactions } from "../../components/elastic/redaction";
import { rubyRegexp } from "../../components/fluentd/ruby";
import { HARMLESS, LINES, SECRETS } from "../support/elastic-lines";
import { captures, onigmo } from "../support/onigmo";

describe("the expressions for lines, as Ruby's (translated to JavaScript)", () => {
  let compile: (expression: string) => RegExp;
  before(async () => {
    compile = await onigmo();
  });

  it("take a runtime's line apart", () => {
    const cases: [string, Record<string, string> | undefined][] = [
      [
        "2026-11-20T10:00:00.123456789Z stdout F hello world",
        { time: "2026-11-20T10:00:00.123456789Z", stream: "stdout", logtag: "F", message: "hello world" },
      ],
      [
        "2026-11-20T10:00:00.1+02:00 stderr P part ",
        { time: "2026-11-20T10:00:00.1+02:00", stream: "stderr", logtag: "P", message: "part " },
      ],
      [
        "2026-11-20T10:00:00Z stdout F:tag ",
        { time: "2026-11-20T10:00:00Z", stream: "stdout", logtag: "F", message: "" },
      ],
      ["no line of a runtime", undefined],
    ];
    for (const [line, expected] of cases) assert.deepEqual(captures(compile(CRI), line), expected, line);
  });

  for (const { line, form, groups } of LINES) {
    it(`know ${form ?? "no form"}: ${line.slice(0, 60)}`, () => {
      const taken = LINE_FORMATS.find(({ expression }) => compile(expression).test(line));
      assert.equal(taken?.name, form);
      if (taken !== undefined) assert.deepEqual(captures(compile(taken.expression), line), groups);
    });
  }

  it("are each met by a sample", () => {
    assert.deepEqual(
      [...new Set(LINES.flatMap(({ form }) => form ?? []))],
      LINE_FORMATS.map(({ name }) => name),
    );
  });
});

describe("levels", () => {
  it("have each name once, and their own among them", () => {
    const names = Object.values(LEVELS).flat();
    assert.equal(new Set(names).size, names.length);
    for (const level of Object.keys(LEVELS)) assert.equal(levelNames()[level], level);
    assert.deepEqual(
      [...Object.keys(LEVELS), UNKNOWN_LEVEL],
      ["trace", "debug", "info", "warn", "error", "fatal", "unknown"],
    );
  });
});

/** What Fluentd's Ruby does with a redaction. */
function redact(line: string, { pattern, replacement }: Redaction): string {
  const [, flags = "", body = ""] = /^(?:\(\?([a-z]+)\))?(.*)$/s.exec(pattern) ?? [];
  return line.replace(new RegExp(body, `${flags}gd`), (...args: unknown[]) => {
    const [match, group] = args as [string, unknown];
    if (typeof group !== "string") return replacement;
    const at = match.lastIndexOf(group);
    return match.slice(0, at) + replacement + match.slice(at + group.length);
  });
}

const redactAll = (line: string, all: readonly Redaction[]) => all.reduce(redact, line);

describe("redaction", () => {
  for (const { name, line, kept } of SECRETS) {
    it(`blacks out ${name}: ${line.slice(0, 50)}`, () => {
      assert.equal(redactAll(line, redactions(true)), kept);
      if (line.startsWith("{")) assert.doesNotThrow(() => JSON.parse(kept) as unknown);
      const own = redactions(true).find((one) => one.name === name) ?? assert.fail(name);
      assert.notEqual(redact(line, own), line, "by the pattern of that name");
    });
  }

  it("has a sample for each pattern", () => {
    const named = new Set(SECRETS.map(({ name }) => name));
    assert.deepEqual(
      redactions(true)
        .map(({ name }) => name)
        .filter((name) => !named.has(name)),
      [],
    );
  });

  for (const line of HARMLESS) {
    it(`leaves alone: ${line}`, () => assert.equal(redactAll(line, redactions(true)), line));
  }

  it("of personal data is a setting, of credentials is not", () => {
    assert.deepEqual(redactions(false), CREDENTIAL_REDACTIONS);
    assert.equal(redactAll("a@b.example", redactions(false)), "a@b.example");
  });

  it("does not black out twice", () => {
    for (const { kept } of SECRETS) assert.equal(redactAll(kept, redactions(true)), kept);
  });

  it("has patterns that RE2 takes too, with one group at most", async () => {
    const compile = await onigmo();
    for (const { name, pattern } of redactions(true)) {
      assert.ok(RE2JS.compile(pattern).groupCount() <= 1, name);
      const [, body = "", flags] = /^\/(.*)\/([a-z]*)$/s.exec(rubyRegexp(pattern)) ?? [];
      assert.doesNotThrow(() => compile(`${flags === "i" ? "(?i)" : ""}${body}`), name);
    }
  });
});

describe("stack traces", () => {
  it("are joined by Filebeat where a line belongs to one before", () => {
    const belongs = (line: string) => RE2JS.compile(STACK_TRACE_LINE).matcher(line).find();
    const yes = [
      "\tat com.example.A.b(A.java:1)",
      "\t... 2 more",
      "Caused by: java.io.IOException: x",
      '  File "a.py", line 1',
      "    f()",
      "Traceback (most recent call last):",
    ];
    const no = ["java.lang.IllegalStateException: boom", "next line", " one space", '{"message":"x"}'];
    for (const line of yes) assert.ok(belongs(line), line);
    for (const line of no) assert.ok(!belongs(line), line);
  });
});
