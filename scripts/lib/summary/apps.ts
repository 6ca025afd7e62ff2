/** What each application got: its objectives, its team, and who hears of a fast burn. */
import { whoHears } from "../../../components/alertmanager";
import { withTeam } from "../../../components/alertmanager/owners";
import { allSlos, baseLabels } from "../../../rules/slo/objective";
import { asksHealth, healthUrl } from "../../../settings/app-health";
import { dsnKey } from "../../../settings/credential";
import { jobOf, namespaceOf } from "../../../settings/database-series";
import { needsExporter } from "../../../settings/databases";
import { scrapingOf } from "../../../settings/app-scraping";
import { PLATFORM_TEAM } from "../../../settings/teams";
import { type App, isScraped, sloName } from "../../../settings/apps";
import { hasBusiness, type Settings } from "../../../settings";
import { hasBands, historyOf } from "../../../settings/anomalies";

/** Rows of an application, its team, its objectives, and who is paged. @param most So many applications. Default: all. */
export function appRows(settings: Settings, most = Infinity): string[][] {
  const all = [...settings.apps, ...settings.fileApps];
  const rows = all.slice(0, most).map((app) => {
    const slos = allSlos({ apps: [app], fileApps: [] }).map(
      ({ slo }) => `${sloName(slo) ?? "?"} ${slo.objective} % of ${slo.window}`,
    );
    const labels = baseLabels(settings, app);
    const { team = "" } = withTeam({ alerting: settings.alerting }, labels);
    const paged = app.slo.some(({ alerting }) => alerting.page)
      ? whoHears(settings, { ...labels, severity: "critical" }).join(", ") || "nobody"
      : "";
    return [
      app.namespace === undefined ? app.name : `${app.namespace}/${app.name}`,
      team,
      [scraped(app, settings.metrics.scrapeInterval), ...asked(app, settings.probing.interval), ...kept(app)].join(
        "; ",
      ),
      slos.join(", ") || "no objective",
      paged === "" ? "" : `page: ${paged}`,
    ];
  });
  return all.length > rows.length ? [...rows, [`and ${all.length - rows.length} more`]] : rows;
}

/** Where its metrics come from. */
function scraped(app: App, usual: string): string {
  if (!isScraped(app)) return "not scraped on its behalf";
  const { path, interval, keep, drop } = scrapingOf(app);
  const filtered = keep.length + drop.length > 0 ? ", filtered" : "";
  return `port ${app.port} ${path} each ${interval ?? usual}${filtered}`;
}

/** Where it is asked for its health. */
function asked(app: App, usual: string): string[] {
  return asksHealth(app) ? [`health ${healthUrl(app)} each ${app.health.interval ?? usual}`] : [];
}

/** What of its lines and its traces is not as others' are. */
function kept({ logs, tracing }: App): string[] {
  return [
    ...(logs?.pattern === undefined ? [] : ["lines of its own form"]),
    ...(logs === undefined || logs.drop.length === 0 ? [] : [`no lines of ${logs.drop.join(", ")}`]),
    ...(tracing?.percent === undefined ? [] : [`${tracing.percent} % of its traces`]),
    ...(tracing?.latencyMs === undefined ? [] : [`traces from ${tracing.latencyMs} ms`]),
  ];
}

/** Rows of a probe: what it asks, how often, and whose it is. */
export function probeRows({ probes, probing }: Settings): string[][] {
  return probes.map(({ name, kind, targets, interval, team = PLATFORM_TEAM }) => [
    name,
    team,
    `${kind} each ${interval ?? probing.interval}`,
    targets.length === 1 ? (targets[0] ?? "") : `${targets.length} targets`,
  ]);
}

/** Rows of a service of somebody else's: what is asked, whose its alerts are, and who uses it. */
export function externalRows({ externalServices, probing }: Settings): string[][] {
  return externalServices.map(({ name, team = PLATFORM_TEAM, url, statusUrl, interval, usedBy }) => [
    name,
    team,
    `each ${interval ?? probing.interval}`,
    [url, statusUrl].filter((one) => one !== undefined).join(", "),
    usedBy.length === 0 ? "" : `used by ${usedBy.join(", ")}`,
  ]);
}

/** Rows of a database: its team, what it is, where its numbers come from, and whether it is missed. */
export function databaseRows(settings: Settings): string[][] {
  return settings.databases.map((database) => {
    const { name, kind, interval, expected } = database;
    const namespace = namespaceOf(database, settings.cluster.namespace);
    const job = jobOf(database);
    const { team = "" } = withTeam(settings, { team: PLATFORM_TEAM, namespace, job });
    const asked = needsExporter(database)
      ? `by its exporter, with the credential ${dsnKey(database.kind, name)},`
      : `port ${database.port ?? "?"} ${database.path ?? "/metrics"} of its own pods`;
    return [
      `${namespace}/${name}`,
      team,
      job === name ? kind : `${kind} of ${job}`,
      `${asked} each ${interval ?? settings.metrics.scrapeInterval}`,
      expected ? "" : "not missed",
    ];
  });
}

/** What is held against the same hour of earlier weeks, or why nothing is. */
export function comparedText(settings: Settings): string {
  const { anomalies } = settings.thresholds;
  const what = `traffic, latency and errors of services${hasBusiness(settings) ? "; business numbers" : ""}`;
  if (hasBands(settings))
    return `${what}: with ${anomalies.weeks} weeks, of which ${anomalies.weeksNeeded} have to be known`;
  const days = historyOf(anomalies) / 86_400;
  return `nothing, and ${what} could be: metrics.retention of ${settings.metrics.retention} is less than the ${days}d that takes`;
}
