/** What is verified of a platform, in the order of the report. */
import * as alertmanager from "./alertmanager";
import { customResources } from "./custom-resources";
import { elasticsearchDocument } from "./elastic";
import { grafanaDashboards, grafanaDataSources } from "./grafana";
import { lokiLine, lokiRules } from "./logs";
import type { Outcome } from "./outcome";
import { rules, targets } from "./prometheus";
import { trace } from "./traces";
import type { World } from "./world";

/** A check is tried again while it fails; what it has sent by then, it does not send again. */
export interface Check {
  name: string;
  attempt: (world: World) => Promise<Outcome>;
}

/** The checks of one verification. */
export function checks(): Check[] {
  return [
    { name: "custom resources", attempt: customResources },
    { name: "targets", attempt: targets },
    { name: "Prometheus's rules", attempt: rules },
    { name: "Loki's rules", attempt: lokiRules },
    { name: "Alertmanager's configuration", attempt: alertmanager.configuration },
    { name: "an alert", attempt: alertmanager.alert() },
    { name: "a line in Loki", attempt: lokiLine() },
    { name: "a document in Elasticsearch", attempt: elasticsearchDocument() },
    { name: "a span in Jaeger", attempt: trace() },
    { name: "Grafana's data sources", attempt: grafanaDataSources },
    { name: "Grafana's dashboards", attempt: grafanaDashboards },
  ];
}
