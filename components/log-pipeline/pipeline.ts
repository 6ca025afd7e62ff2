/**
 * What happens to a line between the container's file and Loki: the one description from which Promtail's and Alloy's
 * configuration are made, so that a query reads the same on both.
 */
import type { Settings } from "../../settings";
import { hasTenants, TENANTS } from "../../names/loki";
import type { App } from "../../settings/apps";
import { LEVEL_TEMPLATE, TEXT_LEVEL } from "../../log-format/levels";
import {
  DECISION_FIELDS,
  KEPT_FIELDS,
  LEVEL_FIELDS,
  SPAN_ID_FIELDS,
  TIME_FIELDS,
  TRACE_ID_FIELDS,
} from "../../log-format/names";
import { auditAccess } from "./access";
import { anyOf, decisions, ownTime, whoAndWhat } from "./fields";
import { falco } from "./falco";
import { redactions } from "./redaction";
import type { Stage } from "./stage";

/** What Loki indexes. Few values each: every combination is a stream of its own. */
export const LABELS = ["cluster", "namespace", "service", "container", "level", "audit"] as const;

/** What is kept with each line without an index: `{namespace="x"} | trace_id="…"`. */
export const METADATA = [
  "pod",
  "node",
  "trace_id",
  "span_id",
  ...(Object.keys(KEPT_FIELDS) as (keyof typeof KEPT_FIELDS)[]),
  "duration_ms",
  ...(Object.keys(DECISION_FIELDS) as (keyof typeof DECISION_FIELDS)[]),
] as const;

/**
 * Beginnings of lines that belong to the line before. White space is one too; both are told from first lines without
 * lookahead, which RE2 does not have, by a mark that these get and lose again.
 */
const CONTINUATIONS = [
  // Java, by its frames' cause and by its dotted names; Python, by its header, its last line and what joins two.
  String.raw`Caused by: `,
  String.raw`[a-z][\w$]*(?:\.[\w$]+)*\.[A-Z][\w$]*(?:Exception|Error|Throwable)\b`,
  String.raw`Traceback \(most recent call last\):`,
  String.raw`[A-Za-z_][\w.]*(?:Error|Exception|Interrupt)(?:: |$)`,
  String.raw`During handling of the above exception|The above exception was the direct cause`,
  // Go: goroutines and their calls.
  String.raw`goroutine \d+ \[|created by [\w./-]+|[\w./-]+\.(?:\(\*?\w+\)\.)?\w+\(.*\)$`,
  // The end of something that was printed over several lines, and the body of a key.
  String.raw`[)}\]]`,
  String.raw`-----END |[A-Za-z0-9+/]{40,76}={0,2}$`,
].join("|");

/** A line that goes on is waited for, so every line is this late, unless another follows. */
const MAX_WAIT = "2s";

/** The steps of containers' lines. */
export function pipeline(settings: Settings): Stage[] {
  return [
    { kind: "cri" },
    { kind: "replace", expression: `^(${CONTINUATIONS})`, replace: String.raw`{{ "\u0001" }}{{ .Value }}` },
    { kind: "multiline", firstLine: String.raw`^[^\s\x01]`, maxLines: 500, maxWaitTime: MAX_WAIT },
    { kind: "replace", expression: String.raw`(\x01)`, replace: "" },
    ...(hasTenants(settings) ? [auditAccess(settings)] : []),
    ...falco(settings),
    ...ofLines(settings),
  ];
}

/** The steps of a line that is whole. */
export function ofLines(settings: Settings): Stage[] {
  const { cluster, logs } = settings;
  return [
    {
      kind: "json",
      expressions: {
        audit: "audit",
        level: anyOf(LEVEL_FIELDS),
        said: anyOf(TIME_FIELDS),
        span_id: anyOf(SPAN_ID_FIELDS),
        trace_id: anyOf(TRACE_ID_FIELDS),
      },
    },
    // Of a text, only the beginning is looked at for a level: further on, the word is part of what it says.
    {
      kind: "template",
      source: "head",
      template: `{{ if not (hasPrefix "{" .Entry) }}{{ trunc 200 .Entry }}{{ end }}`,
    },
    { kind: "regex", source: "head", expression: TEXT_LEVEL },
    {
      kind: "regex",
      expression: String.raw`trace[_.]?[iI][dD]["']?\s*[=:]\s*["']?(?P<trace_id>[0-9a-f]{32}|[0-9a-f]{16})\b`,
    },
    ...settings.apps.flatMap((app) => ownForm(cluster.name, app)),
    { kind: "template", source: "level", template: LEVEL_TEMPLATE },
    { kind: "template", source: "audit", template: `{{ if eq (toString .audit) "true" }}true{{ end }}` },
    { kind: "labels", names: ["audit", "level"] },
    ...logs.drop.map((rule) => drop(cluster.name, rule)),
    ...settings.apps.flatMap((app) => dropLevels(cluster.name, app)),
    ...redact(settings),
    whoAndWhat(selectorOf(cluster.name, [])),
    decisions(selectorOf(cluster.name, ['audit="true"'])),
    ...ownTime(),
    { kind: "metadata", names: METADATA },
    { kind: "keep", names: LABELS },
    // Last: the tenant is a label too until the line is sent.
    ...(hasTenants(settings) ? [auditTenant(cluster.name)] : []),
  ];
}

function auditTenant(cluster: string): Stage {
  return {
    kind: "match",
    selector: selectorOf(cluster, ['audit="true"']),
    stages: [{ kind: "tenant", value: TENANTS.audit }],
  };
}

/** Redactions of the same filter are one step, so that most lines cost one search instead of one for each. */
function redact(settings: Settings): Stage[] {
  const stages: Stage[] = [];
  for (const { expression, replacement, filter, exceptAudit } of redactions(settings)) {
    const stage: Stage = { kind: "replace", expression, replace: replacement };
    const matchers = exceptAudit === true ? [NO_AUDIT] : [];
    const selector =
      filter === undefined && exceptAudit === undefined
        ? undefined
        : [selectorOf(settings.cluster.name, matchers), ...(filter === undefined ? [] : [filter])].join(" ");
    const last = stages.at(-1);
    if (selector === undefined) stages.push(stage);
    else if (last?.kind === "match" && last.selector === selector) last.stages.push(stage);
    else stages.push({ kind: "match", selector, stages: [stage] });
  }
  return stages;
}

/** A selector of lines by their labels. There is no empty one, so the cluster is in each. */
function selectorOf(cluster: string, matchers: readonly string[]): string {
  return `{${[`cluster=${JSON.stringify(cluster)}`, ...matchers].join(", ")}}`;
}

/** The lines of an application: its name is in the label `service`. */
function ofApp({ name, namespace }: App): string[] {
  return [...(namespace === undefined ? [] : [`namespace="${namespace}"`]), `service="${name}"`];
}

/** What its own form says of its lines, where they are no JSON. */
function ownForm(cluster: string, app: App): Stage[] {
  const pattern = app.logs?.pattern;
  if (pattern === undefined) return [];
  const selector = `${selectorOf(cluster, ofApp(app))} !~ ${JSON.stringify(String.raw`^\s*\{`)}`;
  return [{ kind: "match", selector, stages: [{ kind: "regex", expression: pattern }] }];
}

/** Levels that an application does without. */
function dropLevels(cluster: string, app: App): Stage[] {
  const levels = app.logs?.drop ?? [];
  if (levels.length === 0) return [];
  const matchers = [...ofApp(app), `level=~"${[...levels].sort().join("|")}"`, NO_AUDIT];
  return [{ kind: "drop", selector: selectorOf(cluster, matchers), reason: `app-${app.name}` }];
}

/** What is an audit event is kept, whatever else it is. */
const NO_AUDIT = 'audit!="true"';

function drop(cluster: string, { name, pattern, ...labels }: Settings["logs"]["drop"][number]): Stage {
  const matchers = (["namespace", "service", "container", "level"] as const).flatMap((label) => {
    const value = labels[label];
    return value === undefined ? [] : [`${label}=~${JSON.stringify(value)}`];
  });
  const selector = selectorOf(cluster, [...matchers, NO_AUDIT]);
  return {
    kind: "drop",
    selector: pattern === undefined ? selector : `${selector} |~ ${JSON.stringify(pattern)}`,
    reason: name,
  };
}
