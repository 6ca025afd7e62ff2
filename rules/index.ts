/** Every rule of the platform, by subsystem: the file of the same name holds it. */
import { hasLogs, hasTracing } from "../settings";
import { alertHistory } from "./alert-history";
import { alertmanager } from "./alertmanager";
import { apiServer } from "./api-server";
import { autoscaler } from "./autoscaler";
import { coredns } from "./coredns";
import { consequences } from "./consequences";
import { elasticsearch } from "./elasticsearch";
import { fluentd } from "./fluentd";
import { grafana } from "./grafana";
import { jaeger } from "./jaeger";
import { knownAlerts } from "./known-alerts";
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
import { usage } from "./usage";
import { watchdog } from "./watchdog";
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
  return {
    alertmanager: alertmanager(settings),
    "api-server": apiServer(),
    autoscaler: autoscaler(),
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
    usage: usage(settings),
    watchdog: watchdog(settings),
    workloads: workloads(settings),
  };
}
