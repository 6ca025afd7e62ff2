/** The pipeline and the targets in Alloy's syntax, as `alloy fmt` would write them. */
import type { Settings } from "../../settings";
import { lokiPushUrl, TENANTS } from "../../names/loki";
import { pipeline } from "./pipeline";
import { JOURNAL_LABELS, MAX_AGE, type NodeSource, nodeSources } from "./node-sources";
import type { Stage } from "./stage";
import { type Relabeling, relabelings } from "./targets";

/** A value as it is written: a string, a number, a list or a map; an expression is written as it is. */
type Value = string | number | readonly Value[] | Map | Expression;
type Map = Readonly<{ [name: string]: string | Expression }>;
interface Expression {
  expression: string;
}

/** The name of the node, which the chart has in HOSTNAME. */
const NODE = 'sys.env("HOSTNAME")';

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
    ...nodeSources(settings).flatMap(nodeBlocks),
    {
      name: "loki.write",
      label: "loki",
      blocks: [
        {
          name: "endpoint",
          // Without an end: while Loki is away, nothing is read, so nothing is lost but what the node rotates away.
          attributes: {
            url: lokiPushUrl(settings),
            // Also where Loki has one tenant, and does not look: it would refuse, and Alloy give up, what comes without while the
            // setting changes.
            tenant_id: TENANTS.ordinary,
            max_backoff_period: "1m",
            max_backoff_retries: 0,
          },
        },
      ],
    },
  ];
  return `${blocks.map((block) => written(block, "")).join("\n\n")}\n`;
}

/** What reads one of the nodes' own sources. The chart sets HOSTNAME to the node's name. */
function nodeBlocks({ name, labels, steps, ...from }: NodeSource): Block[] {
  const process: Block = {
    name: "loki.process",
    label: name,
    attributes: { forward_to: { expression: "[loki.write.loki.receiver]" } },
    blocks: steps.map(alloyStage),
  };
  const forward_to = { expression: `[loki.process.${name}.receiver]` };
  const own = { ...labels, node: { expression: NODE } };
  if (from.kind === "journal") {
    return [
      {
        name: "loki.relabel",
        label: name,
        attributes: { forward_to: { expression: "[]" } },
        blocks: JOURNAL_LABELS.map(rule),
      },
      {
        name: "loki.source.journal",
        label: name,
        attributes: {
          path: from.path,
          matches: from.matches.join(" "),
          max_age: MAX_AGE,
          relabel_rules: { expression: `loki.relabel.${name}.rules` },
          forward_to,
          labels: own,
        },
      },
      process,
    ];
  }
  const targets = from.paths.map((path) => ({ ...own, __path__: path }));
  return [
    { name: "local.file_match", label: name, attributes: { path_targets: targets } },
    {
      name: "loki.source.file",
      label: name,
      attributes: { targets: { expression: `local.file_match.${name}.targets` }, forward_to },
    },
    process,
  ];
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
    case "time":
      return block("timestamp", { source: stage.source, format: "UnixNs", action_on_failure: "skip" });
    case "labels":
      return block("labels", { values: sameNames(stage.names) });
    case "metadata":
      return block("structured_metadata", { values: sameNames(stage.names) });
    case "keep":
      return block("label_keep", { values: stage.names });
    case "tenant":
      return block("tenant", { value: stage.value });
    case "match":
      return { ...block("match", { selector: stage.selector }), blocks: stage.stages.map(alloyStage) };
    case "line":
      return block("output", { source: stage.source });
    case "dropWhere":
      return block("drop", { source: stage.source, expression: "^true$", drop_counter_reason: stage.reason });
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
  if (isList(value)) return `[${value.map((item) => text(item, indent)).join(", ")}]`;
  if (isExpression(value)) return value.expression;
  return `{\n${assignments(Object.entries(value), `${indent}\t`, ",")}\n${indent}}`;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}

function isExpression(value: Map | Expression): value is Expression {
  return "expression" in value && Object.keys(value).length === 1;
}
