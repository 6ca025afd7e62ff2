/** The rules over logs where Elasticsearch has them: what counts its lines makes metrics of them, and Prometheus evaluates them. */
import { ELASTICSEARCH_UID } from "../names/dashboards";
import { GROUPS, LOG_RULES, MOST_GROUPS, SHARDS_FAILED, TIMED_OUT } from "../names/log-rules";
import { hasLogs } from "../settings";
import { groupsOf, lineCounts, logRules } from "./log-rules";
import { LOGS, promql, written } from "./log-rules/common";
import { EVENTS, OPEN_FOR, openEvent } from "./loki/security";
import { workloadAway } from "./presence";
import { type Alert, PLATFORM, type RuleGroup, type RuleSettings } from "./rule";

const OWN = `job="${LOG_RULES}"`;

/** The same names, severities, teams, subjects and texts as in Loki's ruler. */
export function logs(settings: RuleSettings): RuleGroup[] {
  const { namespace } = settings.cluster;
  // The page of logs shows Loki's.
  const page = hasLogs(settings) ? {} : { dashboard: ELASTICSEARCH_UID };
  const groups = Object.values(logRules(settings)).flatMap((own) =>
    groupsOf(own, (rule) => ({ ...written(rule, promql), ...page })),
  );
  return [
    ...groups,
    { name: "logs-security", rules: EVENTS.map((event) => ({ ...LOGS, ...page, ...eventOpen(namespace, event) })) },
    { name: "logs-evaluation", rules: [notEvaluated(namespace, lineCounts(settings).length), incomplete()] },
  ];
}

/** Prometheus itself knows which alerts have fired: of which lines does not matter, as with Loki. */
function eventOpen(namespace: string, event: (typeof EVENTS)[number]): ReturnType<typeof openEvent> {
  const fired = `ALERTS{alertname="${event.event}",alertstate="firing"}`;
  const open = `max(max_over_time(${fired}[${OPEN_FOR}])) unless max(${fired})`;
  return openEvent(event, `label_replace(${open}, "namespace", "${namespace}", "", "")`);
}

const common = { ...PLATFORM, component: "logs", dashboard: ELASTICSEARCH_UID };

function notEvaluated(namespace: string, counts: number): Alert {
  return {
    ...common,
    alert: "ElasticsearchLogRulesNotEvaluated",
    severity: "critical",
    expr: `
      max by (namespace) (${workloadAway("deployment", namespace, LOG_RULES)})
      or count by (namespace) (count by (namespace, count) (${GROUPS}{${OWN}})) < ${counts}
      or max by (namespace) (up{${OWN}}) unless on (namespace) ${GROUPS}{${OWN}}`,
    // As the last answers count no longer; and before lines leave the 15 minutes in which they are counted.
    for: "5m",
    summary: "Rules over logs are not evaluated: Elasticsearch does not answer",
    description: `
      For 5 minutes ${LOG_RULES} in {{ $labels.namespace }} has been away, or has had no answer of Elasticsearch's to at least
      one of its questions. What only logs tell, such as a root shell, is told to nobody.`,
  };
}

/** What was counted is right, and not all. */
function incomplete(): Alert {
  const by = (metric: string) => `max by (namespace, count) (${metric}{${OWN}})`;
  return {
    ...common,
    alert: "ElasticsearchLogRulesIncomplete",
    severity: "high",
    subject: ["count"],
    expr: `
      ${by(SHARDS_FAILED)} > 0
      or ${by(TIMED_OUT)} > 0
      or ${by(GROUPS)} >= ${MOST_GROUPS}`,
    for: "15m",
    summary: "Not all lines are looked at by the rules over logs ({{ $labels.count }})",
    description: `
      For 15 minutes Elasticsearch's answers about {{ $labels.count }} have left something out: shards did not answer, the time was
      up, or there are more than ${MOST_GROUPS} services. An alert of what was left out does not fire.`,
  };
}
