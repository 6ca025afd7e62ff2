/** The row "The platform's own stores": what metrics, logs and traces take. */
import { hasLogs, hasTracing, type Settings } from "../../settings";
import { asLines, graph, type Panel, steps } from "../common";
import { diskStates } from "../states";
import { hourly, used } from "./selectors";

/** Where Elasticsearch puts no more shards on a node, and where it makes its indices read-only (its watermarks). */
const LOW_WATERMARK = 0.85;
const FLOOD_WATERMARK = 0.95;

const EXPORTER = 'job="elasticsearch-exporter"';

export function volumes({ cluster, thresholds }: Settings): Panel {
  return graph({
    title: "Volumes of the platform",
    description: `Use of each volume in ${cluster.namespace}: Prometheus', Alertmanager's, and those of logs and traces where they are kept on one. Past the lines enlarge it or shorten the retention: a store that is full takes nothing more.`,
    width: 16,
    unit: "percentunit",
    queries: [{ expr: used(`namespace="${cluster.namespace}"`), legend: "{{persistentvolumeclaim}}" }],
    empty: "The platform has no volume",
  })
    .axisSoftMax(1)
    .thresholds(steps(...diskStates(thresholds)))
    .thresholdsStyle(asLines());
}

export function elasticsearch(): Panel {
  const data = (what: string) =>
    `sum by (name) (elasticsearch_filesystem_data_${what}_bytes{${EXPORTER},es_data_node="true"})`;
  return graph({
    title: "Volumes of Elasticsearch",
    description:
      "How full the volume of each node is. At the lower line it gets no more shards, at the upper one its indices are read-only and logs are refused: shorten the retention, or add a node.",
    width: 8,
    unit: "percentunit",
    queries: [{ expr: `1 - ${data("available")} / ${data("size")}`, legend: "{{name}}" }],
  })
    .axisSoftMax(1)
    .thresholds(steps([LOW_WATERMARK, "orange"], [FLOOD_WATERMARK, "red"]))
    .thresholdsStyle(asLines());
}

export function snapshots(): Panel {
  const grown = (result: string) =>
    `sum by (policy) (increase(elasticsearch_slm_stats_snapshots_${result}_total{${EXPORTER}}[1d]))`;
  return graph({
    title: "Snapshots of a day",
    description:
      "Snapshots of Elasticsearch that were taken, and that failed, within the day before. With none taken, or any failed, what was logged since is lost with its volumes: ElasticsearchSnapshotsFailing says what to do.",
    width: 8,
    unit: "short",
    queries: [
      { expr: grown("taken"), legend: "{{policy}} taken" },
      { expr: `${grown("failed")} > 0`, legend: "{{policy}} failed" },
    ],
    empty: "None was taken yet",
  })
    .decimals(0)
    .overrideByQuery("B", [{ id: "color", value: { mode: "fixed", fixedColor: "red" } }]);
}

export function arrived(settings: Settings): Panel {
  const a = (resource: string) => hourly("resource:capacity_arrived:per_day", `resource="${resource}"`);
  return graph({
    title: "What comes in a day",
    description:
      "Bytes of logs, and spans (right), that come in a day, at the rate of the hour: why the stores grow, wherever they are. A step up is one application: Monitoring itself says which namespace.",
    width: 8,
    unit: "bytes",
    queries: [
      ...(hasLogs(settings) ? [{ expr: a("logs"), legend: "logs" }] : []),
      ...(hasTracing(settings) ? [{ expr: a("traces"), legend: "spans" }] : []),
    ],
    empty: "Nothing has come for an hour",
  }).overrideByName("spans", [
    { id: "unit", value: "short" },
    { id: "custom.axisPlacement", value: "right" },
  ]);
}
