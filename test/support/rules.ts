/** Rules as a test looks at them: rendered for settings, as data and as the files that promtool reads. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parse, stringify } from "yaml";
import { allRules } from "../../rules";
import type { Links } from "../../names/links";
import { type Alert, renderGroups } from "../../rules/rule";
import { alertsOf, EVERY_RULE } from "../../scripts/lib/alerts";
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

/**
 * Writes each stem's rule file, and beside it the promtool file that tests it, into a new folder.
 * @returns The folder, the names in it, and what removes it.
 */
export function renderRuleFiles(settings: Settings): { folder: string; stems: string[]; remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "rules-"));
  const groups = allRules(settings);
  for (const [stem, own] of Object.entries(groups)) {
    writeFileSync(join(folder, `${stem}.yaml`), stringify({ groups: renderGroups(own, testLinks) }));
  }
  for (const file of promtoolFiles()) {
    const text = readFileSync(join(PROMTOOL_FILES, file), "utf8");
    writeFileSync(join(folder, file), stringify(withDerivedLabels(parse(text) as PromtoolFile, alertsOf(groups))));
  }
  return { folder, stems: Object.keys(groups).sort(), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const PROMTOOL_SUFFIX = ".promtool.yaml";

interface PromtoolFile {
  tests: { alert_rule_test: { alertname: string; exp_alerts?: { exp_labels: Record<string, string> }[] }[] }[];
}

/** The promtool files leave to this what follows from the other labels. */
function withDerivedLabels(file: PromtoolFile, alerts: readonly Alert[]): PromtoolFile {
  for (const { alertname, exp_alerts = [] } of file.tests.flatMap((test) => test.alert_rule_test)) {
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
