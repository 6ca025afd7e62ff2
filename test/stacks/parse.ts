/** A stack file as a test writes it, and what is wrong with it as lines of text. */
import assert from "node:assert/strict";
import { problemLine } from "../../stacks/cures";
import { parseSettings } from "../../stacks/settings";
import type { RawConfig, Settings } from "../../settings";

/** The smallest stack file that does. */
export const SMALLEST = { cluster: { name: "test", platform: "generic" } };

/** A credential's value in a stack file: encrypted, or in plain text. */
export type Credential = string | { plain: string };

/** The raw configuration of the smallest stack file with these sections and credentials beside it, or instead. */
export function rawOf(sections: Record<string, unknown>, credentials: Record<string, Credential> = {}): RawConfig {
  const merged: Record<string, unknown> = { ...SMALLEST, ...sections };
  const raw: Record<string, { value: string; secret: boolean }> = {};
  for (const [key, value] of Object.entries(merged)) {
    // A section that is undefined is left out.
    if (value === undefined) continue;
    raw[`observability:${key}`] = { value: typeof value === "string" ? value : JSON.stringify(value), secret: false };
  }
  for (const [key, value] of Object.entries(credentials)) {
    raw[`observability:${key}`] =
      typeof value === "string" ? { value, secret: true } : { value: value.plain, secret: false };
  }
  return raw;
}

/** Mistakes and warnings, each as the one line that the report has of it. */
export function found(sections: Record<string, unknown>, credentials: Record<string, Credential> = {}) {
  const { problems, warnings } = parseSettings(rawOf(sections, credentials));
  const lines = (list: typeof problems) => list.map((one) => problemLine("dev", one));
  return { problems: lines(problems), warnings: lines(warnings) };
}

/** The settings of a stack file without mistakes. */
export function settingsOf(sections: Record<string, unknown>, credentials: Record<string, Credential> = {}): Settings {
  const { settings, problems } = parseSettings(rawOf(sections, credentials));
  assert.deepEqual(problems, []);
  assert.ok(settings);
  return settings;
}

/** A test that these sections have exactly these mistakes. */
export function itFinds(
  mistake: string,
  sections: Record<string, unknown>,
  expected: readonly string[],
  credentials: Record<string, Credential> = {},
): void {
  it(mistake, () => assert.deepEqual(found(sections, credentials).problems, expected));
}

/** Some source of root shells, so that its lack is not said of each. */
export const SOURCES = { sources: { apiServer: { from: "managed" } } };

/** A test that these sections have no mistake and exactly these warnings, but for those of sources of root shells where they name none. */
export function itWarns(
  cause: string,
  sections: Record<string, unknown>,
  expected: readonly string[],
  credentials: Record<string, Credential> = {},
): void {
  const whole = { security: SOURCES, ...sections };
  it(cause, () => {
    const { problems, warnings } = found(whole, credentials);
    const own = warnings.filter((line) => "security" in sections || !line.startsWith("security.sources"));
    assert.deepEqual({ problems, warnings: own }, { problems: [], warnings: expected });
  });
}

/** A test that these sections have one mistake, at this setting, whose line has these words. */
export function itRefuses(
  mistake: string,
  sections: Record<string, unknown>,
  key: string,
  words: RegExp,
  credentials: Record<string, Credential> = {},
): void {
  it(mistake, () => {
    const { problems } = found(sections, credentials);
    assert.equal(problems.length, 1, problems.join("\n"));
    assert.ok(problems[0]?.startsWith(`${key}: `), problems[0]);
    assert.match(problems[0] ?? "", words);
  });
}
