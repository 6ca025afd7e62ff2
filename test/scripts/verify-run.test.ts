import * as assert from "node:assert/strict";
import { NotRun, type Outcome, passed, Unanswered } from "../../scripts/lib/verify/outcome";
import { exitCode, headline, verificationReport } from "../../scripts/lib/verify/report";
import { type RunArgs, runChecks } from "../../scripts/lib/verify/run";
import { elasticsearchDocument } from "../../scripts/lib/verify/elastic";
import { grafanaDataSources } from "../../scripts/lib/verify/grafana";
import type { Check } from "../../scripts/lib/verify/checks";
import { settingsOf } from "../support/settings";
import { localWorld } from "../support/verify-world";

const world = localWorld({ settings: settingsOf(), services: {} });
const check = (name: string, attempt: Check["attempt"]): Check => ({ name, attempt });
const broken: Outcome = { state: "failed", text: "it", faults: [{ what: "broken", since: "2026", next: "look" }] };

const run = (checks: Check[], more: Partial<RunArgs> = {}) =>
  runChecks({
    ...{ world, checks, timeoutMs: 200, signal: new AbortController().signal, say: () => undefined },
    ...{ limits: { intervalMs: 1, firstWordMs: 20, wordsMs: 20 }, ...more },
  });

describe("verification: its course", () => {
  it("tries again what fails until it passes", async () => {
    let count = 0;
    const [result] = await run([check("c", () => Promise.resolve(++count < 3 ? broken : passed("well")))], {
      timeoutMs: 60_000,
    });
    assert.deepEqual([result?.state, result?.text, count], ["passed", "well", 3]);
  });

  it("says what is waited for, and ends with what was seen last", async () => {
    const said: string[] = [];
    const results = await run(
      [check("a", () => Promise.resolve(passed(""))), check("b", () => Promise.resolve(broken))],
      {
        say: (text) => said.push(text),
      },
    );
    assert.deepEqual(results[1], { check: "b", ...broken });
    assert.match(said[0] ?? "", /^waiting for b \(for at most 0 s in all\)$/);
  });

  it("ends though a check never does, and counts that as not asked", async () => {
    const results = await run([check("hangs", () => new Promise(() => undefined))]);
    assert.deepEqual(results[0]?.faults[0]?.what, "was not asked in time");
    assert.equal(exitCode({ results }), 2);
  });

  it("ends at once when it is interrupted", async () => {
    const interrupted = new AbortController();
    const attempt = () => {
      interrupted.abort();
      return Promise.resolve(broken);
    };
    const results = await run([check("c", attempt)], { timeoutMs: 600_000, signal: interrupted.signal });
    assert.equal(results.length, 1);
  });

  it("tells a failure from what could not be asked, and that from what is not run", async () => {
    const results = await run([
      check("away", () => Promise.reject(new Unanswered("the API server is away", true))),
      check("not run", () => Promise.reject(new NotRun("nothing runs"))),
    ]);
    assert.deepEqual(
      results.map(({ state, unasked }) => [state, unasked]),
      [
        ["failed", true],
        ["skipped", undefined],
      ],
    );
    assert.equal(exitCode({ results }), 2);
    assert.equal(exitCode({ results: [...results, { check: "x", ...broken }] }), 1);
    assert.equal(exitCode({ results: results.slice(1) }), 0);
  });

  it("repeats nothing of an answer that has another form than it should", async () => {
    const attempt = () => Promise.reject(new TypeError("cannot read canary-password"));
    const [result] = await run([check("c", attempt)]);
    assert.match(result?.faults[0]?.what ?? "", /^an answer was not understood \(TypeError/);
    assert.doesNotMatch(JSON.stringify(result), /canary/);
  });

  it("names a Service and a Secret that are missing", async () => {
    const elastic = settingsOf({ elastic: {} });
    const services = { "elasticsearch-es-http": "http://127.0.0.1:9" };
    const checks = [check("e", elasticsearchDocument()), check("g", grafanaDataSources)];
    const results = await run(checks, { world: localWorld({ settings: elastic, services }), timeoutMs: 3000 });
    assert.deepEqual(
      results.map(({ faults }) => faults[0]?.what),
      ["the Secret elasticsearch-user-log-writer is missing", "the Service grafana is missing"],
    );
  });
});

describe("verification: its report", () => {
  const many = Array.from({ length: 12 }, (_, index) => ({ what: `fault ${index}`, next: "look" }));
  const verification = {
    stack: "dev",
    seconds: 12.4,
    results: [
      { check: "targets", ...passed("41 of 41") },
      { check: "rules", ...broken },
      { check: "Grafana", state: "skipped" as const, text: "not run", faults: [] },
      { check: "many|x", ...broken, faults: many },
    ],
  };

  it("is lines, each failure with what, since when and what next", () => {
    const text = verificationReport(verification, "text");
    assert.ok(
      text.startsWith("passed   targets  41 of 41\nFAILED   rules\n         broken, since 2026\n           -> look\n"),
    );
    assert.match(text, /skipped {2}Grafana {2}not run\n/);
    assert.match(
      text,
      /fault 9\n {11}-> look\n {9}and 2 more\nVerification of dev: 1 passed, 2 failed, 1 skipped, after 12 s$/,
    );
  });

  it("is JSON for scripts", () => {
    const parsed = JSON.parse(verificationReport(verification, "json")) as { passed: boolean; checks: unknown[] };
    assert.equal(parsed.passed, false);
    assert.deepEqual(parsed.checks[0], { check: "targets", state: "passed", seen: "41 of 41" });
    assert.deepEqual(parsed.checks[1], { check: "rules", state: "failed", faults: broken.faults });
  });

  it("is a table in Markdown, in which an answer is only text", () => {
    const hostile = { check: "c", ...broken, faults: [{ what: "a | b @everyone `x` <img>" }] };
    const text = verificationReport({ ...verification, results: [hostile] }, "markdown");
    assert.match(text, /\| c \| \*\*FAILED\*\* \| `a \\\| b @everyone 'x' <img>` \|$/);
    assert.equal(text.split("\n")[0], `### ${headline({ ...verification, results: [hostile] })}`);
  });
});
