/** Grafana's data sources: one list, with fixed uids that dashboards and links refer to, and exactly one default. */
import type { Settings } from "../stacks/settings";

/** A data source as Grafana's provisioning takes it. */
export interface DataSource {
  name: string;
  type: string;
  uid: string;
  url: string;
  access: "proxy";
  isDefault: boolean;
  jsonData: Record<string, unknown>;
}

/** Every data source of the platform. */
export function dataSources({ cluster, metrics }: Settings): DataSource[] {
  const service = (name: string, port: number) => `http://${name}.${cluster.namespace}.svc:${port}`;
  return [
    {
      name: "Prometheus",
      type: "prometheus",
      uid: "prometheus",
      url: service("kube-prometheus-stack-prometheus", 9090),
      access: "proxy",
      isDefault: true,
      jsonData: {
        httpMethod: "POST",
        prometheusType: "Prometheus",
        timeInterval: metrics.scrapeInterval,
        manageAlerts: true,
      },
    },
    {
      // The name is in the silence links of the notifications.
      name: "Alertmanager",
      type: "alertmanager",
      uid: "alertmanager",
      url: service("kube-prometheus-stack-alertmanager", 9093),
      access: "proxy",
      isDefault: false,
      jsonData: { implementation: "prometheus", handleGrafanaManagedAlerts: false },
    },
  ];
}
