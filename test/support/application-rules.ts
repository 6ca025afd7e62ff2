/** The rules about applications, as a real Prometheus takes them. */
import * as fs from "node:fs";
import * as path from "node:path";
import { stringify } from "yaml";
import { ruleFiles } from "../../components/rules";
import type { Settings } from "../../settings";

/** The files of rules that are about applications; those about the platform would be silent without it. */
const STEMS = /^(applications|bots|workers|business|slo)/;

const filesOf = (settings: Settings) => Object.entries(ruleFiles(settings)).filter(([stem]) => STEMS.test(stem));

/** Writes the rules that are deployed, and says where. Without intervals of their own, all are evaluated as often as Prometheus does. */
export function writeRules(settings: Settings, folder: string): string[] {
  return filesOf(settings).map(([stem, { groups }]) => {
    const file = path.join(folder, `${stem}.yaml`);
    const eager = { groups: groups.map(({ name, rules }) => ({ name, rules })) };
    fs.writeFileSync(file, stringify(eager, { aliasDuplicateObjects: false }));
    return file;
  });
}

/** The expressions of an alert; one with two severities has two. */
export function expressions(settings: Settings, alert: string): string[] {
  const groups = filesOf(settings).flatMap(([, file]) => file.groups);
  const rules = groups.flatMap((group) => group.rules) as { alert?: string; expr: string }[];
  return rules.filter((rule) => rule.alert === alert).map(({ expr }) => expr);
}
