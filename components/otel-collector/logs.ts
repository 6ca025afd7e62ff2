/** Logs that arrive by OTLP, and Kubernetes' events: the labels of Loki, and the fields of ECS. */
import { severityNumbers } from "../../log-format/levels";
import type { Settings } from "../../settings";
import { logStores } from "./destinations";
import type { Config } from "../../names/otel-collector";
import { clusterName } from "./processors";

/** Each of the stores with the exporter that it has. */
const EXPORTERS = { elasticsearch: "elasticsearch", loki: "otlp_http/loki" } as const;

/** The receiver of events: one of several gateways watches, the one that holds the lease. */
export function eventReceivers(): Config {
  return {
    k8s_objects: {
      auth_type: "serviceAccount",
      k8s_leader_elector: "k8s_leader_elector",
      objects: [{ name: "events", group: "events.k8s.io", mode: "watch", exclude_watch_type: ["DELETED"] }],
    },
  };
}

/** Makes an event a log record: its note is the message, and what it is about is in attributes. */
export function eventProcessors(settings: Settings): Config {
  const from = (...path: string[]) => `log.body["object"]${path.map((key) => `["${key}"]`).join("")}`;
  const set = (target: string, ...path: string[]) => `set(${target}, ${from(...path)}) where ${from(...path)} != nil`;
  return {
    "resource/cluster": clusterName(settings),
    "transform/events": {
      error_mode: "ignore",
      log_statements: [
        'set(resource.attributes["service.name"], "kubernetes-events")',
        set('resource.attributes["k8s.namespace.name"]', "regarding", "namespace"),
        set('log.attributes["k8s.event.reason"]', "reason"),
        set('log.attributes["k8s.event.type"]', "type"),
        set('log.attributes["k8s.object.kind"]', "regarding", "kind"),
        set('log.attributes["k8s.object.name"]', "regarding", "name"),
        'set(log.severity_number, SEVERITY_NUMBER_INFO) where log.attributes["k8s.event.type"] == "Normal"',
        'set(log.severity_number, SEVERITY_NUMBER_WARN) where log.attributes["k8s.event.type"] == "Warning"',
        `set(log.body, ${from("note")}) where IsMap(log.body)`,
      ],
    },
  };
}

/** What each of the stores needs. */
export function logProcessors(settings: Settings): Config {
  const all: Record<keyof typeof EXPORTERS, Config> = {
    loki: { "transform/loki": lokiLabels(), "groupbyattrs/loki": { keys: ["level"] } },
    elasticsearch: {
      "transform/elasticsearch": {
        error_mode: "ignore",
        // The exporter reads there which form a document is to have.
        log_statements: [
          'set(scope.attributes["elastic.mapping.mode"], "ecs")',
          'set(log.attributes["event.dataset"], "otel")',
          // It becomes log.level, which is compared by the letter.
          ...levels("log.severity_text"),
        ],
      },
    },
  };
  return Object.assign({}, ...logStores(settings).map((store) => all[store])) as Config;
}

/** The level of the queries, at a place of the record. */
function levels(place: string): string[] {
  return severityNumbers().map(
    ({ level, from, below }) =>
      `set(${place}, "${level}") where log.severity_number >= ${from} and log.severity_number < ${below}`,
  );
}

/** Loki makes labels of resource attributes only, and the level is each record's own: records are regrouped by it. */
function lokiLabels(): Config {
  const label = (name: string, attribute: string) =>
    `set(resource.attributes["${name}"], resource.attributes["${attribute}"]) where resource.attributes["${attribute}"] != nil`;
  return {
    error_mode: "ignore",
    log_statements: [
      label("cluster", "k8s.cluster.name"),
      label("namespace", "k8s.namespace.name"),
      label("service", "service.name"),
      label("container", "k8s.container.name"),
      label("pod", "k8s.pod.name"),
      label("node", "k8s.node.name"),
      ...levels('log.attributes["level"]'),
    ],
  };
}

/** The pipelines: what comes in by either way goes to each of the stores. */
export function logPipelines(settings: Settings, events: boolean): Config {
  const stores = logStores(settings);
  if (stores.length === 0) return {};
  const processors = {
    elasticsearch: ["transform/elasticsearch"],
    loki: ["transform/loki", "groupbyattrs/loki", "batch"],
  };
  return {
    logs: { receivers: ["otlp"], processors: ["memory_limiter"], exporters: ["forward/logs"] },
    ...(events
      ? {
          "logs/events": {
            receivers: ["k8s_objects"],
            processors: ["memory_limiter", "transform/events", "resource/cluster", "redaction"],
            exporters: ["forward/logs"],
          },
        }
      : {}),
    ...Object.fromEntries(
      stores.map((store) => [
        `logs/${store}`,
        { receivers: ["forward/logs"], processors: processors[store], exporters: [EXPORTERS[store]] },
      ]),
    ),
  };
}
