/** The configuration of the job that sends reports, from the settings. */
import { alertmanagerUrl, prometheusUrl } from "../../names/kube-prometheus-stack";
import { links } from "../../names/links";
import { hasTenants, lokiUrl, tenantHeaders } from "../../names/loki";
import type { Subject } from "../../reports/subject";
import type { JobConfig } from "../../reports/config";
import { hasSlos, type Settings } from "../../settings";
import { looksBack } from "../../settings/capacity";
import { channelList } from "../../settings/channel-list";
import { namespaceTeams, teamSteps } from "../../settings/teams";
import { smtpCredentials } from "../alertmanager/credentials";
import { credentialFileName } from "../alertmanager/receivers";

/** Where the job finds its credentials. */
export const CREDENTIALS_FOLDER = "/credentials";

/** Five minutes in all: a Prometheus that starts anew reads its write-ahead log for some. */
const PATIENCE = { attempts: 11, delayMs: 30_000 };

/** What a report is about. */
export function reportSubject(settings: Settings): Subject {
  const { cluster, reports } = settings;
  const { capacity } = settings.thresholds;
  const to = links(settings);
  const pages = [
    ...(hasSlos(settings) ? ["service-levels"] : []),
    ...(looksBack(settings) ? ["capacity"] : []),
    "probes",
    "alert-noise",
    "monthly-report",
  ];
  return {
    cluster: cluster.name,
    timezone: reports.timezone,
    teams: reports.teams,
    steps: teamSteps(settings),
    namespaceTeams: namespaceTeams(settings),
    capacity: looksBack(settings) ? { days: capacity.days, periodDays: capacity.periodDays } : undefined,
    links: Object.fromEntries(pages.map((uid) => [uid, to.dashboard(uid)])),
  };
}

/** The channels that hear reports, of the kinds that can. */
function channels({ alerting, reports }: Settings) {
  return channelList(alerting).filter(({ id }) => reports.channels.includes(id));
}

/** The credentials that sending takes, by key. */
export function reportCredentials(settings: Settings): string[] {
  const { reports } = settings;
  const mails = reports.email.length > 0 || channels(settings).some(({ kind }) => kind === "email");
  return [
    ...(mails ? smtpCredentials(settings).map(({ key }) => key) : []),
    ...channels(settings).flatMap(({ kind, id }) => (kind === "slack" ? [id] : [])),
  ];
}

export function jobConfig(settings: Settings): JobConfig {
  const { alerting, reports } = settings;
  const file = (key: string) => `${CREDENTIALS_FOLDER}/${credentialFileName(key)}`;
  const [password] = smtpCredentials(settings);
  const loki = lokiUrl(settings);
  return {
    subject: reportSubject(settings),
    sources: {
      alertmanager: alertmanagerUrl(settings),
      ...(loki === undefined ? {} : { loki }),
      prometheus: prometheusUrl(settings),
    },
    ...(hasTenants(settings) ? { headers: { loki: tenantHeaders(settings, "ordinary") } } : {}),
    patience: PATIENCE,
    ...(alerting.smtp === undefined ? {} : { smtp: smtp(alerting.smtp, password && file(password.key)) }),
    email: [
      ...channels(settings).flatMap(({ kind, id, options }) => (kind === "email" ? [{ id, to: options.to }] : [])),
      ...(reports.email.length === 0 ? [] : [{ id: "reports.email", to: reports.email }]),
    ],
    slack: channels(settings).flatMap(({ kind, id, options }) =>
      kind === "slack" ? [{ id, channel: options.channel, urlFile: file(id) }] : [],
    ),
  };
}

function smtp(
  { smarthost, from, requireTls, username }: NonNullable<Settings["alerting"]["smtp"]>,
  passwordFile: string | undefined,
): NonNullable<JobConfig["smtp"]> {
  const at = smarthost.lastIndexOf(":");
  return {
    host: smarthost.slice(0, at),
    port: Number(smarthost.slice(at + 1)),
    from,
    requireTls,
    ...(username === undefined || passwordFile === undefined ? {} : { user: { name: username, passwordFile } }),
  };
}
