/**
 * `npm run test:mutations -- [stem | stem/Alert ...]`: whether the promtool cases notice an alert that is a little wrong (./mutants.ts). A
 * mutant survives when every case comes out as it says all the same: no case is just beside that limit, or that `for`.
 *
 * All mutants of an alert are in one rule file, each by a name of its own: what is recorded is evaluated once for all.
 */
import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { findTool } from "../../scripts/lib/tools";
import { seconds } from "../../settings/units";
import { everyGroup, renderRuleFiles } from "../support/rules";
import { type FileAlert, type Mutant, mutantsOf } from "./mutants";

interface RuleFile {
  groups: { rules: ({ record: string } | FileAlert)[] }[];
}

interface CaseFile {
  rule_files: string[];
  evaluation_interval: string;
  tests: { alert_rule_test?: { alertname: string }[] }[];
}

/** Mutants that no case can tell from the alert, with why; by `<alert> <severity> <beginning of the change>`. */
const EQUIVALENT = parse(readFileSync(join(__dirname, "equivalent.yaml"), "utf8")) as Record<string, string>;

/** The mutants of an alert that no case of any of these files noticed. */
function survivorsOf(
  promtool: string,
  folder: string,
  files: readonly string[],
): { total: number; survived: string[] } {
  const tried = files.map((file) => noticedIn(promtool, folder, file));
  // Each file has the same mutants, in the same order.
  const changes = tried[0]?.changes ?? [];
  return {
    total: changes.length,
    survived: changes.filter((_, index) => tried.every(({ noticed }) => !noticed.has(index))),
  };
}

/**
 * Runs the cases of one file for all mutants of its alert; those that a case noticed, by their place among them.
 * @param broken Mutants that cannot be evaluated in some case, which ends there: they are noticed, and left out.
 */
function noticedIn(
  promtool: string,
  folder: string,
  file: string,
  broken: readonly number[] = [],
): { changes: string[]; noticed: Set<number> } {
  const cases = parse(readFileSync(join(folder, file), "utf8")) as CaseFile;
  const rules = parse(readFileSync(join(folder, cases.rule_files[0] ?? ""), "utf8")) as RuleFile;
  const own = rules.groups.flatMap((group) => group.rules).filter((rule) => "alert" in rule);
  const interval = seconds(cases.evaluation_interval);
  const mutants = own.flatMap((rule) => mutantsOf(rule, interval).map((mutant) => ({ of: rule, ...mutant })));
  const nameOf = (alert: string, index: number) => `${alert}__${index}`;
  const copiesOf = (rule: FileAlert) =>
    mutants.map((mutant: Mutant & { of: FileAlert }, index) => ({
      ...(mutant.of === rule && !broken.includes(index) ? mutant.rule : rule),
      alert: nameOf(rule.alert, index),
    }));
  const groups = rules.groups.map((group) => ({
    ...group,
    rules: group.rules.flatMap((rule): RuleFile["groups"][number]["rules"] =>
      "alert" in rule ? [rule, ...copiesOf(rule)] : [rule],
    ),
  }));
  const tests = cases.tests.map((test) => ({
    ...test,
    alert_rule_test: test.alert_rule_test?.flatMap((check) => [
      check,
      ...mutants.map((_, index) => ({ ...check, alertname: nameOf(check.alertname, index) })),
    ]),
  }));
  const write = (name: string, content: unknown) => writeFileSync(join(folder, name), JSON.stringify(content));
  write("mutants.yaml", { groups });
  write("mutants.promtool.yaml", { ...cases, tests, rule_files: ["mutants.yaml"] });
  const { status, stdout, stderr } = spawnSync(promtool, ["test", "rules", "mutants.promtool.yaml"], {
    cwd: folder,
    encoding: "utf8",
    maxBuffer: 2 ** 30,
  });
  const output = stdout + stderr;
  const errors = [...output.matchAll(/rule: \w+?__(\d+), time: .*err: /g)].map(([, index]) => Number(index));
  if (errors.length > 0) return noticedIn(promtool, folder, file, [...broken, ...errors]);
  const failed = [...output.matchAll(/alertname: (\w+?)(?:__(\d+))?, time:/g)];
  if (failed.some(([, , index]) => index === undefined) || (status !== 0 && failed.length === 0)) {
    throw new Error(`${file} fails without a mutant:\n${output.slice(0, 4000)}`);
  }
  return {
    changes: mutants.map(({ of: { alert, labels }, change }) => `${alert} ${labels.severity} ${change}`),
    noticed: new Set([...broken, ...failed.map(([, , index]) => Number(index))]),
  };
}

/** The files of each alert: its cases of another interval are in another. */
function byAlert(files: readonly string[]): [alert: string, files: string[]][] {
  const found = new Map<string, string[]>();
  for (const file of files) {
    const alert = /-(\w+)\.promtool\.yaml$/.exec(file)?.[1] ?? "";
    if (alert !== "Recordings") found.set(alert, [...(found.get(alert) ?? []), file]);
  }
  return [...found];
}

function main(asked: readonly string[]): void {
  const promtool = findTool("promtool");
  if (promtool === undefined) throw new Error("promtool is missing; `npm run tools` builds it");
  const { folder, tests, remove } = renderRuleFiles(everyGroup());
  const stems = asked.length === 0 ? Object.keys(tests) : asked;
  const sum = { total: 0, survived: 0, equivalent: 0 };
  for (const stem of stems) {
    const [name = "", only] = stem.split("/");
    const files = tests[name];
    if (files === undefined) throw new Error(`there is no ${name}: ${Object.keys(tests).join(", ")}`);
    const alerts = byAlert(files).filter(([alert]) => only === undefined || alert === only);
    if (alerts.length === 0) throw new Error(`no case is about ${stem}`);
    for (const [, own] of alerts) {
      const { total, survived } = survivorsOf(promtool, folder, own);
      const known = (mutant: string) => Object.keys(EQUIVALENT).some((name) => mutant.startsWith(name));
      const open = survived.filter((mutant) => !known(mutant));
      sum.total += total;
      sum.survived += open.length;
      sum.equivalent += survived.length - open.length;
      for (const mutant of open) console.log(`  survived: ${mutant}`);
    }
    console.log(
      `${stem}: ${sum.survived} of ${sum.total} mutants survived so far, and ${sum.equivalent} that are the same`,
    );
  }
  remove();
  if (sum.survived > 0) process.exitCode = 1;
}

main(process.argv.slice(2));
