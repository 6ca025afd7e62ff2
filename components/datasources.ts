/** Grafana's data sources: one list, with fixed uids that dashboards and links refer to, and exactly one default. */
import type { Settings } from "../settings";
import type { DataSource } from "./datasources/data-source";
import { jaeger, lokiJson, prometheusJson } from "./datasources/correlation";
import { elasticsearch } from "./datasources/elasticsearch";
import { lokiUrl, previousLokiUrl } from "../names/loki";
import { alertmanagerUrl, prometheusUrl } from "../names/kube-prometheus-stack";
import { jaegerQueryUrl } from "../names/jaeger";

/** Every data source of the platform. */
export function dataSources(settings: Settings): DataSource[] {
  return [...dataSourcesAtStart(settings), ...dataSourcesLater(settings)];
}

/** The data sources that Grafana starts with. */
export function dataSourcesAtStart(settings: Settings): DataSource[] {
  const { tracing } = settings;
  return [
    {
      name: "Prometheus",
      type: "prometheus",
      uid: "prometheus",
      url: prometheusUrl(settings),
      access: "proxy",
      isDefault: true,
      jsonData: prometheusJson(settings),
    },
    {
      // The name is in the silence links of the notifications.
      name: "Alertmanager",
      type: "alertmanager",
      uid: "alertmanager",
      url: alertmanagerUrl(settings),
      access: "proxy",
      isDefault: false,
      jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false },
    },
    ...loki("Loki", "loki", lokiUrl(settings), settings),
    ...loki("Loki (previous)", "loki-previous", previousLokiUrl(settings), settings),
    ...(tracing.storage === "none" ? [] : [jaeger(settings, jaegerQueryUrl(settings))]),
  ];
}

/**
 * The data sources whose credentials are there only once what they lead to is: Grafana does not start while a file that
 * one of its data sources names is missing, so these are given to it when it runs.
 */
export function dataSourcesLater(settings: Settings): DataSource[] {
  return settings.elastic === undefined ? [] : [elasticsearch(settings)];
}

function loki(name: string, uid: string, url: string | undefined, settings: Settings): DataSource[] {
  if (url === undefined) return [];
  return [{ name, type: "loki", uid, url, access: "proxy", isDefault: false, jsonData: lokiJson(settings) }];
}
