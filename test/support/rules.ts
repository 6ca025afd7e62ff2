/** Rules as a test looks at them: rendered for settings, as data and as the files that promtool reads. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { stringify } from "yaml";
import { allRules } from "../../rules";
import type { Links } from "../../names/links";
import { renderGroups } from "../../rules/rule";
import { EVERY_RULE } from "../../scripts/lib/alerts";
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
    writeFileSync(join(folder, file), readFileSync(join(PROMTOOL_FILES, file)));
  }
  return { folder, stems: Object.keys(groups).sort(), remove: () => rmSync(folder, { recursive: true, force: true }) };
}

const PROMTOOL_SUFFIX = ".promtool.yaml";

/** The promtool files, `<stem>.promtool.yaml`, in the order of the stems. */
export function promtoolFiles(): string[] {
  return readdirSync(PROMTOOL_FILES)
    .filter((file) => file.endsWith(PROMTOOL_SUFFIX))
    .map((file) => file.slice(0, -PROMTOOL_SUFFIX.length))
    .sort()
    .map((stem) => `${stem}${PROMTOOL_SUFFIX}`);
}
