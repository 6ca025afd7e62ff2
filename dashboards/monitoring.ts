/** The page about the platform itself: whether what it shows can be trusted, part by part. */
import { MONITORING_UID } from "../names/dashboards";
import { hasElastic, hasLogs, hasTracing, type Settings } from "../settings";
import * as platform from "./cluster-overview/platform";
import * as logs from "./logs-overview/health";
import * as alertmanager from "./monitoring/alertmanager";
import * as cost from "./monitoring/cost";
import * as elastic from "./monitoring/elastic";
import * as grafana from "./monitoring/grafana";
import * as now from "./monitoring/now";
import * as prometheus from "./monitoring/prometheus";
import { tiles } from "./monitoring/tiles";
import { type Dashboard, page } from "./page";
import * as collectors from "./traces/collectors";
import * as jaeger from "./monitoring/jaeger";

export function monitoringDashboard(settings: Settings): Dashboard {
  const { metrics } = settings;
  return page({
    uid: MONITORING_UID,
    title: "Monitoring itself",
    description:
      "Whether what is shown can be trusted: Prometheus, Alertmanager, the stores of logs and traces, their collectors and Grafana, and what all of it costs.",
    tags: ["platform", "monitoring"],
    isOverview: true,
    rows: {
      "Can I trust what I see?": tiles(settings),
      "What is wrong with the platform": [now.alerts(settings), now.away(settings)],
      Prometheus: [
        platform.targets(),
        prometheus.slowestScrapes(metrics),
        platform.ruleEvaluation(metrics),
        prometheus.failingRules(),
        platform.series(settings),
        prometheus.memory(metrics),
        platform.samples(),
        platform.storage(),
        prometheus.storageFailures(),
        ...(metrics.remoteWrite.length > 0 ? [prometheus.behind(), prometheus.remoteLosses()] : []),
      ],
      Alertmanager: [platform.notifications(), alertmanager.failures(), alertmanager.alerts()],
      ...(hasLogs(settings)
        ? {
            "Loki and its log shippers": [
              logs.received(settings),
              logs.lost(settings),
              logs.latency(settings),
              logs.rules(settings),
            ],
          }
        : {}),
      ...(hasElastic(settings) ? { "Elasticsearch and what writes to it": elastic.panels(settings) } : {}),
      ...(hasTracing(settings)
        ? {
            "Jaeger and the collectors": [
              collectors.lost(),
              collectors.queues(),
              collectors.memory(),
              jaeger.refused(),
              jaeger.queries(),
            ],
          }
        : {}),
      Grafana: [grafana.errors(), grafana.duration()],
      Cost: [
        cost.series(),
        ...(hasTracing(settings) ? [cost.spans()] : []),
        ...(hasLogs(settings) ? [cost.logs()] : []),
        cost.cpu(settings),
        cost.memory(settings),
      ],
    },
  });
}
