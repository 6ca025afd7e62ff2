/** The pipeline and the targets in Alloy's syntax, as `alloy fmt` would write them. */
import type { Settings } from "../../settings";
import { lokiPushUrl } from "../../names/loki";
import { pipeline, type Stage } from "./pipeline";
import { type Relabeling, relabelings } from "./targets";

/** A value as it is written: a string, a number, a list or a map; an expression is written as it is. */
type Value = string | number | readonly string[] | Readonly<Record<string, string>> | { expression: string };

interface Block {
  name: string;
  label?: string;
  attributes?: Record<string, Value | undefined>;
  blocks?: readonly Block[];
}

/** Alloy's whole configuration. */
export function alloyConfig(settings: Settings): string {
  const blocks: Block[] = [
    { name: "logging", attributes: { level: "info", format: "json" } },
    {
      name: "discovery.kubernetes",
      label: "pods",
      attributes: { role: "pod" },
      // Each Alloy asks for the pods of its own node; the chart sets HOSTNAME to its name.
      blocks: [
        {
          name: "selectors",
          attributes: { role: "pod", field: { expression: '"spec.nodeName=" + sys.env("HOSTNAME")' } },
        },
      ],
    },
    {
      name: "discovery.relabel",
      label: "pods",
      attributes: { targets: { expression: "discovery.kubernetes.pods.targets" } },
      blocks: relabelings(settings).map(rule),
    },
    {
      name: "local.file_match",
      label: "pods",
      attributes: { path_targets: { expression: "discovery.relabel.pods.output" } },
    },
    {
      name: "loki.source.file",
      label: "pods",
      attributes: {
        targets: { expression: "local.file_match.pods.targets" },
        forward_to: { expression: "[loki.process.pods.receiver]" },
      },
    },
    {
      name: "loki.process",
      label: "pods",
      attributes: { forward_to: { expression: "[loki.write.loki.receiver]" } },
      blocks: pipeline(settings).map(alloyStage),
    },
    {
      name: "loki.write",
      label: "loki",
      blocks: [
        {
          name: "endpoint",
          // Without an end: while Loki is away, nothing is read, so nothing is lost but what the node rotates away.
          attributes: { url: lokiPushUrl(settings), max_backoff_period: "1m", max_backoff_retries: 0 },
        },
      ],
    },
  ];
  return `${blocks.map((block) => written(block, "")).join("\n\n")}\n`;
}

function rule({ sourceLabels, separator, regex, replacement, targetLabel }: Relabeling): Block {
  return {
    name: "rule",
    attributes: { source_labels: sourceLabels, separator, regex, replacement, target_label: targetLabel },
  };
}

/** A stage's block, `stage.<kind>`. */
export function alloyStage(stage: Stage): Block {
  const block = (kind: string, attributes: Block["attributes"] = {}): Block => ({ name: `stage.${kind}`, attributes });
  switch (stage.kind) {
    case "cri":
      return block("cri");
    case "replace":
      return block("replace", { expression: stage.expression, replace: stage.replace });
    case "multiline":
      return block("multiline", {
        firstline: stage.firstLine,
        max_lines: stage.maxLines,
        max_wait_time: stage.maxWaitTime,
      });
    case "json":
      return block("json", { expressions: stage.expressions });
    case "regex":
      return block("regex", { expression: stage.expression, source: stage.source });
    case "template":
      return block("template", { source: stage.source, template: stage.template });
    case "labels":
      return block("labels", { values: sameNames(stage.names) });
    case "metadata":
      return block("structured_metadata", { values: sameNames(stage.names) });
    case "keep":
      return block("label_keep", { values: stage.names });
    case "match":
      return { ...block("match", { selector: stage.selector }), blocks: stage.stages.map(alloyStage) };
    case "drop":
      return block("match", { selector: stage.selector, action: "drop", drop_counter_reason: stage.reason });
  }
}

function sameNames(names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, name]));
}

function written({ name, label, attributes = {}, blocks = [] }: Block, indent: string): string {
  const head = `${indent}${name}${label === undefined ? "" : ` ${JSON.stringify(label)}`} {`;
  const inner = `${indent}\t`;
  const set = Object.entries(attributes).filter((entry): entry is [string, Value] => entry[1] !== undefined);
  const parts = [
    ...(set.length > 0 ? [assignments(set, inner, "")] : []),
    ...blocks.map((block) => written(block, inner)),
  ];
  return parts.length === 0 ? `${head} }` : `${head}\n${parts.join("\n\n")}\n${indent}}`;
}

/** One a line, the signs in one column; what spans lines begins a new column. */
function assignments(entries: readonly (readonly [string, Value])[], indent: string, end: string): string {
  const width = Math.max(...entries.map(([key]) => key.length));
  return entries.map(([key, value]) => `${indent}${key.padEnd(width)} = ${text(value, indent)}${end}`).join("\n");
}

function text(value: Value, indent: string): string {
  if (typeof value === "string" || typeof value === "number") return JSON.stringify(value);
  if (isList(value)) return `[${value.map((item) => JSON.stringify(item)).join(", ")}]`;
  if ("expression" in value && Object.keys(value).length === 1) return value.expression;
  return `{\n${assignments(Object.entries(value), `${indent}\t`, ",")}\n${indent}}`;
}

function isList(value: Value): value is readonly string[] {
  return Array.isArray(value);
}
