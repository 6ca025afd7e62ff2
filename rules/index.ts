/** Every rule of the platform, by subsystem: the file of the same name holds it. */
import { hasLogs, hasTracing, logRulesOn } from "../settings";
import { escalates } from "../settings/escalation";
import { alertHistory } from "./alert-history";
import { looksBack } from "../settings/capacity";
import { alertmanager } from "./alertmanager";
import { anomalies } from "./anomalies";
import { apiServer } from "./api-server";
import { applications } from "./applications";
import { autoscaler } from "./autoscaler";
import { bots } from "./bots";
import { capacity } from "./capacity";
import { coredns } from "./coredns";
import { business } from "./business";
import { consequences } from "./consequences";
import { databases } from "./databases";
import { elasticsearch } from "./elasticsearch";
import { escalation } from "./escalation";
import { externalServices } from "./external-services";
import { fluentd } from "./fluentd";
import { grafana } from "./grafana";
import { jaeger } from "./jaeger";
import { knownAlerts } from "./known-alerts";
import { kubernetes } from "./kubernetes";
import { logs } from "./logs";
import { logstash } from "./logstash";
import { loki } from "./loki";
import { mongodb } from "./mongodb";
import { mysql } from "./mysql";
import { node } from "./node";
import { nodeHealth } from "./node-health";
import { nodeUsage } from "./node-usage";
import { otelCollector } from "./otel-collector";
import { postgres } from "./postgres";
import { probes } from "./probes";
import { prometheus } from "./prometheus";
import { prometheusScraping } from "./prometheus-scraping";
import { rabbitmq } from "./rabbitmq";
import { redis } from "./redis";
import type { RuleGroup, RuleSettings } from "./rule";
import { searchClusters } from "./search-clusters";
import { slo } from "./slo";
import { targets } from "./targets";
import { usage } from "./usage";
import { watchdog } from "./watchdog";
import { workers } from "./workers";
import { workloadUsage } from "./workload-usage";
import { workloads } from "./workloads";

/** Groups by stem; each stem, and each part of it, becomes one PrometheusRule resource and one rule file. */
export function allRules(settings: RuleSettings): Record<string, RuleGroup[]> {
  const watching = watchingRules(settings);
  const alerts = Object.values(watching).flatMap((groups) => groups.flatMap(({ rules }) => rules));
  return {
    ...watching,
    "alert-history": alertHistory(),
    "known-alerts": knownAlerts(alerts.filter((rule) => "alert" in rule)),
  };
}

/** The rules about everything but alerts themselves. */
function watchingRules(settings: RuleSettings): Record<string, RuleGroup[]> {
  const levels = slo(settings);
  const ofBots = bots(settings);
  const ofWorkers = workers(settings);
  const missing = databases(settings);
  const bands = anomalies(settings);
  const searched = searchClusters(settings);
  const others = externalServices(settings);
  const numbers = business(settings);
  return {
    alertmanager: alertmanager(settings),
    ...(bands.length === 0 ? {} : { anomalies: bands }),
    "api-server": apiServer(),
    applications: applications(settings),
    autoscaler: autoscaler(),
    ...(ofBots.length === 0 ? {} : { bots: ofBots }),
    // What is kept for less than a period has no growth from one to the next.
    ...(looksBack(settings) ? { capacity: capacity(settings) } : {}),
    ...(numbers.length === 0 ? {} : { business: numbers }),
    // GKE's DNS is not CoreDNS.
    ...(settings.cluster.platform === "gke" ? {} : { coredns: coredns(settings) }),
    consequences: consequences(settings),
    ...(missing.length === 0 ? {} : { databases: missing }),
    ...(settings.elastic === undefined ? {} : { elasticsearch: elasticsearch(settings) }),
    ...(escalates(settings) ? { escalation: escalation(settings) } : {}),
    ...(others.length === 0 ? {} : { "external-services": others }),
    ...(settings.elastic?.shipper === "fluentd" ? { fluentd: fluentd(settings) } : {}),
    grafana: grafana(settings),
    ...(hasTracing(settings) ? { jaeger: jaeger(settings) } : {}),
    kubernetes: kubernetes(settings),
    ...(logRulesOn(settings) === "elastic" ? { logs: logs(settings) } : {}),
    ...(settings.elastic?.logstash === undefined ? {} : { logstash: logstash(settings) }),
    ...(hasLogs(settings) ? { loki: loki(settings) } : {}),
    mongodb: mongodb(settings),
    mysql: mysql(settings),
    node: node(settings),
    "node-health": nodeHealth(),
    "node-usage": nodeUsage(),
    postgres: postgres(settings),
    probes: probes(settings),
    prometheus: prometheus(settings),
    "prometheus-scraping": prometheusScraping(),
    rabbitmq: rabbitmq(settings),
    redis: redis(settings),
    ...(searched.length === 0 ? {} : { "search-clusters": searched }),
    ...(levels.length === 0 ? {} : { slo: levels }),
    targets: targets(settings),
    // Without collectors there is nothing to watch.
    ...(hasTracing(settings) ? { "otel-collector": otelCollector(settings) } : {}),
    usage: usage(settings),
    watchdog: watchdog(settings),
    ...(ofWorkers.length === 0 ? {} : { workers: ofWorkers }),
    "workload-usage": workloadUsage(settings),
    workloads: workloads(settings),
  };
}
