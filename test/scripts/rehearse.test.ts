import { strict as assert } from "node:assert";
import { figures } from "../../scripts/lib/rehearse/figures";
import { exitCode, figureText, type Report, render, type Row, summary } from "../../scripts/lib/rehearse/report";
import {
  expectNone,
  StepFailed,
  Missing,
  notSimulated,
  runSteps,
  skipped,
  type Step,
} from "../../scripts/lib/rehearse/steps";
import { UserError } from "../../scripts/lib/stack";

const row = (verdict: Row["verdict"], what = "it is so", detail = ""): Row => ({
  step: 3,
  what,
  verdict,
  seconds: 1.25,
  detail,
});

describe("rehearse: steps", () => {
  const step = (what: string, run: Step["run"], needs: string[] = []): Step => ({ step: 1, what, needs, run });
  const verdicts = async (...steps: Step[]) =>
    (await runSteps(steps, () => undefined)).map(({ what, verdict, detail }) => [what, verdict, detail]);

  it("have the verdict that they end with", async () => {
    assert.deepEqual(
      await verdicts(
        step("a", () => Promise.resolve("seen")),
        step("b", () => Promise.reject(new StepFailed("one pod is missing"))),
        step("c", () => Promise.resolve(notSimulated("no programs"))),
        step("d", () => Promise.resolve(skipped("no package"))),
      ),
      [
        ["a", "passed", "seen"],
        ["b", "failed", "one pod is missing"],
        ["c", "not simulated", "no programs"],
        ["d", "skipped", "no package"],
      ],
    );
  });

  it("fail by what nobody foresaw, and say where", async () => {
    const [[, verdict, detail] = []] = await verdicts(step("a", () => Promise.reject(new TypeError("x is undefined"))));
    assert.equal(verdict, "failed");
    assert.match(detail ?? "", /^TypeError: x is undefined\n +at /);
  });

  it("are skipped without one that they build on, and so is what builds on them", async () => {
    const pass = () => Promise.resolve("");
    assert.deepEqual(
      await verdicts(
        step("up", () => Promise.reject(new StepFailed("no"))),
        step("again", pass, ["up"]),
        step("destroy", pass, ["again"]),
        step("apart", pass),
      ),
      [
        ["up", "failed", "no"],
        ["again", "skipped", 'without "up"'],
        ["destroy", "skipped", 'without "again"'],
        ["apart", "passed", ""],
      ],
    );
  });

  it("end the rehearsal when something it needs is missing, with exit code 2", async () => {
    const missing = new Missing("helm is missing");
    assert.equal(missing.exitCode, 2);
    assert.equal(new UserError("--stack is missing").exitCode, 1);
    await assert.rejects(
      verdicts(
        step("tools", () => Promise.reject(missing)),
        step("up", () => assert.fail()),
      ),
      missing,
    );
  });

  it("say when they begin, and how they ended", async () => {
    const lines: string[] = [];
    await runSteps([step("up", () => Promise.resolve("24 create"))], (line) => lines.push(line));
    assert.deepEqual(lines, ["1. up …", "1. up: passed (0.0 s) 24 create"]);
  });

  it("list what is wrong, the first of it", () => {
    expectNone([]);
    assert.throws(() => expectNone(["a", "b"]), new StepFailed("a; b"));
    assert.throws(() => expectNone(["a", "b", "c"], 2), new StepFailed("a; b; and 1 more"));
  });
});

describe("rehearse: the report", () => {
  const report: Report = {
    stack: "dev",
    rows: [
      row("passed", "up", "24 create"),
      row("failed", "destroy", "Secret a|b is left\nand more"),
      row("not simulated", "pods"),
      row("skipped", "chart", "no package"),
    ],
    figures: [
      { what: "a second up", value: 3.21, unit: "s", atMost: 10 },
      { what: "ratio", value: 1.5, unit: "", atMost: 1.1 },
      { what: "baseline", value: undefined, unit: "s", atMost: 9 },
    ],
  };

  it("is a table", () => {
    assert.equal(
      render(report, "text"),
      [
        "step  what     verdict        time   seen",
        "3     up       passed         1.3 s  24 create",
        "3     destroy  failed         1.3 s  Secret a|b is left; and more",
        "3     pods     not simulated  1.3 s",
        "3     chart    skipped               no package",
        "",
        "figure       measured      target",
        "a second up  3.2 s         at most 10 s  met",
        "ratio        1.50          at most 1.1   missed",
        "baseline     not measured  at most 9 s",
        "",
        "Rehearsal of dev: 1 passed, 1 failed, 1 not simulated, 1 skipped",
      ].join("\n"),
    );
  });

  it("is Markdown, in which a bar is no column", () => {
    assert.equal(
      render({ ...report, rows: report.rows.slice(1, 2), figures: report.figures.slice(0, 1) }, "markdown"),
      [
        "### Rehearsal of dev: 1 failed",
        "",
        "| step | what | verdict | time | seen |",
        "| --- | --- | --- | --- | --- |",
        "| 3 | destroy | failed | 1.3 s | Secret a\\|b is left; and more |",
        "",
        "| figure | measured | target | verdict |",
        "| --- | --- | --- | --- |",
        "| a second up | 3.2 s | at most 10 s | met |",
      ].join("\n"),
    );
  });

  it("is JSON with everything in it", () => {
    assert.deepEqual(JSON.parse(render(report, "json")), {
      stack: "dev",
      rows: report.rows,
      figures: [report.figures[0], report.figures[1], { what: "baseline", unit: "s", atMost: 9 }],
      passed: false,
    });
  });

  it("passes with nothing failed, whatever was skipped or not simulated", () => {
    const rows = [row("passed"), row("skipped"), row("not simulated")];
    assert.equal(exitCode({ rows }), 0);
    assert.equal(exitCode({ rows: [...rows, row("failed")] }), 1);
    assert.equal(summary({ stack: "prod", rows }), "Rehearsal of prod: 1 passed, 0 failed, 1 not simulated, 1 skipped");
  });

  it("counts what is exactly as much as it may be as met", () => {
    assert.equal(figureText({ what: "", value: 10, unit: "s", atMost: 10 }).met, "met");
    assert.equal(figureText({ what: "", value: 10.01, unit: "s", atMost: 10 }).met, "missed");
  });
});

describe("rehearse: figures", () => {
  it("compare the first up, and the releases in it, with Helm alone", () => {
    const values = figures({ fromNothing: 26, firstUp: 15, firstReleases: 11, secondUp: 4, baseline: 10 });
    assert.deepEqual(
      values.map(({ value }) => value),
      [26, 15, 4, 1.5, 1.1],
    );
  });

  it("are not measured where the step did not come to be", () => {
    assert.deepEqual(
      figures({ firstUp: 15, firstReleases: 11 }).map(({ value }) => value),
      [undefined, 15, undefined, undefined, undefined],
    );
  });
});
