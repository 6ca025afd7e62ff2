import assert from "node:assert/strict";
import { RE2JS } from "re2js";
import { CRI, LINE_FORMATS, STACK_TRACE_LINE } from "../../components/elastic/parsing";
import { LINES } from "../support/elastic-lines";
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
