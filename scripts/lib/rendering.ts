/** Everything that a stack would deploy, as files. Pure: the same recording and settings give the same bytes. */
import * as yaml from "yaml";
import { alertmanagerConfig } from "../../components/alertmanager";
import { TEMPLATE_FILE, templates } from "../../components/alertmanager/templates";
import { dashboardMaps } from "../../components/dashboards";
import { logRuleFiles } from "../../components/loki/rules";
import { ruleFiles } from "../../components/rules";
import { savedObjectFiles } from "../../components/elastic/setup/kibana";
import type { Settings } from "../../settings";
import type { RecordedResource } from "./engine";

/** Files by their path below the output folder. */
export type Files = Record<string, string>;

/** YAML with sorted keys, no folded lines, and no aliases for what is there twice. */
export function toYaml(value: unknown): string {
  return yaml.stringify(value, { aliasDuplicateObjects: false, lineWidth: 0, sortMapEntries: true });
}

/** All files, sorted by path. */
export function renderFiles(settings: Settings, resources: readonly RecordedResource[]): Files {
  const files: Files = {
    "alertmanager/alertmanager.yaml": toYaml(alertmanagerConfig(settings)),
    [`alertmanager/${TEMPLATE_FILE}`]: templates(settings),
    ...entries(Object.entries(ruleFiles(settings)), "rules", ".yaml", toYaml),
    ...(settings.logs.engine === "none"
      ? {}
      : entries(Object.entries(logRuleFiles(settings)), "log-rules", ".yaml", toYaml)),
    ...Object.fromEntries(
      Object.values(dashboardMaps(settings)).flatMap(({ folder, data }) =>
        Object.entries(data).map(([file, text]) => [
          `dashboards/${folder.toLowerCase().replaceAll(" ", "-")}/${file}`,
          indented(text),
        ]),
      ),
    ),
    ...(settings.elastic === undefined
      ? {}
      : entries(Object.entries(savedObjectFiles(settings)), "kibana", "", String)),
    ...entries(releases(resources), "values", ".yaml", toYaml),
    ...entries(manifests(resources), "manifests", ".yaml", toYaml),
  };
  return Object.fromEntries(Object.entries(files).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** JSON with a line for each value, as a pull request shows it best. */
function indented(json: string): string {
  return `${JSON.stringify(JSON.parse(json), null, 2)}\n`;
}

function entries<T>(
  items: readonly (readonly [string, T])[],
  folder: string,
  suffix: string,
  text: (item: T) => string,
): Files {
  return Object.fromEntries(items.map(([name, item]) => [`${folder}/${name}${suffix}`, text(item)]));
}

/** A release's name and values. */
function releases(resources: readonly RecordedResource[]): [string, unknown][] {
  return resources.filter(({ type }) => type.endsWith(":Release")).map(({ name, inputs }) => [name, inputs["values"]]);
}

/**
 * Our own Kubernetes resources. A Secret is there without its content, which comes from the stack's credentials; a patch
 * of a resource that the chart makes is not a manifest.
 */
function manifests(resources: readonly RecordedResource[]): [string, unknown][] {
  return resources
    .filter(({ type, inputs }) => "kind" in inputs && !type.endsWith("Patch"))
    .map(({ name, inputs }) => {
      const secret = inputs["kind"] === "Secret";
      const shown = Object.entries(inputs).filter(([key]) => !secret || !["data", "stringData"].includes(key));
      return [`${String(inputs["kind"]).toLowerCase()}-${name}`, Object.fromEntries(shown)];
    });
}
