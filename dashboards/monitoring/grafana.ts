/** The row "Grafana": whether pages open. */
import { graph, type Panel } from "../common";

/** What people ask for; the probes of the kubelet have no handler. */
const REQUESTS = 'job="grafana",handler!="unknown"';

export function errors(): Panel {
  const rate = (more: string) =>
    `sum by (status_code) (rate(grafana_http_request_duration_seconds_count{${REQUESTS}${more}}[$__rate_interval]))`;
  return graph({
    title: "Errors of Grafana",
    description:
      "Requests a second that Grafana answers with an error (5xx), by code. Those of data sources are among them: the panels that stay empty say which. GrafanaErrorsHigh fires for its own.",
    width: 12,
    unit: "reqps",
    queries: [{ expr: `${rate(',status_code=~"5.."')} > 0`, legend: "{{status_code}}" }],
    empty: "None fails",
  });
}

export function duration(): Panel {
  return graph({
    title: "Time of Grafana's answers",
    description:
      "Within how long half of the requests to Grafana, and 95 of 100, are answered. Queries of panels are most of them: when it rises, a page asks too much of its data source; look at its time range first.",
    width: 12,
    unit: "s",
    queries: [0.5, 0.95].map((share) => ({
      expr: `histogram_quantile(${share}, sum by (le) (rate(grafana_http_request_duration_seconds_bucket{${REQUESTS}}[$__rate_interval])))`,
      legend: share === 0.5 ? "half" : "95 of 100",
    })),
    empty: "Nobody has asked",
  });
}
