/** Rules as a test looks at them: rendered for settings, as data and as the files that promtool reads. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { allRules } from "../../rules";
import type { Links } from "../../names/links";
import { type Alert, renderGroups, type RuleGroup } from "../../rules/rule";
import { alertsOf, EVERY_RULE, ON_ELASTIC } from "../../scripts/lib/alerts";
import type { Settings } from "../../settings";
import { settingsOf } from "./settings";

export { alertsOf, EVERY_RULE } from "../../scripts/lib/alerts";

/** Where the promtool files are. */
export const PROMTOOL_FILES = resolve(__dirname, "../rules");

/** Where the runbooks are. */
export const RUNBOOKS = resolve(__dirname, "../../docs/runbooks");

/** Links as the promtool files expect them, whatever host a stack has. */
export const testLinks: Links = {
  runbook: (alert) => `https://runbooks.test/${alert}.md`,
  dashboard: (uid) => `https://grafana.test/d/${uid}`,
};

/** What a text shows where a template was not filled in: JavaScript's own sign, Go's word for nothing, Go's mark of a wrong format. */
export const UNRENDERED = /\$\{|<no value>|%!/;

/** The defaults, with {@link EVERY_RULE}. */
export const everything: Settings = settingsOf(EVERY_RULE);

/** The same, with the rules over logs on Elasticsearch. */
export const everythingOnElastic: Settings = settingsOf({ ...EVERY_RULE, ...ON_ELASTIC });

/** Every group by stem: the rules over logs in Prometheus are of Elasticsearch alone. */
export function everyGroup(): Record<string, RuleGroup[]> {
  return { ...allRules(everythingOnElastic), ...allRules(everything) };
}

/** Rule files on disk, and the promtool files that test them. */
export interface RuleFiles {
  folder: string;
  /** The rule file of each stem is `<stem>.yaml`. */
  stems: string[];
  /** The promtool files, by stem. */
  tests: Record<string, string[]>;
  remove: () => void;
}

/**
 * Writes each stem's rule file into a new folder, and beside it what tests it. promtool evaluates every rule of a file in
 * every case, at each step: here each alert's cases have a rule file with it alone, and the stem's recordings.
 */
export function renderRuleFiles(groups: Record<string, RuleGroup[]>): RuleFiles {
  const folder = mkdtempSync(join(tmpdir(), "rules-"));
  const write = (name: string, content: unknown): void => writeFileSync(join(folder, name), stringify(content));
  for (const [stem, own] of Object.entries(groups)) {
    write(`${stem}.yaml`, { groups: renderGroups(own, testLinks) });
  }
  const tests: RuleFiles["tests"] = {};
  for (const file of promtoolFiles()) {
    const stem = file.slice(0, -PROMTOOL_SUFFIX.length);
    const text = readFileSync(join(PROMTOOL_FILES, file), "utf8");
    const parsed = withDerivedLabels(parse(text) as PromtoolFile, alertsOf(groups));
    tests[stem] = caseFiles(parsed, [...recordedFor(stem, groups), ...(groups[stem] ?? [])]).map(
      ({ alert, rules, content }, index) => {
        const name = `${stem}-${index}-${alert}`;
        write(`${name}.yaml`, { groups: renderGroups(rules, testLinks) });
        // In any other order what a group reads of another is an interval old, or not, by chance.
        const order = rules.map((group) => group.name);
        // A mean of floats is not always the figure that it should be, in its last place.
        const rounded = alert === RECORDINGS ? { fuzzy_compare: true } : {};
        const own = { rule_files: [`${name}.yaml`], group_eval_order: order };
        write(`${name}${PROMTOOL_SUFFIX}`, { ...content, ...own, ...rounded });
        return `${name}${PROMTOOL_SUFFIX}`;
      },
    );
  }
  const remove = (): void => rmSync(folder, { recursive: true, force: true });
  return { folder, stems: Object.keys(groups).sort(), tests, remove };
}

/** The recordings of other stems that a stem's rules read, and those that these are made of. */
function recordedFor(stem: string, groups: Record<string, RuleGroup[]>): RuleGroup[] {
  const others = Object.entries(groups).flatMap(([other, own]) => (other === stem ? [] : own));
  const recordings = others.flatMap(({ rules }) => rules.filter((rule) => "record" in rule));
  const read = new Set((groups[stem] ?? []).flatMap(({ rules }) => rules.flatMap(({ expr }) => namesIn(expr))));
  for (const name of read) {
    for (const { record, expr } of recordings) if (record === name) for (const one of namesIn(expr)) read.add(one);
  }
  return others
    .map((group) => ({ ...group, rules: group.rules.filter((rule) => "record" in rule && read.has(rule.record)) }))
    .filter(({ rules }) => rules.length > 0);
}

/** What may be the name of a recording. */
function namesIn(expr: string): string[] {
  return expr.match(/\w+:[\w:]+/g) ?? [];
}

const PROMTOOL_SUFFIX = ".promtool.yaml";

/** What stands in the place of an alert's name in cases about what is recorded. */
const RECORDINGS = "Recordings";

interface PromtoolFile {
  evaluation_interval: string;
  tests: PromtoolCase[];
}

interface PromtoolCase {
  /** In place of the file's, for a case of days; promtool knows one for a whole file only. */
  evaluation_interval?: string;
  /**
   * Hours of a week in this case, for bands of earlier weeks: promtool evaluates every step from the first week on, and four
   * weeks take it a minute. Offsets of whole weeks are as many of these; test/rules/anomalies.test.ts has the real ones.
   */
  week_hours?: number;
  /** Not there in a case of recordings. */
  alert_rule_test?: { alertname: string; exp_alerts?: { exp_labels: Record<string, string> }[] }[];
}

/** The cases of each alert, of recordings, and of each interval, with the rules that they are about. */
function caseFiles(file: PromtoolFile, groups: readonly RuleGroup[]) {
  const files = new Map<string, { alert: string; rules: RuleGroup[]; content: PromtoolFile }>();
  for (const { evaluation_interval = file.evaluation_interval, week_hours, ...test } of file.tests) {
    const alert = test.alert_rule_test?.[0]?.alertname ?? RECORDINGS;
    const key = `${alert} ${evaluation_interval} ${week_hours ?? ""}`;
    const known = files.get(key);
    if (known !== undefined) {
      known.content.tests.push(test);
      continue;
    }
    const rules = groups
      .map((group) => ({
        ...group,
        rules: group.rules
          .filter((rule) => !("alert" in rule) || rule.alert === alert)
          .map((rule) => (week_hours === undefined ? rule : { ...rule, expr: withWeeksOf(week_hours, rule.expr) })),
      }))
      .filter(({ rules }) => rules.length > 0);
    files.set(key, { alert, rules, content: { ...file, evaluation_interval, tests: [test] } });
  }
  return [...files.values()];
}

/** An expression whose weeks, and what is before or after whole ones, have so many hours. */
function withWeeksOf(hours: number, expr: string): string {
  return expr.replace(/offset (\d+)h30m/g, (_, text: string) => {
    const weeks = Math.ceil(Number(text) / 168);
    return `offset ${Number(text) - weeks * (168 - hours)}h30m`;
  });
}

/** The promtool files leave to this what follows from the other labels. */
function withDerivedLabels(file: PromtoolFile, alerts: readonly Alert[]): PromtoolFile {
  for (const { alertname, exp_alerts = [] } of file.tests.flatMap((test) => test.alert_rule_test ?? [])) {
    const alert = alerts.find((other) => other.alert === alertname);
    for (const { exp_labels } of exp_alerts) {
      const subject = subjectOf(exp_labels, alert);
      // What is empty is no label.
      if (subject !== "") exp_labels["subject"] ??= subject;
      for (const [name, template] of Object.entries(alert?.labels ?? {})) {
        exp_labels[name] ??= template.replace(
          /\{\{ \$labels\.(\w+) \}\}/g,
          (_, label: string) => exp_labels[label] ?? "",
        );
      }
    }
  }
  return file;
}

/** The label `subject` of an alert with these labels: the values of what its expression left, in the order of their names. */
export function subjectOf(labels: Readonly<Record<string, string>>, alert?: Pick<Alert, "labels" | "subject">): string {
  const ours = ["alertname", "component", "namespace", "severity", "team", ...Object.keys(alert?.labels ?? {})];
  const names =
    alert?.subject ??
    Object.keys(labels)
      .filter((name) => !ours.includes(name))
      .sort();
  const values = names.map((name) => labels[name] ?? "").filter((value) => value !== "");
  return values.join(" ") || (labels["namespace"] ?? "");
}

/** The promtool files, `<stem>.promtool.yaml`, in the order of the stems. */
export function promtoolFiles(): string[] {
  return readdirSync(PROMTOOL_FILES)
    .filter((file) => file.endsWith(PROMTOOL_SUFFIX))
    .map((file) => file.slice(0, -PROMTOOL_SUFFIX.length))
    .sort()
    .map((stem) => `${stem}${PROMTOOL_SUFFIX}`);
}
