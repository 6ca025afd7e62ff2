/** Every rule of the platform, by subsystem: the file of the same name holds it. */
import { hasLogs, hasTracing } from "../settings";
import { alertmanager } from "./alertmanager";
import { apiServer } from "./api-server";
import { autoscaler } from "./autoscaler";
import { coredns } from "./coredns";
import { consequences } from "./consequences";
import { databases } from "./databases";
import { elasticsearch } from "./elasticsearch";
import { fluentd } from "./fluentd";
import { grafana } from "./grafana";
import { jaeger } from "./jaeger";
import { kubernetes } from "./kubernetes";
import { logstash } from "./logstash";
import { loki } from "./loki";
import { mysql } from "./mysql";
import { node } from "./node";
import { nodeHealth } from "./node-health";
import { otelCollector } from "./otel-collector";
import { postgres } from "./postgres";
import { prometheus } from "./prometheus";
import { prometheusScraping } from "./prometheus-scraping";
import { rabbitmq } from "./rabbitmq";
import { redis } from "./redis";
import type { RuleGroup, RuleSettings } from "./rule";
import { slo } from "./slo";
import { targets } from "./targets";
import { traces } from "./traces";
import { watchdog } from "./watchdog";
import { workloads } from "./workloads";

/** Groups by stem; each stem, and each part of it, becomes one PrometheusRule resource and one rule file. */
export function allRules(settings: RuleSettings): Record<string, RuleGroup[]> {
  const levels = slo(settings);
  const missing = databases(settings);
  return {
    alertmanager: alertmanager(settings),
    "api-server": apiServer(),
    autoscaler: autoscaler(),
    // GKE's DNS is not CoreDNS.
    ...(settings.cluster.platform === "gke" ? {} : { coredns: coredns(settings) }),
    consequences: consequences(settings),
    ...(missing.length === 0 ? {} : { databases: missing }),
    ...(settings.elastic === undefined ? {} : { elasticsearch: elasticsearch(settings) }),
    ...(settings.elastic?.shipper === "fluentd" ? { fluentd: fluentd(settings) } : {}),
    grafana: grafana(settings),
    ...(hasTracing(settings) ? { jaeger: jaeger(settings) } : {}),
    kubernetes: kubernetes(settings),
    ...(settings.elastic?.logstash === undefined ? {} : { logstash: logstash(settings) }),
    ...(hasLogs(settings) ? { loki: loki(settings) } : {}),
    mysql: mysql(settings),
    node: node(settings),
    "node-health": nodeHealth(),
    postgres: postgres(settings),
    prometheus: prometheus(settings),
    "prometheus-scraping": prometheusScraping(),
    rabbitmq: rabbitmq(settings),
    redis: redis(settings),
    ...(levels.length === 0 ? {} : { slo: levels }),
    targets: targets(settings),
    // Without collectors there is nothing to watch.
    ...(hasTracing(settings) ? { "otel-collector": otelCollector(settings), traces: traces(settings) } : {}),
    watchdog: watchdog(settings),
    workloads: workloads(settings),
  };
}
