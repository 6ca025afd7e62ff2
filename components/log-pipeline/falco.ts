/** What becomes of Falco's lines, which are of its own form: its priority is the level, and what tells of a shell is an audit event. */
import { FALCO, FALCO_SHELL_RULES, SOURCE_EVENTS } from "../../log-format/shells";
import type { Settings } from "../../settings";
import type { Stage } from "./stage";
import { lineOf, quoted } from "./template";

/** Its fields, by JMESPath: names with dots are quoted. */
const FIELDS = {
  falco_at: "time",
  falco_text: "output",
  falco_priority: "priority",
  falco_rule: "rule",
  falco_user: 'output_fields."user.name"',
  falco_command: 'output_fields."proc.cmdline"',
  falco_namespace: 'output_fields."k8s.ns.name"',
  falco_pod: 'output_fields."k8s.pod.name"',
} as const;

/** The steps of Falco's own lines, where the stack has it. */
export function falco(settings: Settings): Stage[] {
  if (settings.security.sources.falco === undefined) return [];
  const { name, namespace } = settings.cluster;
  const selector = `{cluster=${quoted(name)}, namespace=${quoted(namespace)}, service=${quoted(FALCO)}} |= ${quoted('"rule"')}`;
  const isShell = `(has .falco_rule (list ${FALCO_SHELL_RULES.map(quoted).join(" ")}))`;
  const template = [
    "{{ if and .falco_rule .falco_text .falco_priority }}{{ $priority := lower .falco_priority }}",
    // The end of nobody, whatever Falco calls it.
    '{{ if eq $priority "emergency" }}{{ $priority = "critical" }}{{ end }}',
    `{{ $audit := ${isShell} }}`,
    lineOf({
      timestamp: ".falco_at",
      level: "$priority",
      message: ".falco_text",
      service: quoted(FALCO),
      rule: ".falco_rule",
      audit: "$audit",
      event: `(ternary ${quoted(SOURCE_EVENTS.shell)} "" $audit)`,
      user_id: '(ternary (default "unknown" .falco_user) "" $audit)',
      outcome: '(ternary "success" "" $audit)',
      command: ".falco_command",
      namespace: ".falco_namespace",
      pod: ".falco_pod",
    }),
    "{{ end }}",
  ].join("");
  return [
    {
      kind: "match",
      selector,
      stages: [
        { kind: "json", expressions: FIELDS },
        { kind: "template", source: "falco_line", template },
        { kind: "line", source: "falco_line" },
        { kind: "json", expressions: { namespace: "namespace", pod: "pod" } },
        { kind: "labels", names: ["namespace", "pod"] },
      ],
    },
  ];
}
