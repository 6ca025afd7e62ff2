import assert from "node:assert/strict";
import * as path from "node:path";
import { rubyFiles } from "../../components/elastic/ruby";
import { checkLines } from "../../log-format/check";
import { LEVEL_TEMPLATE, LEVEL_WORDS, levelNames, LEVELS, severityNumbers } from "../../log-format/levels";
import { ROOT } from "../../scripts/lib/stack";

describe("levels", () => {
  const names = levelNames();

  it("have each name once, and their own among them", () => {
    const listed = [...LEVEL_TEMPLATE.matchAll(/\(list ([^)]*)\)/g)].flatMap(([, list]) =>
      [...(list ?? "").matchAll(/"([^"]*)"/g)].map(([, name]) => name),
    );
    assert.equal(new Set(listed).size, listed.length);
    for (const level of LEVELS) assert.equal(names[level], level);
  });

  it("are the same for Promtail and Alloy, for Fluentd and Logstash, and for check-logs", () => {
    const branches = [...LEVEL_TEMPLATE.matchAll(/if has \$level \(list ((?:"(?:[^"\\]|\\.)*" ?)+)\) \}\}(\w+)/g)];
    const template = new Map(
      branches.flatMap(([, list = "", level = ""]) =>
        [...list.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, name = ""]) => [name, level] as const),
      ),
    );
    const folder = path.join(ROOT, "components/fluentd/ruby");
    const { levels } = JSON.parse(rubyFiles(folder, { personalData: true, audit: false })["parsing.json"] ?? "") as { levels: Record<string, string> };
    for (const [name, level] of Object.entries(names)) {
      assert.equal(template.get(name), level, name);
      assert.equal(levels[name], level, name);
      const line = { timestamp: "2026-01-01T00:00:00Z", level: name, message: "m", service: "s" };
      const cure = checkLines(JSON.stringify(line)).mistakes.map(({ cure }) => cure);
      assert.deepEqual(cure, name === level ? [] : [`write "${level}"`], name);
    }
    assert.deepEqual(Object.keys(levels).sort(), Object.keys(names).sort());
  });

  it("take Java's and zap's names as OpenTelemetry does", () => {
    const expected = {
      finest: "trace",
      finer: "debug",
      fine: "debug",
      config: "debug",
      severe: "error",
      dpanic: "fatal",
    };
    for (const [name, level] of Object.entries(expected)) assert.equal(names[name], level, name);
  });

  it("of a single letter, or of a number, are none in a text", () => {
    for (const word of LEVEL_WORDS) assert.match(word, /^[a-z]{3,}$/);
  });

  it("are OpenTelemetry's numbers without a gap", () => {
    const ranges = severityNumbers();
    ranges.forEach(({ from, below }, index) => {
      assert.ok(from < below);
      assert.equal(ranges[index + 1]?.from ?? 25, below);
    });
    assert.equal(ranges[0]?.from, 0);
  });
});
