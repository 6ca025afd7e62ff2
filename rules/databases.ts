/** Databases, caches and queues: what the rules about each of them have in common, and metrics that are gone. */
import {
  DATABASES_UID,
  MONGODB_UID,
  MYSQL_UID,
  POSTGRES_UID,
  RABBITMQ_UID,
  REDIS_UID,
  SEARCH_UID,
} from "../names/dashboards";
import { jobOf, namespaceOf } from "../settings/database-series";
import { servesMetrics } from "../settings/databases";
import { type Alert, PLATFORM, type Recording, type RuleGroup, type RuleSettings } from "./rule";

/** One of each server, whichever of its series is looked at. The pod is the exporter's, which may be the server's too. */
export const BY_SERVER = "namespace, job, instance, pod";

/** What tells one server from another, and names it in a title. */
export const SERVER = ["job", "instance"] as const;

/** A server as texts name it: the target, and the job, which is named after its Service. */
export const NAMED = "{{ $labels.instance }} ({{ $labels.job }} in {{ $labels.namespace }})";

/** How long a recording goes on with its last value over a restart of Prometheus. */
const KEPT = "1h";

/** The page that shows what the alerts of a component are about. */
const PAGES = {
  databases: DATABASES_UID,
  mongodb: MONGODB_UID,
  mysql: MYSQL_UID,
  postgres: POSTGRES_UID,
  rabbitmq: RABBITMQ_UID,
  redis: REDIS_UID,
  "search-clusters": SEARCH_UID,
} as const;

/** What the alerts about one engine have in common. */
export function commonOf(component: keyof typeof PAGES) {
  return { ...PLATFORM, component, dashboard: PAGES[component], subject: SERVER } as const;
}

/** The largest of a server's series. */
export const ofServer = (series: string, by = "") => `max by (${BY_SERVER}${by}) (${series})`;

/** A share of something that has a limit: what is used, by what there is of it; nothing where the limit is 0, which is none. */
export const shareOf = (used: string, limit: string) => `${used} / (${limit} > 0)`;

/**
 * Whether a server is a replica, 0 or 1. One that does not answer cannot say so: what it was last goes on until it does, so
 * that a replica that is down does not become a primary.
 * @param is Whether it is, by the series that it exposes.
 * @param up Whether it answers.
 */
export function replicaLast(record: string, is: string, up: string): Recording {
  return { record, expr: `${is} or (last_over_time(${record}[${KEPT}]) and on (${BY_SERVER}) ${up} == 0)` };
}

/** An engine, as the alerts about every one of them need it. */
interface Engine {
  /** What the alerts about it have in common. */
  common: ReturnType<typeof commonOf>;
  /** Its name in texts, and at the beginning of its alerts' names. */
  title: string;
  stem: string;
  /** Whether a server answers, and whether it is a replica. */
  up: string;
  replica: string;
  /** The share of its connections that is in use. */
  connections: string;
}

/**
 * A server that gives no answer although its exporter does: critical, unless it is known to be a replica, whose primary
 * answers.
 * @param meaning What it means that it is away, of a replica and of any other.
 */
export function down(
  { common, title, stem, up, replica }: Engine,
  lasting: string,
  meaning: { replica: string; other: string },
): Alert[] {
  return (["critical", "high"] as const).map((severity) => {
    const isReplica = severity === "high";
    return {
      ...common,
      alert: `${stem}Down`,
      severity,
      expr: `${up} == 0 ${isReplica ? "and" : "unless"} on (${BY_SERVER}) ${replica} == 1`,
      for: lasting,
      keepFiringFor: "2m",
      summary: `${title} ${isReplica ? "replica " : ""}${NAMED} gives no answer`,
      description: `
        For ${lasting} the exporter of ${NAMED} has got no answer from ${title}.
        ${isReplica ? meaning.replica : meaning.other}`,
    };
  });
}

/** Connections near their limit, at both percentages. @param description Of an alert at a percentage. */
export function connectionsNearLimit(
  { common, title, stem, connections }: Engine,
  limits: { connectionsPercent: number; connectionsCriticalPercent: number; connectionsFor: string },
  description: (percent: number) => string,
): Alert[] {
  const percents = { critical: limits.connectionsCriticalPercent, high: limits.connectionsPercent };
  return (["critical", "high"] as const).map((severity) => ({
    ...common,
    alert: `${stem}ConnectionsNearLimit`,
    severity,
    expr: `100 * ${connections} > ${percents[severity]}`,
    for: limits.connectionsFor,
    keepFiringFor: "5m",
    summary: `${title} ${NAMED} has hardly a connection left`,
    description: description(percents[severity]),
  }));
}

/** The share of lookups that are answered from memory, over a quarter of an hour, where there are enough of them to say so. */
export function hitRate(hits: string, misses: string, perSecond: number, by = ""): string {
  const rate = (series: string) => `sum by (${BY_SERVER}${by}) (rate(${series}[15m]))`;
  return `${rate(hits)} / (${rate(hits)} + ${rate(misses)} > ${perSecond})`;
}

/**
 * 1 for each database of `databases` that is expected to be there: by `instance`, where an exporter asks it; each of its own pods has
 * another one.
 */
const EXPECTED = "database:expected:info";

/** A metric that every exporter of an engine has as long as it is there, whether the engine answers or not. */
const PRESENT: Readonly<Record<string, string>> = {
  cloudnativepg: "cnpg_collector_up",
  mongodb: "mongodb_up",
  mysql: "mysql_up",
  postgres: "pg_up",
  rabbitmq: "rabbitmq_build_info",
  redis: "redis_up",
};

/** How long metrics that have gone are missed; after that they have been given up. */
const MISSED = "1d";

export function databases(settings: RuleSettings): RuleGroup[] {
  const { metrics, thresholds } = settings;
  const recorded = expected(settings);
  return [
    {
      name: "databases",
      interval: "1m",
      // A shard cannot tell targets that are gone from those that another shard scrapes.
      rules:
        metrics.shards === 1 ? [...recorded, metricsMissing(thresholds.databases.missingFor, recorded.length > 0)] : [],
    },
  ].filter(({ rules }) => rules.length > 0);
}

function expected({ cluster, databases: all }: RuleSettings): Recording[] {
  return all
    .filter((database) => database.expected)
    .map((database) => ({
      record: EXPECTED,
      expr: "vector(1)",
      labels: {
        engine: database.kind,
        namespace: namespaceOf(database, cluster.namespace),
        job: jobOf(database),
        ...(servesMetrics(database) ? {} : { instance: database.name }),
      },
    }));
}

/**
 * What is expected and never was there, and what was there within a day. Of targets that are there and do not answer TargetDown speaks,
 * or the engine's own alert.
 */
function metricsMissing(lasting: string, anyExpected: boolean): Alert {
  const by = "(namespace, job)";
  const gone = Object.entries(PRESENT).map(
    ([engine, metric]) => `
    label_replace(
      max by ${by} (present_over_time(${metric}[${MISSED}])) unless on ${by} ${metric},
      "engine", "${engine}", "", ""
    )`,
  );
  const known = `(${gone.join("\n    or")}
    )
    unless on ${by} up == 0`;
  // One that has been taken out of the settings has gone because somebody meant it to.
  const never = `
    (
      ${EXPECTED}{instance=""} unless on ${by} up
      or ${EXPECTED}{instance!=""} unless on (namespace, job, instance) up
    )
    or on ${by}
    (
    ${known}
    unless on ${by} (present_over_time(${EXPECTED}[${MISSED}]) unless on ${by} ${EXPECTED})
    )`;
  return {
    ...commonOf("databases"),
    alert: "DatabaseMetricsMissing",
    severity: "high",
    subject: ["engine", "job", "instance"],
    expr: anyExpected ? never : known,
    for: lasting,
    summary:
      "There are no metrics of {{ $labels.engine }} {{ $labels.job }}{{ with $labels.instance }} ({{ . }}){{ end }} in {{ $labels.namespace }}",
    description: `
      Within the last day {{ $labels.job }} in {{ $labels.namespace }} had metrics of {{ $labels.engine }}, or the settings name it, and
      for ${lasting} it has had none: its exporter, or the server with it, is not there. No rule sees how it is.`,
  };
}
