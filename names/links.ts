/** Where people are sent from a notification: the one place that knows the platform's addresses. */
import { KIBANA_SERVICE, kibanaHost } from "./elastic";
import { ALERTMANAGER, ALERTMANAGER_PORT, PROMETHEUS, PROMETHEUS_PORT } from "./kube-prometheus-stack";
import { JAEGER, JAEGER_PORTS } from "./jaeger";
import { exposedHost, hostUrl } from "./hosts";
import type { Settings } from "../settings";

/** Where the links in annotations lead. */
export interface Links {
  runbook(alert: string): string;
  dashboard(uid: string): string;
  /** The first commands of an alert's runbook, one a line, if it has any. */
  firstSteps?(alert: string): string | undefined;
}

/** The uid of the dashboard that shows an alert's runbook. */
export function runbookUid(alert: string): string {
  // Grafana takes uids of at most 40 characters.
  return `runbook-${alert}`.slice(0, 40);
}

/** Grafana's host name, if it has one. */
export function grafanaHost(settings: Settings): string | undefined {
  return settings.grafana.host ?? exposedHost(settings, "grafana");
}

/** The address of Grafana: by its ingress, else as `kubectl port-forward` of the README serves it. */
export function grafanaUrl(settings: Settings): string {
  const host = grafanaHost(settings);
  if (host === undefined) return "http://localhost:3000";
  return hostUrl(settings, host);
}

/**
 * The page of an alert's runbook where `alerting.runbooks` says that they are; undefined where that is Grafana. Pages link to
 * one another as `<alert>.md`, which a browser resolves against this address.
 */
export function runbookPage({ alerting }: Pick<Settings, "alerting">, alert: string): string | undefined {
  return alerting.runbooks === undefined ? undefined : `${alerting.runbooks.replace(/\/+$/, "")}/${alert}.md`;
}

/** The links that rules put into annotations. */
export function links(settings: Settings): Links {
  const grafana = grafanaUrl(settings);
  return {
    runbook: (alert) => runbookPage(settings, alert) ?? `${grafana}/d/${runbookUid(alert)}`,
    dashboard: (uid) => `${grafana}/d/${uid}`,
  };
}

/** Where the platform's own pages are served: a URL, or the command that makes it reachable. */
export function platformUrls(settings: Settings): Record<string, string> {
  const { cluster } = settings;
  const forward = (service: string, ports: string) =>
    `kubectl --namespace ${cluster.namespace} port-forward service/${service} ${ports}`;
  const exposed = (page: "alertmanager" | "jaeger" | "prometheus", service: string, ports: string) => {
    const host = exposedHost(settings, page);
    return host === undefined ? forward(service, ports) : hostUrl(settings, host);
  };
  return {
    alertmanager: exposed("alertmanager", ALERTMANAGER, `${ALERTMANAGER_PORT}:${ALERTMANAGER_PORT}`),
    grafana: grafanaHost(settings) === undefined ? forward("grafana", "3000:80") : grafanaUrl(settings),
    ...(settings.tracing.storage === "none"
      ? {}
      : { jaeger: exposed("jaeger", JAEGER, `${JAEGER_PORTS.query}:${JAEGER_PORTS.query}`) }),
    ...(settings.elastic === undefined ? {} : { kibana: kibanaUrl(settings, forward) }),
    prometheus: exposed("prometheus", PROMETHEUS, `${PROMETHEUS_PORT}:${PROMETHEUS_PORT}`),
  };
}

function kibanaUrl(settings: Settings, forward: (service: string, ports: string) => string): string {
  const host = kibanaHost(settings);
  return host === undefined ? forward(KIBANA_SERVICE, "5601:5601") : hostUrl(settings, host);
}
