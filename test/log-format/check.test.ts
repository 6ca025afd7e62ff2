import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { Ajv2020 } from "ajv/dist/2020";
import { ALIASES } from "../../log-format/aliases";
import { checkLines } from "../../log-format/check";
import { AUDIT_EVENTS } from "../../log-format/events";
import { LEVELS } from "../../log-format/levels";
import { lineSchema, logFormatSchema, REQUIRED_OF_DECISIONS } from "../../log-format/schema";
import { ROOT } from "../../scripts/lib/stack";
import { DECISION } from "../support/elastic-world";
import { GOOD } from "../support/log-format";

const DOCUMENT = fs.readFileSync(path.join(ROOT, "docs/log-format.md"), "utf8");

const text = (...lines: unknown[]) => lines.map((l) => (typeof l === "string" ? l : JSON.stringify(l))).join("\n");
const problems = (...lines: unknown[]) =>
  checkLines(text(...lines)).mistakes.map(({ line, field, problem, cure }) => `${line} ${field}: ${problem}; ${cure}`);
const fieldsOf = (...lines: unknown[]) => checkLines(text(...lines)).mistakes.map(({ field }) => field);

describe("the check of logs", () => {
  it("takes what is in the format", () => {
    assert.deepEqual(problems(GOOD, { ...GOOD, order_id: 4711, error: { type: "E", message: "" } }), []);
  });

  it("names each mistake with its line, its field and its cure", () => {
    assert.deepEqual(
      problems(
        GOOD,
        { ...GOOD, level: "WARNING" },
        { ...GOOD, level: 30 },
        { ...GOOD, timestamp: 1773480413 },
        { ...GOOD, trace_id: "0".repeat(32) },
        { ...GOOD, message: 5 },
        "    at shop.js:42",
        "starting",
        "[1]",
        { ...GOOD, http: { response: { status_code: 999 } } },
        { ...GOOD, db_password: "x" },
      ),
      [
        '2 level: "WARNING" is not one of trace, debug, info, warn, error, fatal; write "warn"',
        '3 level: 30 is not one of trace, debug, info, warn, error, fatal; write "info"',
        '4 timestamp: 1773480413 is not a string; write "2026-03-14T09:26:53.000Z"',
        '5 trace_id: "00000000000000000000000000000000" is not 32 lower-case hexadecimal digits (for example 4bf92f3577b34da6a3ce929d0e0e4736), or all of them are 0; leave it out',
        "6 message: 5 is not a string; write what happened, in one sentence; what differs from line to line is in fields of its own",
        '7 : is part of a stack trace; put the whole of it into "error.stack_trace" of the line before',
        "8 : is not a JSON object; write each line as one JSON object; examples are in docs/log-format.md",
        "9 : is not a JSON object; write each line as one JSON object; examples are in docs/log-format.md",
        "10 http.response.status_code: 999 is above 599; write the status that was answered",
        "11 db_password: is the name of a credential; do not write credentials into logs",
      ],
    );
  });

  it("misses each required field", () => {
    for (const field of ["timestamp", "level", "message", "service"] as const) {
      const rest = Object.entries(GOOD).filter(([name]) => name !== field);
      assert.deepEqual(fieldsOf(Object.fromEntries(rest)), [field]);
    }
  });

  it("wants an event and a user in an audit line, and nowhere else", () => {
    assert.deepEqual(fieldsOf({ ...GOOD, audit: true }), ["event", "user_id"]);
    assert.deepEqual(fieldsOf({ ...GOOD, audit: true, event: "UserLogin", user_id: "u-1" }), []);
    assert.deepEqual(fieldsOf({ ...GOOD, audit: false }), []);
    assert.deepEqual(fieldsOf({ ...GOOD, audit: "true" }), ["audit"]);
    assert.deepEqual(fieldsOf({ ...GOOD, event: "user-login" }), ["event"]);
  });

  it("wants of an automated decision what a person may ask about it", () => {
    const flat = { ...GOOD, ...DECISION };
    assert.deepEqual(problems(flat), []);
    assert.deepEqual(fieldsOf({ ...flat, decision: undefined }), REQUIRED_OF_DECISIONS.slice(1));
    assert.deepEqual(fieldsOf({ ...flat, audit: undefined }), ["audit"]);
    assert.deepEqual(problems({ ...flat, audit: false }), ["1 audit: is false in an automated decision; write true"]);
    assert.deepEqual(problems({ ...flat, decision: { ...DECISION.decision, confidence: 87 } }), [
      "1 decision.confidence: 87 is above 1; write how sure the model was, from 0 to 1",
    ]);
  });

  it("takes what is in metadata, and says so", () => {
    const metadata = { user_id: "u-7", request_id: "r-1", duration: 12.5, attempt: 1 };
    const { mistakes, aliases } = checkLines(text({ ...GOOD, metadata, correlation_id: "c-1" }));
    assert.deepEqual(mistakes, []);
    assert.deepEqual(aliases, { "metadata.user_id": 1, "metadata.request_id": 1, "metadata.duration": 1 });
    assert.deepEqual(problems({ ...GOOD, metadata: { duration: "12 ms" } }), [
      '1 duration_ms: "12 ms" is not a number; write how long it took, in milliseconds',
    ]);
  });

  it("takes a text with its time, level and service in brackets, and counts it", () => {
    const lines = text(
      "[2026-03-14T09:26:53.589Z] [INFO] [shop] order placed",
      "[2026-03-14 09:26:53,589] [warning] [shop] late",
      "[2026-03-14 09:26:53 +0100] [error] [shop] failed [twice]",
    );
    assert.deepEqual(problems(lines), []);
    assert.equal(checkLines(lines).texts, 3);
    assert.deepEqual(fieldsOf("[2026-03-14T09:26:53Z] [loud] [shop] hello"), ["level"]);
    assert.deepEqual(fieldsOf("[12:00:00 today] [info] [shop] hello"), ["timestamp"]);
    assert.match(problems("[2026-03-14T09:26:53Z] [info] no service")[0] ?? "", /is not a JSON object/);
  });

  it("says of a time that no log shipper believes how far off it is, where the runtime's is known", () => {
    const at = (read: string) => problems(`${read} stdout F ${JSON.stringify(GOOD)}`);
    for (const read of ["2026-03-14T09:27:53Z", "2026-03-14T09:56:53Z", "2026-03-14T09:22:00Z"])
      assert.deepEqual(at(read), []);
    assert.deepEqual(at("2026-03-14T11:26:53Z"), [
      "1 timestamp: is 120 minutes before the container runtime read it (2026-03-14T11:26:53Z), and is not believed; set the clock, or the zone",
    ]);
    assert.match(at("2026-03-14T09:21:00Z")[0] ?? "", /is 6 minutes after the container runtime/);
  });

  it("takes ECS' names, flat and as objects, and says so", () => {
    const { timestamp, level, message, service, trace_id } = GOOD;
    const flat = {
      "@timestamp": timestamp,
      "log.level": level,
      message,
      "service.name": service,
      "trace.id": trace_id,
    };
    const nested = {
      "@timestamp": timestamp,
      log: { level },
      message,
      service: { name: service },
      trace: { id: trace_id },
    };
    const { mistakes, aliases, traced } = checkLines(text(flat, nested));
    assert.deepEqual(mistakes, []);
    assert.deepEqual(aliases, { "@timestamp": 2, "log.level": 2, "service.name": 2, "trace.id": 2 });
    assert.equal(traced, 2);
    for (const field of Object.values(ALIASES)) assert.ok(field in lineSchema.shape, field);
  });

  it("takes files of the container runtime, with lines that it divided", () => {
    const whole = JSON.stringify(GOOD);
    const prefix = "2026-03-14T09:26:53.589793Z stdout";
    const file = text(`${prefix} F ${whole}`, `${prefix} P ${whole.slice(0, 40)}`, `${prefix} F ${whole.slice(40)}`);
    const { lines, mistakes } = checkLines(file);
    assert.deepEqual([lines, mistakes], [2, []]);
  });

  it("counts lines, bad ones, those with a trace, and those for audits", () => {
    const { lines, bad, traced, audited } = checkLines(
      text(GOOD, "", "no", { ...GOOD, trace_id: undefined, audit: true, event: "UserLogin", user_id: "u" }, ""),
    );
    assert.deepEqual({ lines, bad, traced, audited }, { lines: 3, bad: 1, traced: 1, audited: 1 });
  });

  it("refuses a line that would be cut off", () => {
    assert.match(problems({ ...GOOD, message: "x".repeat(300_000) })[0] ?? "", /longer than 256 KiB/);
  });
});

describe("the JSON Schema of logs", () => {
  const validate = new Ajv2020({ allErrors: true }).compile(logFormatSchema());

  it("agrees with the check", () => {
    const audited = { ...GOOD, audit: true, event: "UserLogin", user_id: "u" };
    const decided = Object.fromEntries(
      Object.entries(DECISION.decision).map(([name, value]) => [`decision.${name}`, value]),
    );
    const lines: Record<string, unknown>[] = [
      GOOD,
      audited,
      { ...GOOD, error: { type: "E" } },
      { ...GOOD, "error.type": "E" },
      { ...GOOD, audit: true },
      { ...audited, event: undefined },
      { ...GOOD, ...DECISION },
      { ...GOOD, ...DECISION, audit: undefined },
      { ...GOOD, ...DECISION, decision: { ...DECISION.decision, contest: undefined } },
      { ...GOOD, ...DECISION, decision: undefined, ...decided },
      { ...GOOD, level: "INFO" },
      { ...GOOD, timestamp: "yesterday" },
      { ...GOOD, trace_id: "abc" },
      { ...GOOD, span_id: "0".repeat(16) },
      { ...GOOD, service: "" },
      { ...GOOD, duration_ms: -1 },
      { ...GOOD, "http.response.status_code": 42 },
      { message: "no more" },
    ];
    const verdicts = lines.map((line) => {
      const given = JSON.parse(JSON.stringify(line)) as object;
      assert.equal(validate(given), checkLines(JSON.stringify(given)).bad === 0, JSON.stringify(given));
      return validate(given);
    });
    assert.deepEqual([...new Set(verdicts)].sort(), [false, true]);
  });
});

describe("docs/log-format.md", () => {
  it("shows lines that are in the format", () => {
    const blocks = [...DOCUMENT.matchAll(/```text\n(.*?)```/gs)].map(([, block]) => block ?? "");
    assert.ok(blocks.length >= 4);
    for (const block of blocks) assert.deepEqual(checkLines(block).mistakes, []);
  });

  it("has every field, level, alias and event", () => {
    const names = [...Object.keys(lineSchema.shape), ...Object.keys(ALIASES)].map((name) => `\`${name}\``);
    for (const name of [...names, ...LEVELS, ...AUDIT_EVENTS]) assert.ok(DOCUMENT.includes(name), name);
  });

  it("has a formatter for Python that writes the format", function () {
    const [, program] = /```python\n(import datetime.*?)```/s.exec(DOCUMENT) ?? [];
    const { status, stdout, error } = spawnSync("python3", ["-c", program ?? ""], { encoding: "utf8" });
    if (error !== undefined) {
      if (this.test) this.test.title += " (skipped: python3 is not there)";
      return this.skip();
    }
    assert.equal(status, 0);
    const { lines, mistakes } = checkLines(stdout);
    assert.deepEqual([lines, mistakes], [2, []]);
  });
});
