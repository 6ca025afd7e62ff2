/** The pipeline and the targets in Promtail's YAML. */
import { withoutUndefined } from "../support/values";
import type { Stage } from "./pipeline";
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
    case "labels":
      return { labels: sameNames(stage.names) };
    case "metadata":
      return { structured_metadata: sameNames(stage.names) };
    case "keep":
      return { labelallow: stage.names };
    case "match":
      return { match: { selector: stage.selector, stages: promtailStages(stage.stages) } };
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
