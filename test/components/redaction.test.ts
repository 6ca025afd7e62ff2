import assert from "node:assert/strict";
import { RE2JS } from "re2js";
import { rubyExpression } from "../../components/elastic/ruby";
import { redactions } from "../../components/log-pipeline/redaction";
import { redaction } from "../../components/otel-collector/redaction";
import {
  CREDENTIAL_KINDS,
  type Kind,
  KINDS,
  type Pattern,
  PATTERNS,
  patterns,
  replacement,
} from "../../log-format/redaction";
import { logql, written } from "../../rules/log-rules/common";
import { credentialInLogs } from "../../rules/log-rules/security";
import { HARMLESS, SECRETS } from "../support/elastic-lines";
import { onigmo } from "../support/onigmo";
import { settingsOf } from "../support/settings";

/** What every engine does with a pattern: of a match, what its group holds is replaced. */
function redact(line: string, pattern: Pattern): string {
  const [, flags = "", body = ""] = /^(?:\(\?([a-z]+)\))?(.*)$/s.exec(pattern.expression) ?? [];
  // JavaScript has no \z, and its $ is the end of the text.
  return line.replace(new RegExp(body.replaceAll("\\z", "$"), `${flags}g`), (...args: unknown[]) => {
    const match = String(args[0]);
    const end = args.findIndex((arg) => typeof arg === "number");
    const group = args.slice(1, end).find((one) => typeof one === "string") ?? assert.fail(pattern.expression);
    const at = match.lastIndexOf(group);
    return match.slice(0, at) + replacement(pattern) + match.slice(at + group.length);
  });
}

const redactAll = (line: string, all: readonly Pattern[] = PATTERNS) => all.reduce(redact, line);

describe("redaction", () => {
  for (const { kind, line, kept } of SECRETS) {
    it(`takes out ${kind}: ${JSON.stringify(line).slice(0, 50)}`, () => {
      assert.equal(redactAll(line), kept);
      if (line.startsWith("{")) assert.doesNotThrow(() => JSON.parse(kept) as unknown);
      const own = PATTERNS.filter((pattern) => pattern.kind === kind);
      assert.ok(
        own.some((pattern) => redact(line, pattern) !== line),
        "by a pattern of that kind",
      );
    });
  }

  it("has a sample for each pattern", () => {
    for (const pattern of PATTERNS) {
      const own = SECRETS.filter(({ kind }) => kind === pattern.kind);
      assert.ok(
        own.some(({ line }) => redact(line, pattern) !== line),
        pattern.expression,
      );
    }
  });

  for (const line of HARMLESS) it(`leaves alone: ${line}`, () => assert.equal(redactAll(line), line));

  it("of personal data is a setting, of all else is not", () => {
    const kinds = new Set(patterns({ personalData: false }).map(({ kind }) => kind));
    assert.deepEqual(
      [...kinds].sort(),
      Object.keys(KINDS)
        .filter((kind) => KINDS[kind as Kind] !== "personal")
        .sort(),
    );
    assert.equal(redactAll("a@b.example", patterns({ personalData: false })), "a@b.example");
  });

  it("does not take out twice", () => {
    for (const { kept } of SECRETS) assert.equal(redactAll(kept), kept);
  });

  it("has patterns that RE2 and Ruby both take, with a group", async () => {
    const compile = await onigmo();
    for (const pattern of PATTERNS) {
      const { expression } = pattern;
      assert.ok(RE2JS.compile(expression).groupCount() >= 1, expression);
      assert.doesNotThrow(() => compile(rubyExpression(pattern)), expression);
      assert.doesNotMatch(expression, /\$/);
    }
  });

  it("in Loki's collectors is of every kind", () => {
    const replaced = redactions(settingsOf({})).map((one) => one.replacement);
    for (const kind of Object.keys(KINDS)) assert.ok(replaced.includes(`<redacted:${kind}>`), kind);
  });

  it("of credentials is alerted on, of all else is not", () => {
    const { expr } = written(credentialInLogs(), logql);
    for (const kind of Object.keys(KINDS) as Kind[])
      assert.equal(new RegExp(`[:|]${kind}[|)]`).test(expr), CREDENTIAL_KINDS.includes(kind), kind);
  });
});

describe("redaction by the OpenTelemetry collectors", () => {
  const config = redaction("traces", settingsOf({}).tracing.redact) as {
    blocked_values: string[];
    blocked_key_patterns: string[];
  };
  const finds = (expressions: string[], text: string) =>
    expressions.some((one) => RE2JS.compile(one.replaceAll("$$", "$")).matcher(text).find());
  /** The attribute whose value it is, of what is known by its name. */
  const ATTRIBUTES: Partial<Record<Kind, string>> = {
    authorization: "http.request.header.authorization",
    cookie: "http.request.header.cookie",
    secret: "db.password",
  };

  for (const kind of Object.keys(KINDS) as Kind[]) {
    it(`is of ${kind}`, () => {
      const attribute = ATTRIBUTES[kind];
      if (attribute !== undefined) {
        assert.ok(finds(config.blocked_key_patterns, attribute));
        return;
      }
      const samples = SECRETS.filter((one) => one.kind === kind);
      assert.ok(samples.length > 0 && samples.every(({ line }) => finds(config.blocked_values, line)));
    });
  }

  it("leaves values alone that only look like it", () => {
    for (const line of HARMLESS) assert.ok(!finds(config.blocked_values, line), line);
  });
});
