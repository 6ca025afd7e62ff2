/** Alertmanager's configuration, as a pure function of the settings. */
import { type Channel, channelList } from "../settings/channel-list";
import { INCIDENT_KINDS, SEVERITIES, type Severity } from "../settings/channels";
import type { Settings } from "../settings";
import { type Step, steps, teamsApart } from "../settings/escalation";
import type { Ownership } from "../settings/teams";
import { ESCALATED } from "../names/escalation";
import { exception } from "./alertmanager/exceptions";
import { inhibitRules, SECURITY } from "./alertmanager/inhibition";
import { withTeam } from "./alertmanager/owners";
import { channelOf, credentialFile, DEAD_MANS_SWITCH, keptOpen, NOBODY, receivers } from "./alertmanager/receivers";
import { type Matcher, matches, patterns, receiversOf, renderRoute, type Route } from "./alertmanager/routing";
import { type Maintenance, maintenanceInterval, timeIntervals } from "./alertmanager/times";
import { withoutUndefined } from "./support/values";

type Alerting = Settings["alerting"];

/** How soon and how often a severity is notified, and what shares a message. */
interface Timing {
  groupBy?: string[];
  groupWait: string;
  repeatInterval: string;
}

const TIMINGS: Record<Severity, Timing> = {
  // By all labels, which is each alert by itself: one that joined a group would wait for `group_interval`, and be part of an
  // incident that somebody may have taken for another node's.
  critical: { groupBy: ["..."], groupWait: "10s", repeatInterval: "1h" },
  high: { groupWait: "30s", repeatInterval: "4h" },
  medium: { groupWait: "30s", repeatInterval: "12h" },
  low: { groupWait: "30s", repeatInterval: "12h" },
  info: { groupWait: "30s", repeatInterval: "12h" },
};

/** Alertmanager's whole configuration, without any credential: each is the name of a mounted file. */
export function alertmanagerConfig(settings: Settings): Record<string, unknown> {
  const { alerting } = settings;
  const intervals = timeIntervals(alerting);
  return withoutUndefined({
    global: withoutUndefined({ resolve_timeout: "5m", ...smtp(alerting) }),
    route: renderRoute(routeTree(alerting)),
    receivers: receivers(settings),
    inhibit_rules: inhibitRules(),
    time_intervals: intervals.length > 0 ? intervals : undefined,
    templates: ["/etc/alertmanager/config/*.tmpl"],
  });
}

/**
 * Which receivers an alert reaches, as `<kind>/<name>`; empty when nobody hears it. Quiet hours, maintenance,
 * silences and inhibition come on top, as they depend on the time and on other alerts.
 */
export function whoHears(
  settings: Pick<Settings, "alerting"> & Ownership,
  labels: Readonly<Record<string, string>>,
): string[] {
  return receiversOf(routeTree(settings.alerting), withTeam(settings, labels))
    .filter((receiver) => receiver !== NOBODY)
    .map(channelOf);
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
      ...escalationRoute(alerting),
      // What nobody hears falls through to the root's receiver, which is nobody too.
      ...severities.filter(({ routes = [] }) => routes.length > 0),
    ],
  };
}

/**
 * The escalations of others, before all severities: they are told to the channels of their level, and to nobody else, each by
 * itself. Of a window of maintenance they have none: the alert that it mutes is not escalated.
 */
function escalationRoute(alerting: Alerting): Route[] {
  const all = steps(alerting.escalation);
  if (all.length === 0) return [];
  const leaves = all.flatMap((step) =>
    step.channels.flatMap((channel) => escalationLeaf(alerting, all, step, channel)),
  );
  const matchers: Matcher[] = [{ label: "alertname", op: "=", value: ESCALATED }];
  return [{ receiver: NOBODY, matchers, groupBy: ["..."], groupWait: "10s", repeatInterval: "4h", routes: leaves }];
}

/**
 * What leads one step to one channel. A channel that hears several levels has one message for what all of them say of an alert:
 * the next level adds to it, nothing is repeated twice at the same time, and the end is told once.
 */
function escalationLeaf(
  { quietHours, escalation }: Alerting,
  all: readonly Step[],
  step: Step,
  channel: string,
): Route[] {
  const { severity, team } = step;
  const levels = all
    .filter((one) => one.severity === severity && one.team === team && one.channels.includes(channel))
    .map(({ level }) => level);
  if (step.level !== levels[0]) return [];
  const apart = teamsApart(escalation);
  const others: Matcher[] = apart.length === 0 ? [] : [{ label: "team", op: "!~", value: apart.join("|") }];
  const isOne = levels.length === 1;
  const leaf: Route = {
    receiver: channel,
    matchers: [
      { label: "level", op: isOne ? "=" : "=~", value: levels.join("|") },
      { label: "severity", op: "=", value: severity },
      ...(team === undefined ? others : [{ label: "team", op: "=", value: team } as const]),
    ],
    // The fingerprint is that of the alert that is escalated. Who is told of a level is told within a minute.
    ...(isOne ? {} : { groupBy: ["cluster", "alertname", "fingerprint"], groupInterval: "1m" }),
    continue: true,
  };
  return [keepsIncidents(leaf) ? leaf : muted(leaf, quietNames({ quietHours }, severity))];
}

function quietNames({ quietHours }: Pick<Alerting, "quietHours">, severity: Severity): string[] {
  return quietHours.filter((q) => (q.severities as Severity[]).includes(severity)).map((q) => q.name);
}

function severityRoute(alerting: Alerting, severity: Severity): Route {
  const others = SEVERITIES.filter((s) => s !== "medium").join("|");
  const matcher: Matcher =
    severity === "medium"
      ? { label: "severity", op: "!~", value: others }
      : { label: "severity", op: "=", value: severity };
  const quiet = quietNames(alerting, severity);
  const leaves = [
    ...alerting.routes.filter((r) => r.severities.includes(severity)).flatMap(exception),
    ...channelList(alerting)
      .filter(({ options }) => options.severities.includes(severity))
      .map(channelRoute),
  ].map((leaf) => (keepsIncidents(leaf) ? leaf : muted(leaf, quiet)));
  return {
    receiver: NOBODY,
    matchers: [matcher],
    ...TIMINGS[severity],
    routes: maintained(
      leaves.flatMap((leaf) => apartForSecurity(leaf, alerting)),
      alerting.maintenance,
    ),
  };
}

/** A channel that keeps incidents hears of security by a receiver of its own, if it does at all. */
function apartForSecurity(leaf: Route, alerting: Alerting): Route[] {
  const channel = channelList(alerting).find(({ id }) => id === leaf.receiver);
  const receiver = channel && keptOpen(channel);
  const matchers = leaf.matchers ?? [];
  const hears = matchers.every((matcher) => matcher.label !== "team" || matches(matcher, SECURITY));
  if (receiver === undefined || !hears) return [leaf];
  const team = { label: "team", value: SECURITY };
  return [
    { ...leaf, receiver, matchers: [...matchers, { ...team, op: "=" }] },
    { ...leaf, matchers: [...matchers, { ...team, op: "!=" }] },
  ];
}

function keepsIncidents({ receiver = "" }: Route): boolean {
  return INCIDENT_KINDS.some((kind) => receiver.startsWith(`${kind}/`));
}

function muted(route: Route, intervals: string[]): Route {
  const all = [...(route.muteTimeIntervals ?? []), ...intervals];
  return all.length > 0 ? { ...route, muteTimeIntervals: all } : route;
}

/**
 * Routes with those for maintenance before them: a window's own are the same once more, and muted in it. One that matches in
 * two windows is muted in both, so each window doubles what is behind it.
 */
function maintained(routes: Route[], [window, ...others]: Maintenance[]): Route[] {
  if (window === undefined || routes.length === 0) return routes;
  const matchers: Matcher[] = [...patterns(window.match), { label: "team", op: "!=", value: SECURITY }];
  const inWindow = routes.map((route) => muted(route, [maintenanceInterval(window)]));
  return [{ receiver: NOBODY, matchers, routes: maintained(inWindow, others) }, ...maintained(routes, others)];
}

function channelRoute({ id, options }: Channel): Route {
  if (options.teams.length === 0) return { receiver: id, continue: true };
  // An alert that names no team belongs to the platform's.
  const teams = options.teams.includes("platform") ? [...options.teams, ""] : options.teams;
  return { receiver: id, matchers: [{ label: "team", op: "=~", value: teams.join("|") }], continue: true };
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
