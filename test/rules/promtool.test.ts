import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { ruleFiles } from "../../components/rules";
import { findTool } from "../../scripts/lib/tools";
import { alertsOf, everyGroup, promtoolFiles, PROMTOOL_FILES, renderRuleFiles, UNRENDERED } from "../support/rules";
import { EVERYTHING } from "../support/everything";
import { settingsOf, stackSettings } from "../support/settings";

interface PromtoolCase {
  name: string;
  input_series?: { series: string; values: unknown }[];
  alert_rule_test: {
    alertname: string;
    exp_alerts?: { exp_labels: Record<string, string>; exp_annotations?: Record<string, string> }[];
  }[];
  promql_expr_test?: { expr: string; exp_samples?: { labels: string; value: number }[] }[];
}

/** Cases about alerts, each by its name, and cases about what is recorded. */
const OF_RECORDINGS = /^Recordings \w+/;

const groups = everyGroup();
const stems = Object.keys(groups).sort();

describe("promtool files", () => {
  const files = Object.fromEntries(
    promtoolFiles().map((file) => [
      file.replace(".promtool.yaml", ""),
      parse(readFileSync(join(PROMTOOL_FILES, file), "utf8")) as { rule_files: string[]; tests: PromtoolCase[] },
    ]),
  );
  const ofAlerts = (tests: readonly PromtoolCase[]) => tests.filter(({ name }) => !OF_RECORDINGS.test(name));
  const namesOf = (stem: string) => [...new Set(alertsOf({ [stem]: groups[stem] ?? [] }).map(({ alert }) => alert))];

  it("are there for every stem, each for its own rules", () => {
    assert.deepEqual(
      Object.entries(files).map(([stem, { rule_files }]) => [stem, rule_files]),
      stems.map((stem) => [stem, [`${stem}.yaml`]]),
    );
  });

  it("write each series' values as a text, since YAML reads 0x60 as a number", () => {
    const wrong = Object.entries(files).flatMap(([stem, { tests }]) =>
      tests.flatMap(({ name, input_series: series = [] }) =>
        series.flatMap(({ values }) => (typeof values === "string" ? [] : [`${stem}: ${name}: ${String(values)}`])),
      ),
    );
    assert.deepEqual(wrong, []);
  });

  it("expect no text with a template in it that was not filled in", () => {
    const texts = Object.values(files).flatMap(({ tests }) =>
      ofAlerts(tests).flatMap(({ alert_rule_test: checks }) =>
        checks.flatMap(({ exp_alerts = [] }) =>
          exp_alerts.flatMap(({ exp_annotations }) => Object.values(exp_annotations ?? {})),
        ),
      ),
    );
    assert.ok(texts.length > 0);
    for (const text of texts) assert.doesNotMatch(text, UNRENDERED);
  });

  for (const [stem, { tests: all }] of Object.entries(files)) {
    const tests = ofAlerts(all);

    it(`${stem}: every recording has a case that says its value`, () => {
      const own = (groups[stem] ?? []).flatMap(({ rules }) => rules);
      const recorded = own.flatMap((rule) => ("record" in rule ? rule.record : []));
      const seen = all.flatMap(({ promql_expr_test: checks = [] }) =>
        checks.flatMap(({ expr, exp_samples = [] }) => (exp_samples.length === 0 ? [] : expr.match(/[\w:]+/g))),
      );
      assert.deepEqual(
        recorded.filter((name) => !seen.includes(name)),
        [],
      );
    });

    it(`${stem}: every alert fires in some case and stays quiet in another, and no case is about another`, () => {
      const cases = tests.map(({ name }) => /^(\w+) (fires|does not fire) when ./.exec(name)?.slice(1) ?? [name]);
      const expected = namesOf(stem).flatMap((name) => [
        [name, "fires"],
        // What always fires has no case in which it does not.
        ...(name === "Watchdog" ? [] : [[name, "does not fire"]]),
      ]);
      const distinct = [...new Set(cases.map((words) => words.join(" ")))];
      assert.deepEqual(distinct.sort(), expected.map((words) => words.join(" ")).sort());
    });

    it(`${stem}: every case does what its name says`, () => {
      for (const { name, alert_rule_test: checks } of tests) {
        const [, alert, verb] = /^(\w+) (fires|does not fire)/.exec(name) ?? [];
        assert.deepEqual([...new Set(checks.map(({ alertname }) => alertname))], [alert], name);
        const fired = checks.some(({ exp_alerts = [] }) => exp_alerts.length > 0);
        assert.equal(fired, verb === "fires", name);
        // A case that fires says when it did not yet: just before `for` is over.
        const quiet = checks[0]?.exp_alerts?.length === 0;
        assert.ok(verb === "does not fire" || quiet || alert === "Watchdog", name);
      }
    });

    it(`${stem}: every severity of every alert is seen firing`, () => {
      const seen = tests.flatMap(({ alert_rule_test: checks }) =>
        checks.flatMap(({ alertname, exp_alerts = [] }) =>
          exp_alerts.map(({ exp_labels }) => `${alertname} ${exp_labels["severity"] ?? ""}`),
        ),
      );
      const all = alertsOf({ [stem]: groups[stem] ?? [] }).map(({ alert, severity }) => `${alert} ${severity}`);
      assert.deepEqual([...new Set(seen)].sort(), [...new Set(all)].sort());
    });
  }
});

describe("promtool", () => {
  const promtool = findTool("promtool");
  const { folder, tests, remove } = renderRuleFiles(groups);
  after(remove);

  before(function () {
    if (promtool !== undefined) return;
    console.log("    skipped: promtool is missing; `npm run tools` builds it");
    this.skip();
  });

  const run = (...args: string[]): void => {
    const { status, stdout, stderr } = spawnSync(promtool ?? "", args, { cwd: folder, encoding: "utf8" });
    assert.equal(status, 0, stdout + stderr);
  };

  it("accepts every rule file", () => run("check", "rules", ...stems.map((stem) => `${stem}.yaml`)));

  for (const [name, settingsFor] of Object.entries({
    dev: () => stackSettings("dev"),
    prod: () => stackSettings("prod"),
    "a stack with everything": () => settingsOf(EVERYTHING),
  })) {
    it(`has nothing to say about all the rules of ${name}, by any of its lints`, () => {
      // In one file: what is there twice is looked for within a file only.
      const all = Object.values(ruleFiles(settingsFor())).flatMap(({ groups }) => groups);
      const lint = (groups: unknown[]) =>
        spawnSync(promtool ?? "", ["check", "rules", "--lint=all", "--lint-fatal"], {
          input: stringify({ groups }),
          encoding: "utf8",
        });
      const { status, stdout, stderr } = lint(all);
      assert.equal(status, 0, stdout + stderr);
      const [first] = all;
      assert.match(lint([...all, { ...first, name: "again" }]).stderr, /duplicate rule/, "and twice is noticed");
    });
  }

  for (const stem of stems) {
    it(`${stem}: every case comes out as it says`, function () {
      // Cases of days are thousands of evaluations, on machines that have other things to do.
      this.timeout(1_200_000);
      run("test", "rules", ...(tests[stem] ?? []));
    });
  }
});
