/** Grafana's data sources: one list, with fixed uids that dashboards and links refer to, and exactly one default. */
import type { Settings } from "../settings";
import type { DataSource } from "./datasources/data-source";
import { jaeger, lokiJson, prometheusJson } from "./datasources/correlation";
import { elasticsearch } from "./datasources/elasticsearch";
import { hasTenants, lokiUrl, previousLokiUrl, tenantHeaders, type TENANTS } from "../names/loki";
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
    ...loki("Loki", "loki", lokiUrl(settings), settings, "ordinary"),
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

/**
 * Loki's audit events, in an organisation of Grafana's where they are all that there is: by the same uid, so that the same pages show
 * them.
 */
export function auditDataSource(settings: Settings): DataSource | undefined {
  if (!hasTenants(settings)) return undefined;
  const [found] = loki("Loki, audit events", "loki", lokiUrl(settings), settings, "audit");
  return found;
}

function loki(
  name: string,
  uid: string,
  url: string | undefined,
  settings: Settings,
  tenant?: keyof typeof TENANTS,
): DataSource[] {
  if (url === undefined) return [];
  const common = { name, type: "loki", uid, url, access: "proxy" as const, isDefault: false };
  const [header] = tenant === undefined ? [] : Object.entries(tenantHeaders(settings, tenant));
  if (header === undefined) return [{ ...common, jsonData: lokiJson(settings) }];
  // Grafana sets it on the way, in the place of any that whoever asks has sent.
  const [headerName, value] = header;
  return [
    {
      ...common,
      jsonData: { ...lokiJson(settings), httpHeaderName1: headerName },
      secureJsonData: { httpHeaderValue1: value },
    },
  ];
}
