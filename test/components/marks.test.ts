/** What lines say, as RE2 of Loki's and the collectors', and as Ruby of Fluentd's and Logstash's has it: the same. */
import assert from "node:assert/strict";
import { RE2JS } from "re2js";
import { CONFIG_FOLDER, fluentdRuby } from "../../components/fluentd/config";
import { rubyText } from "../../components/elastic/ruby";
import { lineCounts, MARKS } from "../../rules/log-rules";
import { fluentdParams } from "../support/collector-ruby";
import { logRuleCases } from "../support/log-rule-cases";
import { onigmo } from "../support/onigmo";
import { startRuby } from "../support/ruby";
import { settingsOf } from "../support/settings";

const settings = settingsOf({ elastic: {} });

/** Lines that the engines could differ in: ends of lines and of texts, letters beyond ASCII, signs that mean something. */
const TRICKY = [
  "all is well\npanic: no\nFATAL: no",
  "panic: yes\nall is lost",
  "session opened for user rooté",
  "session opened for user root\u0301",
  "session opened for user root",
  "SESSION OPENED FOR USER ROOT!",
  'exec of {"requestURI":"/exec?command=sh"}',
  "/exec?command=sh",
  "/exec?command=sh\n",
  "/exec?command=%2Fbin%2Fbash&stdin=true",
  "/exec?a=b?command=sh",
  "/exec?command=shell",
  "authentication\nfailed",
  "critical: x",
  "x\ncritical: x",
  '{"level" : "CRITICAL"}',
  "<redacted:jwt>",
  "<redacted:JWT>",
  "a\u0000panic: x",
  "$HOME ^ | ( [ \\ `",
  "",
];

const lines = [...new Set([...logRuleCases.flatMap((one) => one.lines.map(({ line }) => line)), ...TRICKY])];

describe("marks of lines", () => {
  it("are all that the rules over logs look for, each under a name of its own", () => {
    const used = lineCounts(settings).flatMap(({ says, saysNot }) =>
      [says, saysNot].filter((one) => one !== undefined),
    );
    assert.deepEqual(new Set(used), new Set(MARKS));
    assert.equal(new Set(MARKS.map(({ name }) => name)).size, MARKS.length);
    for (const { name, pattern } of MARKS) {
      assert.match(name, /^[a-z]+(-[a-z]+)*$/);
      // LogQL has them between these.
      assert.ok(!pattern.includes("`"), name);
    }
  });

  it("are found by Fluentd's Ruby in the lines in which RE2 finds them, and in no other", async function () {
    this.timeout(300_000);
    const ruby = await startRuby(CONFIG_FOLDER, fluentdRuby(settings.elastic ?? assert.fail()));
    const records = lines.map((message) => ({ message, app: {} }));
    const named = ruby.fluentd(
      "name_fields",
      fluentdParams(settings, "name_fields"),
      new Date().toISOString(),
      records,
    );
    for (const [index, line] of lines.entries()) {
      const expected = MARKS.filter(({ pattern }) => RE2JS.compile(pattern).matcher(line).find()).map(
        ({ name }) => name,
      );
      assert.deepEqual(named[index]?.["tags"] ?? [], expected, line);
    }
    assert.ok(named.some(({ tags }) => tags !== undefined));
  });

  it("are found, or not, in long lines that begin like them again and again, in steps in proportion to the line", async function () {
    // An engine that goes back would take hours where it takes steps by the square.
    this.timeout(300_000);
    const compile = await onigmo();
    const beginnings = [
      "/exec?",
      "/exec?command=a/",
      "&command=",
      "a/",
      "level ",
      "level=",
      "FATAL:",
      "root shell ",
      "invalid ",
    ];
    const texts = beginnings.flatMap((text) =>
      [text, `/exec?command=${text}`].map((one) => text + one.repeat(3_000_000 / one.length)),
    );
    for (const { pattern } of MARKS)
      // The translation has no `(?a:`, and knows ASCII alone.
      for (const text of texts) compile(rubyText(pattern).replace(/^\(\?a:/, "(?:")).test(text);
  });
});
