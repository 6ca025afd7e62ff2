/** What rules are made of: the same shape as Prometheus' own rule files, with our labels required. */
import type { Severity } from "../settings/channels";
import type { Links } from "../names/links";
import type { Settings } from "../settings";

/** An alert as its author writes it. */
export interface Alert {
  /** Subject and symptom in PascalCase; the runbook `docs/runbooks/<name>.md` has the same name. */
  alert: string;
  /** PromQL, or LogQL in a rule over logs; every line of it lowers to one expression. */
  expr: string;
  /** How long the expression must hold before the alert fires. */
  for: string;
  /** How long the alert goes on firing after the expression stopped holding: what flaps is one alert, not many. */
  keepFiringFor?: string;
  severity: Severity | "none";
  /** The team that acts on it. */
  team: string;
  /** What it is about: alerts about one component share a dashboard. */
  component: string;
  /** One line that says what is wrong and where, with `{{ $labels.… }}`. */
  summary: string;
  /** What it means, how bad it is (`{{ $value | … }}`), and what happens if nobody acts. */
  description: string;
  /** The uid of the dashboard that shows it. */
  dashboard: string;
}

/** A recording rule, named level:metric:operations. */
export interface Recording {
  record: string;
  expr: string;
  labels?: Record<string, string>;
}

/** Rules that are evaluated together, one after the other. */
export interface RuleGroup {
  /** Its name, unique among all groups. */
  name: string;
  rules: (Alert | Recording)[];
}

/** A Prometheus rule file's `groups`, as Prometheus and the PrometheusRule resource read it. */
export interface RenderedGroup {
  name: string;
  rules: Record<string, unknown>[];
}

/** What the alerts about the platform itself have in common: the team that gets alerts without one, and its dashboard. */
export const PLATFORM = { team: "platform", dashboard: "cluster-overview" } as const;

/** Which of the settings rules may look at. */
export type RuleSettings = Pick<
  Settings,
  "alerting" | "cluster" | "elastic" | "logs" | "metrics" | "thresholds" | "tracing"
>;

/** Renders groups as Prometheus reads them, adding the labels and links that every alert has. */
export function renderGroups(groups: readonly RuleGroup[], links: Links): RenderedGroup[] {
  return groups.map(({ name, rules }) => ({
    name,
    rules: rules.map((rule) => ("alert" in rule ? renderAlert(rule, links) : { ...rule, expr: oneLine(rule.expr) })),
  }));
}

function renderAlert(alert: Alert, links: Links): Record<string, unknown> {
  return {
    alert: alert.alert,
    expr: oneLine(alert.expr),
    for: alert.for,
    ...(alert.keepFiringFor === undefined ? {} : { keep_firing_for: alert.keepFiringFor }),
    labels: { component: alert.component, severity: alert.severity, team: alert.team },
    annotations: {
      summary: alert.summary,
      description: oneLine(alert.description),
      runbook_url: links.runbook(alert.alert),
      dashboard_url: links.dashboard(alert.dashboard),
    },
  };
}

/** Authors break lines and indent; the API and a diff are better off without. */
function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, " ");
}
