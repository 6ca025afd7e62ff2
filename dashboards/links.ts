/** Links from one page to another, which take along what is being looked at. */
import type { Settings } from "../settings";

/** The page of logs. */
export const LOGS_UID = "logs-overview";

/** The page of who did what. */
export const TRACEABILITY_UID = "traceability";

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

/** To the trace whose id a field holds; none without tracing. */
export function traceLink({ tracing }: Settings): DataLink[] {
  if (tracing.storage === "none") return [];
  // Grafana puts the id in after the text has been encoded.
  const pane = JSON.stringify({
    trace: {
      datasource: "jaeger",
      queries: [{ refId: "A", datasource: { type: "jaeger", uid: "jaeger" }, query: "TRACE_ID" }],
      range: { from: "now-7d", to: "now" },
    },
  });
  const panes = encodeURIComponent(pane).replace("TRACE_ID", "${__value.text}");
  return [{ title: "Trace", url: `/explore?schemaVersion=1&panes=${panes}` }];
}
