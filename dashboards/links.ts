/** Links from one page to another, which take along what is being looked at. */
import { APPLICATION_UID, LOGS_UID } from "../names/dashboards";
import type { Settings } from "../settings";

/** A link of a field: to what its value, or its series' labels, are about. */
export interface DataLink {
  title: string;
  url: string;
}

/**
 * To the lines of what is under the pointer, over the time shown; none without an engine.
 * @param variables Variables of that page with what Grafana puts in for each, such as `${__value.text}`.
 */
export function logsLink({ logs }: Settings, variables: Record<string, string>): DataLink[] {
  if (logs.engine === "none") return [];
  const query = Object.entries(variables).map(([name, value]) => `var-${name}=${value}&`);
  return [{ title: "Logs", url: `/d/${LOGS_UID}?${query.join("")}\${__url_time_range}` }];
}

/** To the page of the application that a series' labels name, over the time shown. */
export function applicationLink(): DataLink {
  return applicationPage("${__field.labels.namespace}", "${__field.labels.service}");
}

/** To the page of the application that a table's row names in its columns Namespace and another, over the time shown. */
export function rowLink(column: "Deployment" | "Service"): DataLink {
  return applicationPage("${__data.fields.Namespace}", `\${__data.fields.${column}}`);
}

function applicationPage(namespace: string, service: string): DataLink {
  return {
    title: "Application health",
    url: `/d/${APPLICATION_UID}?var-namespace=${namespace}&var-service=${service}&\${__url_time_range}`,
  };
}

/**
 * To another page, over the time shown.
 * @param variables Variables of that page with what Grafana puts in for each, such as `${__value.text}`.
 */
export function pageLink(title: string, uid: string, variables: Record<string, string> = {}): DataLink {
  const query = Object.entries(variables).map(([name, value]) => `var-${name}=${value}&`);
  return { title, url: `/d/${uid}?${query.join("")}\${__url_time_range}` };
}

/** To the trace whose id a field holds; none without tracing. */
export function traceLink({ tracing }: Settings): DataLink[] {
  if (tracing.storage === "none") return [];
  // Grafana puts the id and the times in after the text has been encoded.
  const pane = JSON.stringify({
    trace: {
      datasource: "jaeger",
      queries: [{ refId: "A", datasource: { type: "jaeger", uid: "jaeger" }, query: "TRACE_ID" }],
      range: { from: "FROM", to: "UNTIL" },
    },
  });
  const panes = encodeURIComponent(pane)
    .replace("TRACE_ID", "${__value.text}")
    .replace("FROM", "${__from}")
    .replace("UNTIL", "${__to}");
  return [{ title: "Trace", url: `/explore?schemaVersion=1&panes=${panes}` }];
}
