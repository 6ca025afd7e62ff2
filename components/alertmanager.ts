/** Alertmanager's configuration, as a pure function of the settings. */
import { type Channel, channelList } from "../settings/channel-list";
import { SEVERITIES, type Severity } from "../settings/channels";
import type { Settings } from "../settings";
import { credentialFile, DEAD_MANS_SWITCH, NOBODY, receivers } from "./alertmanager/receivers";
import { type Matcher, receiversOf, renderMatcher, renderRoute, type Route } from "./alertmanager/routing";
import { withoutUndefined } from "./support/values";

type Alerting = Settings["alerting"];

/** How soon and how often a severity is notified. */
interface Timing {
  groupWait: string;
  repeatInterval: string;
}

const TIMINGS: Record<Severity, Timing> = {
  critical: { groupWait: "10s", repeatInterval: "1h" },
  high: { groupWait: "30s", repeatInterval: "4h" },
  medium: { groupWait: "30s", repeatInterval: "12h" },
  low: { groupWait: "30s", repeatInterval: "12h" },
  info: { groupWait: "30s", repeatInterval: "12h" },
};

/**
 * Labels that tell one subject from another. A critical alert mutes the lower severities of the same alert only where
 * all of these are equal; one that neither alert has counts as equal.
 */
const SUBJECT = [
  "alertname",
  "cluster",
  "namespace",
  "node",
  "instance",
  "job",
  "pod",
  "container",
  "device",
  "mountpoint",
  "persistentvolumeclaim",
  "service",
  // Prometheus' and Alertmanager's alerts about themselves.
  "integration",
  "operation",
  "receiver_name",
  "remote_name",
  "rule_group",
];

/** Alertmanager's whole configuration, without any credential: each is the name of a mounted file. */
export function alertmanagerConfig(settings: Settings): Record<string, unknown> {
  const { alerting } = settings;
  return withoutUndefined({
    global: withoutUndefined({ resolve_timeout: "5m", ...smtp(alerting) }),
    route: renderRoute(routeTree(alerting)),
    receivers: receivers(settings),
    inhibit_rules: inhibitRules(),
    time_intervals: alerting.quietHours.length > 0 ? alerting.quietHours.map(timeInterval) : undefined,
    templates: ["/etc/alertmanager/config/*.tmpl"],
  });
}

/**
 * Which receivers an alert reaches, as `<kind>/<name>`; empty when nobody hears it. Quiet hours, silences and
 * inhibition come on top, as they depend on the time and on other alerts.
 */
export function whoHears({ alerting }: Pick<Settings, "alerting">, labels: Readonly<Record<string, string>>): string[] {
  return receiversOf(routeTree(alerting), labels).filter((receiver) => receiver !== NOBODY);
}

/**
 * The routing tree: one branch for each severity, with its timings, and in it one route for each channel that hears it.
 * An alert of a severity that is none of ours (`warning`, or none at all) is treated as medium.
 */
export function routeTree(alerting: Alerting): Route {
  const severities = SEVERITIES.map((severity) => severityRoute(alerting, severity));
  return {
    receiver: NOBODY,
    groupBy: ["cluster", "alertname", "namespace"],
    groupWait: "30s",
    groupInterval: "5m",
    repeatInterval: "12h",
    routes: [
      {
        receiver: alerting.deadMansSwitch ? DEAD_MANS_SWITCH : NOBODY,
        matchers: [{ label: "alertname", op: "=", value: "Watchdog" }],
        groupWait: "0s",
        groupInterval: "1m",
        // Below the group interval, so that no minute is left out.
        repeatInterval: "50s",
      },
      { receiver: NOBODY, matchers: [{ label: "severity", op: "=", value: "none" }] },
      // What nobody hears falls through to the root's receiver, which is nobody too.
      ...severities.filter(({ routes = [] }) => routes.length > 0),
    ],
  };
}

function severityRoute(alerting: Alerting, severity: Severity): Route {
  const others = SEVERITIES.filter((s) => s !== "medium").join("|");
  const matcher: Matcher =
    severity === "medium"
      ? { label: "severity", op: "!~", value: others }
      : { label: "severity", op: "=", value: severity };
  const quiet = alerting.quietHours.filter((q) => (q.severities as Severity[]).includes(severity)).map((q) => q.name);
  const leaf = (route: Route): Route => (quiet.length > 0 ? { ...route, muteTimeIntervals: quiet } : route);
  return {
    receiver: NOBODY,
    matchers: [matcher],
    ...TIMINGS[severity],
    routes: [
      ...alerting.routes.filter((r) => r.severities.includes(severity)).flatMap(exception),
      ...channelList(alerting)
        .filter(({ options }) => options.severities.includes(severity))
        .map(channelRoute),
    ].map(leaf),
  };
}

/** Each route but an exclusive one's last lets the search go on to the channels behind it. */
function exception({ match, channels, exclusive }: Alerting["routes"][number]): Route[] {
  const matchers = Object.entries(match)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([label, value]): Matcher => ({ label, op: "=~", value }));
  return channels.map((receiver, index) => ({
    receiver,
    matchers,
    continue: !(exclusive && index === channels.length - 1),
  }));
}

function channelRoute({ id, options }: Channel): Route {
  if (options.teams.length === 0) return { receiver: id, continue: true };
  // An alert that names no team belongs to the platform's.
  const teams = options.teams.includes("platform") ? [...options.teams, ""] : options.teams;
  return { receiver: id, matchers: [{ label: "team", op: "=~", value: teams.join("|") }], continue: true };
}

function inhibitRules(): Record<string, unknown>[] {
  const rule = (source: Matcher[], target: Matcher[], equal: string[]) => ({
    source_matchers: source.map(renderMatcher),
    target_matchers: target.map(renderMatcher),
    equal,
  });
  return [
    // What is critical is not said again at a lower severity.
    rule(
      [{ label: "severity", op: "=", value: "critical" }],
      [{ label: "severity", op: "!~", value: "critical|none" }],
      SUBJECT,
    ),
    // high mutes medium and below likewise.
    rule(
      [{ label: "severity", op: "=", value: "high" }],
      [{ label: "severity", op: "!~", value: "critical|high|none" }],
      SUBJECT,
    ),
    // A node that is down explains everything that runs on it.
    rule(
      [{ label: "alertname", op: "=", value: "NodeDown" }],
      [
        { label: "alertname", op: "!=", value: "NodeDown" },
        { label: "node", op: "!=", value: "" },
      ],
      ["cluster", "node"],
    ),
  ];
}

function timeInterval({ name, timezone, from, to, weekends }: Alerting["quietHours"][number]): Record<string, unknown> {
  // Alertmanager's times end where they begin or later: a night is an evening and a morning.
  const times =
    from < to
      ? [{ start_time: from, end_time: to }]
      : [{ start_time: from, end_time: "24:00" }, ...(to === "00:00" ? [] : [{ start_time: "00:00", end_time: to }])];
  return {
    name,
    time_intervals: [
      { times, location: timezone },
      ...(weekends ? [{ weekdays: ["saturday", "sunday"], location: timezone }] : []),
    ],
  };
}

function smtp({ smtp, channels }: Alerting): Record<string, unknown> {
  if (!smtp || channels.email.length === 0) return {};
  return {
    smtp_smarthost: smtp.smarthost,
    smtp_from: smtp.from,
    smtp_require_tls: smtp.requireTls,
    ...(smtp.username === undefined
      ? {}
      : { smtp_auth_username: smtp.username, smtp_auth_password_file: credentialFile("smtp/password") }),
  };
}
