/**
 * Escalation: alerts that somebody was told of and nobody has acted on. Alertmanager alone knows what is silenced, inhibited
 * or muted, and who was told; its alerts come back as metrics (components/escalation.ts), and the clock is kept here.
 */
import { ESCALATION_UID } from "../names/dashboards";
import { ALERT_STATES, ALWAYS, ESCALATED, MUTED, SILENCED } from "../names/escalation";
import { LEVELS, type Step, steps, teamsApart } from "../settings/escalation";
import { shortDuration } from "../settings/units";
import { actedOn } from "./escalation/acted-on";
import { ASKS, INTERVAL, KEY, PEOPLE, SILENCES, TOLD, told } from "./escalation/series";
import { workloadAway } from "./presence";
import { type Alert, PLATFORM, type Recording, type RuleGroup, type RuleSettings } from "./rule";

/** How long what was seen last counts, so that a request that fails neither ends an escalation nor tells it again. */
const RECENT = "5m";

const SINCE = "alert:unanswered:since_timestamp_seconds";

/** What Alertmanager always has, whoever hears it. */
const HEARTBEAT = `${SILENCED}{alert="${ALWAYS}"}`;

const common = { ...PLATFORM, component: "escalation", dashboard: ESCALATION_UID };

export function escalation(settings: RuleSettings): RuleGroup[] {
  const { alerting, cluster } = settings;
  const all = steps(alerting.escalation);
  return [
    {
      name: "escalation",
      interval: shortDuration(INTERVAL),
      rules: [
        ...recordings(alerting.escalation),
        ...all.map((step) => escalated(step, all, teamsApart(alerting.escalation))),
        blind(cluster.namespace, alerting.escalation.blindFor),
      ],
    },
  ];
}

function recordings({ returnsWithin, selfEscalating }: RuleSettings["alerting"]["escalation"]): Recording[] {
  // An alert without a team is the platform's.
  const owned = (expr: string) => `label_replace(${expr}, "alert_team", "platform", "alert_team", "")`;
  // A receiver of security is the channel's second (components/alertmanager/receivers.ts).
  const theirs = `receiver=~"(${selfEscalating.join("|")})(/security)?"`;
  const kept = selfEscalating.length === 0 ? "" : ` unless on (fingerprint) (${told(theirs)})`;
  const before = `last_over_time(${SINCE}[${returnsWithin}])`;
  return [
    { record: SILENCES, expr: owned(`max by (${KEY}) (${SILENCED}{${ASKS},${PEOPLE}})`) },
    { record: TOLD, expr: owned(`count by (${KEY}) ((${told(`${ASKS},${PEOPLE}`)})${kept})`) },
    // From when an alert has been unanswered. A silence is an answer: while there is one, the clock is at its beginning. While
    // nobody is told, because the alert is inhibited or the time mutes it, the clock stands. When the alert is over there is
    // none, but its last value is taken up again if the alert comes back soon, or Prometheus does.
    {
      record: SINCE,
      expr: `
        0 * (${SILENCES} > 0) + time()
        or (${before} and on (fingerprint) ${TOLD})
        or (${before} + ${INTERVAL} and on (fingerprint) ${SILENCES})
        or 0 * ${TOLD} + time()`,
    },
    ...actedOn(returnsWithin),
  ];
}

/** One step, for alerts of its severity and teams; what has a severity that is none of ours is medium, as in routing. */
function escalated({ level, severity, team, after }: Step, all: readonly Step[], apart: readonly string[]): Alert {
  const others = apart.length === 0 ? "" : `,alert_team!~"${apart.join("|")}"`;
  const teams = team === undefined ? others : `,alert_team="${team}"`;
  const severities =
    severity === "medium" ? 'alert_severity!~"critical|high|low|info|none"' : `alert_severity="${severity}"`;
  const time = shortDuration(after);
  const name = "{{ $labels.alert }}{{ with $labels.alert_subject }} {{ . }}{{ end }}";
  const earlier = all.find(
    (step) => step.severity === severity && step.team === team && LEVELS.indexOf(step.level) < LEVELS.indexOf(level),
  );
  const before = earlier === undefined ? "" : `, then as ${earlier.level}: ${earlier.channels.join(", ")}`;
  return {
    ...common,
    alert: ESCALATED,
    severity,
    team: "{{ $labels.alert_team }}",
    labels: { level, namespace: "{{ $labels.alert_namespace }}" },
    subject: ["alert", "alert_subject"],
    // What is known and not told is silenced, inhibited or muted by now.
    expr: `
      max by (${KEY}) (last_over_time(${SINCE}{${severities}${teams}}[${RECENT}])) <= time() - ${after}
      and on (fingerprint) last_over_time(${TOLD}[${RECENT}])
      unless on (fingerprint) (${SILENCES} unless on (fingerprint) ${TOLD})`,
    for: "0s",
    summary: `${level}: nobody has acted on ${name}${IN_NAMESPACE} for ${time}`,
    description: `
      ${name}${IN_NAMESPACE} has been told since {{ ($value | toTime).UTC.Format "2006-01-02 15:04 MST" }}, to
      ${RECEIVERS}${before}, and is neither over nor silenced. Whoever takes it silences it, by the link below.`,
  };
}

const IN_NAMESPACE = "{{ with $labels.alert_namespace }} in {{ . }}{{ end }}";

/** The receivers that were told, by name, with a comma between: PromQL cannot join texts, templates can. */
const RECEIVERS =
  "{{ range $index, $told := printf " +
  `"last_over_time(${SILENCED}{fingerprint=%q,${PEOPLE.replaceAll('"', "'")}}[10m]) + ` +
  `last_over_time(${MUTED}{fingerprint=%q,${PEOPLE.replaceAll('"', "'")}}[10m]) == 0" ` +
  '$labels.fingerprint $labels.fingerprint | query | sortByLabel "receiver" }}' +
  "{{ if $index }}, {{ end }}{{ $told.Labels.receiver }}{{ end }}";

/** What asks Alertmanager is away, or does not see what is always there. */
function blind(namespace: string, time: string): Alert {
  return {
    ...common,
    alert: "EscalationBlind",
    severity: "high",
    // The second by the shard of Prometheus that asks it: the others know neither.
    expr: `
      max by (namespace) (${workloadAway("deployment", namespace, ALERT_STATES)})
      or
      max by (namespace) (up{job="${ALERT_STATES}"}) unless on () ${HEARTBEAT}`,
    for: time,
    summary: "Alerts that nobody answers are not escalated",
    description: `
      For ${time} nothing has been known of Alertmanager's alerts: ${ALERT_STATES} in {{ $labels.namespace }} is down, or
      does not see the Watchdog there. Alerts are told as always, but one that nobody acts on is not told to anybody else.`,
  };
}
