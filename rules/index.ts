/** Every rule of the platform, by subsystem: the file of the same name holds it. */
import { hasLogs, hasTracing } from "../settings";
import { alertmanager } from "./alertmanager";
import { anomalies } from "./anomalies";
import { apiServer } from "./api-server";
import { autoscaler } from "./autoscaler";
import { coredns } from "./coredns";
import { business } from "./business";
import { consequences } from "./consequences";
import { elasticsearch } from "./elasticsearch";
import { fluentd } from "./fluentd";
import { grafana } from "./grafana";
import { jaeger } from "./jaeger";
import { kubernetes } from "./kubernetes";
import { logstash } from "./logstash";
import { loki } from "./loki";
import { node } from "./node";
import { nodeHealth } from "./node-health";
import { otelCollector } from "./otel-collector";
import { prometheus } from "./prometheus";
import { prometheusScraping } from "./prometheus-scraping";
import type { RuleGroup, RuleSettings } from "./rule";
import { slo } from "./slo";
import { targets } from "./targets";
import { traces } from "./traces";
import { watchdog } from "./watchdog";
import { workloads } from "./workloads";

/** Groups by stem; each stem, and each part of it, becomes one PrometheusRule resource and one rule file. */
export function allRules(settings: RuleSettings): Record<string, RuleGroup[]> {
  const levels = slo(settings);
  const bands = anomalies(settings);
  const numbers = business(settings);
  return {
    alertmanager: alertmanager(settings),
    ...(bands.length === 0 ? {} : { anomalies: bands }),
    "api-server": apiServer(),
    autoscaler: autoscaler(),
    ...(numbers.length === 0 ? {} : { business: numbers }),
    // GKE's DNS is not CoreDNS.
    ...(settings.cluster.platform === "gke" ? {} : { coredns: coredns(settings) }),
    consequences: consequences(settings),
    ...(settings.elastic === undefined ? {} : { elasticsearch: elasticsearch(settings) }),
    ...(settings.elastic?.shipper === "fluentd" ? { fluentd: fluentd(settings) } : {}),
    grafana: grafana(settings),
    ...(hasTracing(settings) ? { jaeger: jaeger(settings) } : {}),
    kubernetes: kubernetes(settings),
    ...(settings.elastic?.logstash === undefined ? {} : { logstash: logstash(settings) }),
    ...(hasLogs(settings) ? { loki: loki(settings) } : {}),
    node: node(settings),
    "node-health": nodeHealth(),
    prometheus: prometheus(settings),
    "prometheus-scraping": prometheusScraping(),
    ...(levels.length === 0 ? {} : { slo: levels }),
    targets: targets(settings),
    // Without collectors there is nothing to watch.
    ...(hasTracing(settings) ? { "otel-collector": otelCollector(settings), traces: traces(settings) } : {}),
    watchdog: watchdog(settings),
    workloads: workloads(settings),
  };
}
