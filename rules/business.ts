/**
 * Business: whether applications do what they are for, by numbers that they expose: against an objective, and against the same
 * hour of earlier weeks (./anomalies/band.ts).
 */
import { BUSINESS_UID } from "../names/dashboards";
import { hasBands } from "../settings/anomalies";
import { BUSINESS_COMPONENT } from "../settings/teams";
import { USUAL } from "./anomalies/band";
import { outside } from "./anomalies/news";
import { BUSINESS_VALUE, NOW } from "./anomalies/signals";
import { numbersOf } from "./business/numbers";
import { ACHIEVED, ERRORS_COUNTED, INFO, INTERVAL, OBJECTIVE, PART, recorded } from "./business/recordings";
import { partOf } from "./parts";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

const BY_NUMBER = "namespace, service, signal, currency, feature";

/** What tells one number from another but its currency, which nothing is known of where each counts by itself. */
const BY_INFO = "namespace, service, signal, feature";

const common = {
  ...PLATFORM,
  // By it and its service an alert finds its team (settings/teams.ts), as all others do: no number names one.
  component: BUSINESS_COMPONENT,
  dashboard: BUSINESS_UID,
  subject: ["service", "signal", "currency", "feature"],
} as const;

const ERRORS = 'signal="business_errors"';
const OTHERS = 'signal!="business_errors"';
const BELOW = 'signal=~"active_users|conversion|feature_usage|revenue|transactions"';

const WHAT =
  "{{ $labels.signal }}{{ with $labels.feature }} {{ . }}{{ end }}{{ with $labels.currency }} in {{ . }}{{ end }}";
const WHERE = "{{ $labels.service }}{{ with $labels.namespace }} in {{ . }}{{ end }}";

/** Rules of business numbers: none without one. */
export function business(settings: RuleSettings): RuleGroup[] {
  const parts = new Map<string, RuleGroup>();
  for (const app of settings.apps) {
    const rules = numbersOf(app, settings.conventions.business).flatMap((number) => recorded(settings, number));
    if (rules.length === 0) continue;
    const part = partOf(app);
    const group = parts.get(part) ?? { name: `business-${part}`, part, interval: INTERVAL, rules: [] };
    parts.set(part, { ...group, rules: [...group.rules, ...rules] });
  }
  if (parts.size === 0) return [];
  return [
    ...[...parts].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group),
    {
      name: "business",
      interval: INTERVAL,
      rules: [...ofObjectives(settings), ...(hasBands(settings) ? unusual(settings) : []), notMeasured(settings)],
    },
  ];
}

/** With what the objective is, in words. */
const SAID = `* on (${BY_INFO}) group_left (objective) ${INFO}`;

function ofObjectives({ thresholds: { business: own } }: RuleSettings): Alert[] {
  const missed = (matchers: string, op: string) =>
    `${ACHIEVED}{${matchers}} ${op} on (${BY_NUMBER}) group_left () ${OBJECTIVE}`;
  const each = (matchers: string, op: string) => `
    (
      (${missed(matchers, op)})
      or (${ACHIEVED}{${matchers},currency!=""} ${op} on (${BY_INFO}) group_left () ${OBJECTIVE}{currency=""})
    )`;
  return [
    {
      ...common,
      alert: "BusinessBelowObjective",
      severity: "high",
      expr: `${each(OTHERS, "<")} ${SAID}`,
      for: own.objectiveFor,
      keepFiringFor: "5m",
      summary: `${WHAT} of ${WHERE} is below its objective`,
      description: `
        ${WHAT} of ${WHERE} is {{ if eq $labels.signal "conversion" }}{{ $value | humanizePercentage }}{{ else }}{{ $value | humanize }}{{ end }}, and its objective is {{ $labels.objective }}. What the application is for
        does not happen as it is planned, whatever its requests look like.`,
    },
    {
      ...common,
      alert: "BusinessErrorsHigh",
      severity: "high",
      expr: `
        (
          ${missed(ERRORS, ">")}
          and on (namespace, service, signal) ${ERRORS_COUNTED} >= ${own.errors}
        )
        ${SAID}`,
      for: own.errorsFor,
      keepFiringFor: "5m",
      summary: `Transactions of ${WHERE} fail`,
      description: `
        {{ $value | humanizePercentage }} of what users of ${WHERE} try to do fails by its own count, and its objective is
        {{ $labels.objective }} at most.`,
    },
  ];
}

function unusual({ thresholds: { anomalies, business: own } }: RuleSettings): Alert[] {
  return [
    {
      ...common,
      alert: "BusinessUnusual",
      severity: "medium",
      expr: `
        (
          (${NOW}{${BELOW}} / on (${BY_NUMBER}) (${USUAL} > 0) and ${outside(BELOW, -1, anomalies)})
          or (${NOW}{${ERRORS}} and ${outside(ERRORS, 1, anomalies)})
        )
        and on (${BY_INFO}) ${INFO}{compare="true"}`,
      for: own.unusualFor,
      keepFiringFor: "15m",
      summary: `${WHAT} of ${WHERE} is unlike what is usual`,
      description: `
        {{ $value | humanizePercentage }} of what {{ if eq $labels.signal "business_errors" }}users of ${WHERE} try to do fails, more
        than{{ else }}${WHAT} of ${WHERE} usually is:{{ end }} at this hour of the past ${anomalies.weeks} weeks, by their median.`,
    },
  ];
}

/** A number that is not there is neither below its objective nor unusual. */
function notMeasured({ thresholds }: RuleSettings): Alert {
  return {
    ...common,
    alert: "BusinessNotMeasured",
    severity: "low",
    expr: `max by (${BY_NUMBER}) (${INFO}) unless on (${BY_INFO}) (${BUSINESS_VALUE} or ${PART})`,
    for: thresholds.business.notMeasuredFor,
    summary: `${WHAT} of ${WHERE} is not measured`,
    description: `
      Nothing counts ${WHAT} of ${WHERE}: the metric has another name or other labels, or nothing has happened since the
      application was started, or it is gone. While that is so, this number cannot alert.`,
  };
}
