/** Logs that arrive by OTLP, and Kubernetes' events: the labels of Loki, and the fields of ECS. */
import type { Settings } from "../../settings";
import { auditInLoki, besideInLoki, ofKind } from "./audit";
import { logStores } from "./destinations";
import { hasTenants } from "../../names/loki";
import { ecs, levels } from "./ecs";
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
  const kinds = { "filter/ordinary": ofKind("ordinary"), "filter/audit": ofKind("audit") };
  const all: Record<keyof typeof EXPORTERS, Config> = {
    loki: {
      ...(hasTenants(settings) ? kinds : {}),
      "transform/loki": lokiLabels(),
      "groupbyattrs/loki": { keys: ["level", "audit"] },
    },
    elasticsearch: {
      ...kinds,
      "transform/elasticsearch": ecs("otel"),
      "transform/elasticsearch-audit": ecs("audit"),
    },
  };
  return Object.assign({}, ...logStores(settings).map((store) => all[store])) as Config;
}

/** Loki makes labels of resource attributes only, and the level and the mark of an audit event are each record's own: records are regrouped by them. */
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
      ...auditInLoki(),
      ...besideInLoki(),
    ],
  };
}

/** The pipelines: what comes in by either way goes to each of the stores. */
export function logPipelines(settings: Settings, events: boolean): Config {
  const stores = logStores(settings);
  if (stores.length === 0) return {};
  const receivers = ["forward/logs"];
  const parted = hasTenants(settings);
  const all: Record<keyof typeof EXPORTERS, Config> = {
    elasticsearch: {
      "logs/elasticsearch": {
        receivers,
        processors: ["filter/ordinary", "transform/elasticsearch"],
        exporters: [EXPORTERS.elasticsearch],
      },
      "logs/elasticsearch-audit": {
        receivers,
        processors: ["filter/audit", "transform/elasticsearch-audit"],
        exporters: [`${EXPORTERS.elasticsearch}/audit`],
      },
    },
    loki: {
      "logs/loki": {
        receivers,
        processors: [...(parted ? ["filter/ordinary"] : []), "transform/loki", "groupbyattrs/loki", "batch"],
        exporters: [EXPORTERS.loki],
      },
      ...(parted
        ? {
            "logs/loki-audit": {
              receivers,
              processors: ["filter/audit", "transform/loki", "groupbyattrs/loki", "batch"],
              exporters: [`${EXPORTERS.loki}-audit`],
            },
          }
        : {}),
    },
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
    ...(Object.assign({}, ...stores.map((store) => all[store])) as Config),
  };
}
