/** What rules are made of: the same shape as Prometheus' own rule files, with our labels required. */
import { FILLED_IN, OVERVIEW_UID } from "../names/dashboards";
import type { Severity } from "../settings/channels";
import type { Links } from "../names/links";
import type { Settings } from "../settings";
import { PLATFORM_TEAM } from "../settings/teams";

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
  /** The team that acts on it, or the template of one where the expression leaves the label `team`. */
  team: string;
  /** What it is about: alerts about one component share a dashboard. */
  component: string;
  /** One line that says what is wrong and where, with `{{ $labels.… }}`. */
  summary: string;
  /** What it means, how bad it is (`{{ $value | … }}`), and what happens if nobody acts. */
  description: string;
  /** The uid of the dashboard that shows it. */
  dashboard: string;
  /**
   * The labels that tell one subject of this alert from another, in the order in which a title names them. Default: all
   * that the expression leaves, which is right unless the alert's severities differ in them.
   */
  subject?: readonly string[];
  /** More labels, as templates, e.g. the volume of what is named: what inhibition compares has to have one name. */
  labels?: Readonly<Record<string, string>>;
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
  /** The part of the rules of its stem that it is kept with, in an object of its own. Default: with all that have none. */
  part?: string;
  /** How often it is evaluated, where that costs much and nothing depends on minutes. Default: as all others. */
  interval?: string;
  rules: (Alert | Recording)[];
}

/** A Prometheus rule file's `groups`, as Prometheus and the PrometheusRule resource read it. */
export interface RenderedGroup {
  name: string;
  interval?: string;
  rules: Record<string, unknown>[];
}

/** What the alerts about the platform itself have in common: the team that gets alerts without one, and its dashboard. */
export const PLATFORM = { team: PLATFORM_TEAM, dashboard: OVERVIEW_UID } as const;

/** Which of the settings rules may look at. */
export type RuleSettings = Pick<
  Settings,
  | "alerting"
  | "apps"
  | "appsElsewhere"
  | "cluster"
  | "conventions"
  | "databases"
  | "elastic"
  | "externalServices"
  | "fileApps"
  | "logs"
  | "metrics"
  | "thresholds"
  | "tracing"
>;

/** Renders groups as Prometheus reads them, adding the labels and links that every alert has. */
export function renderGroups(groups: readonly RuleGroup[], links: Links): RenderedGroup[] {
  return groups.map(({ name, interval, rules }) => ({
    name,
    ...(interval === undefined ? {} : { interval }),
    rules: rules.map((rule) => ("alert" in rule ? renderAlert(rule, links) : { ...rule, expr: oneLine(rule.expr) })),
  }));
}

function renderAlert(alert: Alert, links: Links): Record<string, unknown> {
  const firstSteps = links.firstSteps?.(alert.alert);
  return {
    alert: alert.alert,
    expr: oneLine(alert.expr),
    for: alert.for,
    ...(alert.keepFiringFor === undefined ? {} : { keep_firing_for: alert.keepFiringFor }),
    labels: {
      ...alert.labels,
      component: alert.component,
      severity: alert.severity,
      subject: subjectTemplate(alert.subject),
      team: alert.team,
    },
    annotations: {
      summary: alert.summary,
      description: oneLine(alert.description),
      runbook_url: links.runbook(alert.alert),
      dashboard_url: `${links.dashboard(alert.dashboard)}${filledIn(alert.dashboard)}`,
      ...(firstSteps === undefined ? {} : { first_steps: firstSteps }),
    },
  };
}

/** What picks on a page what an alert is about, as far as the alert has labels for it. */
function filledIn(dashboard: string): string {
  const variables = FILLED_IN[dashboard];
  if (variables === undefined) return "";
  const own = variables.map((name) => `{{ with $labels.${name} }}&var-${name}={{ urlquery . }}{{ end }}`);
  return `?orgId=1${own.join("")}`;
}

/**
 * The label `subject`: the values of the labels that tell one subject from another, with a space between. By it a severity
 * mutes the ones below it, and titles and silences name what they are about, whatever labels a rule has. The namespace has
 * a place of its own in all of these, and is the subject only where there is nothing else.
 */
function subjectTemplate(labels: readonly string[] | undefined): string {
  const append = (value: string) =>
    `{{ if $subject }}{{ $subject = printf "%s %s" $subject ${value} }}{{ else }}{{ $subject = ${value} }}{{ end }}`;
  const values =
    labels === undefined
      ? `{{ range $name, $value := $labels }}{{ if not (match "^(__name__|namespace)$" $name) }}${append("$value")}{{ end }}{{ end }}`
      : labels.map((label) => `{{ with $labels.${label} }}${append(".")}{{ end }}`).join("");
  return `{{ $subject := "" }}${values}{{ or $subject $labels.namespace }}`;
}

/** Authors break lines and indent; the API and a diff are better off without. */
function oneLine(text: string): string {
  return text.trim().replace(/\s*\n\s*/g, " ");
}
