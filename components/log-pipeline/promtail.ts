/** The pipeline and the targets in Promtail's YAML. */
import { withoutUndefined } from "../support/values";
import { JOURNAL_LABELS, MAX_AGE, type NodeSource } from "./node-sources";
import type { Stage } from "./stage";
import type { Relabeling } from "./targets";

/** Promtail's `pipeline_stages`. */
export function promtailStages(stages: readonly Stage[]): Record<string, unknown>[] {
  return stages.map(promtailStage);
}

function promtailStage(stage: Stage): Record<string, unknown> {
  switch (stage.kind) {
    case "cri":
      return { cri: {} };
    case "replace":
      return { replace: { expression: stage.expression, replace: stage.replace } };
    case "multiline":
      return {
        multiline: { firstline: stage.firstLine, max_lines: stage.maxLines, max_wait_time: stage.maxWaitTime },
      };
    case "json":
      return { json: { expressions: stage.expressions } };
    case "regex":
      return { regex: withoutUndefined({ expression: stage.expression, source: stage.source }) };
    case "template":
      return { template: { source: stage.source, template: stage.template } };
    case "time":
      return { timestamp: { source: stage.source, format: "UnixNs", action_on_failure: "skip" } };
    case "labels":
      return { labels: sameNames(stage.names) };
    case "metadata":
      return { structured_metadata: sameNames(stage.names) };
    case "keep":
      return { labelallow: stage.names };
    case "tenant":
      return { tenant: { value: stage.value } };
    case "match":
      return { match: { selector: stage.selector, stages: promtailStages(stage.stages) } };
    case "line":
      return { output: { source: stage.source } };
    case "dropWhere":
      return { drop: { source: stage.source, expression: "^true$", drop_counter_reason: stage.reason } };
    case "drop":
      return { match: { selector: stage.selector, action: "drop", drop_counter_reason: stage.reason } };
  }
}

function sameNames(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

/** Promtail's `relabel_configs`. */
export function promtailRelabelings(rules: readonly Relabeling[]): Record<string, unknown>[] {
  return rules.map(({ sourceLabels, separator, regex, replacement, targetLabel }) =>
    withoutUndefined({
      source_labels: sourceLabels,
      separator,
      regex,
      replacement,
      target_label: targetLabel,
    }),
  );
}

/**
 * What reads one of the nodes' own sources. Of files the node is the one that Kubernetes has, as Promtail keeps the targets of its own
 * host; a journal says it itself.
 */
export function promtailScrapeConfig({ name, labels, steps, ...from }: NodeSource): Record<string, unknown> {
  const pipeline_stages = promtailStages(steps);
  if (from.kind === "journal")
    return {
      job_name: name,
      journal: { path: from.path, matches: from.matches.join(" "), max_age: MAX_AGE, labels },
      relabel_configs: promtailRelabelings([
        ...JOURNAL_LABELS,
        { sourceLabels: ["__journal__hostname"], targetLabel: "node" },
      ]),
      pipeline_stages,
    };
  const node = ["__meta_kubernetes_node_name"];
  return {
    job_name: name,
    kubernetes_sd_configs: [{ role: "node" }],
    relabel_configs: promtailRelabelings([
      ...Object.entries(labels).map(([targetLabel, replacement]) => ({ targetLabel, replacement })),
      { sourceLabels: node, targetLabel: "node" },
      { sourceLabels: node, targetLabel: "__host__" },
      { replacement: `{${from.paths.join(",")}}`, targetLabel: "__path__" },
    ]),
    pipeline_stages,
  };
}
