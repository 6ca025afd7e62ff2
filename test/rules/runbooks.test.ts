import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { allLogRules } from "../../rules/log-rules";
import { SEVERITIES } from "../../settings/channels";
import { logqlParser } from "../support/logql";
import { promqlParser } from "../support/promql";
import { alertsOf, everyGroup, everything, RUNBOOKS } from "../support/rules";

const alerts = [...alertsOf(everyGroup()), ...alertsOf(allLogRules(everything))];
const names = [...new Set(alerts.map(({ alert }) => alert))].sort();

describe("runbooks", () => {
  const pages = readdirSync(RUNBOOKS).filter((file) => file !== "README.md");

  it("are there for every alert, and for nothing else", () => {
    assert.deepEqual(pages.sort(), names.map((name) => `${name}.md`).sort());
  });

  it("say what it means, what it does, how to find out, what to do, and when to leave it", () => {
    for (const page of pages) {
      const text = readFileSync(join(RUNBOOKS, page), "utf8");
      assert.deepEqual(
        text
          .replace(/```.*?```/gs, "")
          .split("\n")
          .filter((line) => line.startsWith("#")),
        [
          `# ${page.slice(0, -3)}`,
          "## Meaning",
          "## Impact",
          "## Diagnosis",
          "## Mitigation",
          "## False alarm",
          "## Rule",
        ],
        page,
      );
      assert.match(text, /```/, `${page} has no command`);
    }
  });

  for (const [language, loadParser] of Object.entries({ promql: promqlParser, logql: logqlParser })) {
    it(`hold ${language} that is ${language}`, async () => {
      const parse = await loadParser();
      for (const page of pages) {
        const text = readFileSync(join(RUNBOOKS, page), "utf8");
        for (const [, block] of text.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gs"))) {
          for (const query of (block ?? "").trim().split(/\n\n+/)) {
            assert.deepEqual(parse(query).errors, [], `${page}: ${query}`);
          }
        }
      }
    });
  }

  it("are of alerts that say everything in words: no expression of the program is left in a text", () => {
    const left = alerts.filter(({ summary, description }) => `${summary} ${description}`.includes("${"));
    assert.deepEqual(
      left.map(({ alert }) => alert),
      [],
    );
  });

  it("are listed in the index by name, each with its severities", () => {
    const index = readFileSync(join(RUNBOOKS, "README.md"), "utf8");
    const listed = [...index.matchAll(/^\| \[(\w+)\]\((\S+)\) +\| (.+?) +\|/gm)].map(([, ...cells]) => cells);
    const severities = (name: string) =>
      SEVERITIES.filter((s) => alerts.some((a) => a.alert === name && a.severity === s)).join(", ") || "none";
    assert.deepEqual(
      listed,
      names.map((name) => [name, `${name}.md`, severities(name)]),
    );
  });
});
