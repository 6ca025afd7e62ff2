/** Checks of databases: what could not be asked, whose series another's would be mixed with, and whose alerts nobody would have. */
import { EXPORTER } from "../elastic/exporter";
import { BLACKBOX_EXPORTER, HEALTH_JOB } from "../../names/blackbox-exporter";
import { KUBE_STATE_METRICS, NODE_EXPORTER } from "../../names/kube-prometheus-stack";
import type { Settings } from "../../settings";
import { isScraped } from "../../settings/apps";
import { jobOf, namespaceOf } from "../../settings/database-series";
import { type Database, needsExporter, ownLabels, servesMetrics } from "../../settings/databases";
import { type Check, duplicateNames, type Problem } from "../../settings/problem";
import { seconds } from "../../settings/units";
import { unknownTeams } from "../alertmanager/checks";

/** Seconds between scrapes at most: a rate over five minutes takes two samples, and one of them may be lost. */
const MOST_BETWEEN = 120;

/** Jobs that rules know by their name, in whichever namespace. */
const TAKEN = [BLACKBOX_EXPORTER, EXPORTER, HEALTH_JOB, KUBE_STATE_METRICS, "kubelet", NODE_EXPORTER];

/** RabbitMQ's port of its plugin. Source: rabbitmq_prometheus, "Default port". */
const RABBITMQ_PORT = "15692";

function each(settings: Settings, check: (database: Database, key: string) => Problem[]): Problem[] {
  return settings.databases.flatMap((database, at) => check(database, `databases[${at}]`));
}

function names({ databases }: Settings): Problem[] {
  return duplicateNames("databases", databases);
}

function teams({ alerting, databases }: Settings): Problem[] {
  return unknownTeams("databases", databases, alerting.teams);
}

function ways(settings: Settings): Problem[] {
  return each(settings, (database, key) => {
    if (servesMetrics(database)) {
      if (database.labels !== undefined && Object.keys(database.labels).length === 0) {
        const problem = "is empty, and would select every pod of the namespace";
        return [{ key: `${key}.labels`, problem, cure: { unset: `${key}.labels` } }];
      }
      if (database.namespace !== undefined) return [];
      const problem = "is missing: the pods that serve the metrics are in it";
      return [{ key: `${key}.namespace`, problem, cure: { set: `${key}.namespace`, to: database.name } }];
    }
    if (!needsExporter(database)) {
      const problem = "is missing: RabbitMQ has metrics of its own, by its plugin rabbitmq_prometheus, and no exporter";
      return [{ key: `${key}.port`, problem, cure: { set: `${key}.port`, to: RABBITMQ_PORT } }];
    }
    return (["path", "labels"] as const).flatMap((field) =>
      database[field] === undefined
        ? []
        : [
            {
              key: `${key}.${field}`,
              problem: "is without effect: only pods with a port are scraped themselves",
              cure: { unset: `${key}.${field}` },
            },
          ],
    );
  });
}

function intervals(settings: Settings): Problem[] {
  return each(settings, ({ interval }, key) =>
    interval === undefined || (seconds(interval) >= 1 && seconds(interval) <= MOST_BETWEEN)
      ? []
      : [
          {
            key: `${key}.interval`,
            problem: `${interval} is not from 1s to 2m: rates over five minutes need two samples, and one may be lost`,
            cure: { set: `${key}.interval`, to: "30s" },
          },
        ],
  );
}

/** What rules tell servers by is `namespace`, `job` and `instance`: in one namespace a `job` is of one thing alone. */
function jobs(settings: Settings): Problem[] {
  const { apps, databases, probes, cluster } = settings;
  return each(settings, (database, key) => {
    const [job, namespace] = [jobOf(database), namespaceOf(database, cluster.namespace)];
    const field = database.cluster === undefined ? `${key}.name` : `${key}.cluster`;
    const other = databases.find(
      (one) => one.kind !== database.kind && jobOf(one) === job && namespaceOf(one, cluster.namespace) === namespace,
    );
    const app = apps.find((one) => isScraped(one) && one.name === job && (one.namespace ?? namespace) === namespace);
    const probe = namespace === cluster.namespace ? probes.find((one) => one.name === job) : undefined;
    const first = other === undefined || databases.indexOf(database) < databases.indexOf(other);
    const whose = TAKEN.includes(job)
      ? "an exporter of the platform's"
      : app !== undefined
        ? "an application of apps in the same namespace"
        : probe !== undefined
          ? "a probe of probes"
          : first
            ? undefined
            : `a database of another kind (${other.kind}) in the same namespace`;
    const problem = `"${job}" would be the label job of ${whose ?? ""} too, and alerts would take one for the other`;
    return whose === undefined ? [] : [{ key: field, problem, cure: { set: field, to: `${job}-${database.kind}` } }];
  });
}

/** Pods that two entries scrape at one port would be two servers. */
function samePods(settings: Settings): Problem[] {
  const seen = new Map<string, string>();
  return each(settings, (database, key) => {
    if (!servesMetrics(database)) return [];
    const full = JSON.stringify([database.namespace, database.port, ownLabels(database)]);
    const other = seen.get(full);
    if (other === undefined) {
      seen.set(full, database.name);
      return [];
    }
    const problem = `selects the pods of ${other} at the same port: they would be counted twice`;
    return [{ key: `${key}.labels`, problem, cure: { edit: `correct ${key}.labels in {file}` } }];
  });
}

export const databaseChecks: readonly Check[] = [names, teams, ways, intervals, jobs, samePods];
