/** The row "The platform itself": whether what watches is well. */
import { seriesLimit } from "../../settings/thresholds";
import { seconds } from "../../settings/units";
import type { Settings } from "../../settings";
import { asLines, graph, type Panel, steps } from "../common";
import { cellStates, table } from "../tables";
import { ALERTMANAGER, PROMETHEUS } from "./selectors";

export function series(settings: Settings): Panel {
  const limit = seriesLimit(settings);
  return graph({
    title: "Series in memory",
    description: `Series that each Prometheus holds in memory, about 3 KiB each. A step up is a new label with many values; it alerts at ${limit.toLocaleString("en")}.`,
    width: 8,
    unit: "short",
    queries: [{ expr: `max by (pod) (prometheus_tsdb_head_series{${PROMETHEUS}})`, legend: "{{pod}}" }],
  })
    .thresholds(steps([limit, "red"]))
    .thresholdsStyle(asLines());
}

export function samples(): Panel {
  return graph({
    title: "Samples per second",
    description:
      "Samples that each Prometheus stores per second: what its disk and CPU go by. A gap is a time in which nothing was watched.",
    width: 8,
    unit: "cps",
    queries: [
      {
        expr: `sum by (pod) (rate(prometheus_tsdb_head_samples_appended_total{${PROMETHEUS}}[$__rate_interval]))`,
        legend: "{{pod}}",
      },
    ],
  });
}

export function ruleEvaluation({ evaluationInterval }: Settings["metrics"]): Panel {
  return graph({
    title: "Rule evaluation",
    description: `How long rules take: the slowest hundredth, and the slowest group. A group that takes longer than its interval (the line, ${evaluationInterval}) misses evaluations (points), and alerts come late.`,
    width: 8,
    unit: "s",
    queries: [
      {
        expr: `max by (pod) (prometheus_rule_evaluation_duration_seconds{${PROMETHEUS},quantile="0.99"})`,
        legend: "{{pod}} p99 of the rules",
      },
      {
        expr: `max by (pod) (prometheus_rule_group_last_duration_seconds{${PROMETHEUS}})`,
        legend: "{{pod}} slowest group",
      },
      {
        expr: `sum by (pod) (increase(prometheus_rule_group_iterations_missed_total{${PROMETHEUS}}[$__rate_interval])) > 0`,
        legend: "{{pod}} missed",
      },
    ],
  })
    .thresholds(steps([seconds(evaluationInterval), "red"]))
    .thresholdsStyle(asLines())
    .overrideByQuery("C", [
      { id: "unit", value: "short" },
      { id: "custom.axisPlacement", value: "right" },
      // Bars would hide the lines of a Prometheus that is late all the time.
      { id: "custom.drawStyle", value: "points" },
      { id: "custom.pointSize", value: 4 },
      { id: "custom.thresholdsStyle", value: { mode: "off" } },
      { id: "color", value: { mode: "fixed", fixedColor: "red" } },
    ]);
}

export function storage(): Panel {
  const size = ["storage_blocks_bytes", "wal_storage_size_bytes", "head_chunks_storage_size_bytes"];
  return graph({
    title: "Storage of Prometheus",
    description:
      "Bytes that the metrics take, and the size at which the oldest go (dashed). Once they meet, there is less history than the retention promises.",
    width: 8,
    unit: "bytes",
    queries: [
      {
        expr: size.map((metric) => `max by (pod) (prometheus_tsdb_${metric}{${PROMETHEUS}})`).join(" + "),
        legend: "{{pod}}",
      },
      { expr: `max(prometheus_tsdb_retention_limit_bytes{${PROMETHEUS}}) > 0`, legend: "retention size" },
    ],
  }).overrideByQuery("B", [
    { id: "custom.lineStyle", value: { fill: "dash", dash: [10, 10] } },
    { id: "custom.fillOpacity", value: 0 },
    { id: "color", value: { mode: "fixed", fixedColor: "red" } },
  ]);
}

export function notifications(): Panel {
  const pastHour = (metric: string) => `sum by (integration) (increase(${metric}{${ALERTMANAGER}}[1h])) > 0`;
  return graph({
    title: "Notifications",
    description:
      "Notifications that Alertmanager tried to send within the hour before, by kind of channel, and those that failed (red). Any failure is somebody who did not hear.",
    width: 8,
    unit: "short",
    queries: [
      { expr: pastHour("alertmanager_notifications_total"), legend: "{{integration}}" },
      { expr: pastHour("alertmanager_notifications_failed_total"), legend: "{{integration}} failed" },
    ],
    empty: "Nothing was sent",
  })
    .decimals(0)
    .overrideByQuery("B", [{ id: "color", value: { mode: "fixed", fixedColor: "red" } }]);
}

export function targets(): Panel {
  return table({
    title: "Scrape targets",
    description:
      "Targets by job, those with a target down on top. A job that is missing here is not watched at all: its monitor selects nothing.",
    width: 8,
    unit: "short",
    queries: [{ expr: "sum by (job) (up == bool 0)" }, { expr: "sum by (job) (up)" }],
  })
    .withTransformation({ id: "merge", options: {} })
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: { Time: true },
        indexByName: { job: 0, "Value #A": 1, "Value #B": 2 },
        renameByName: { job: "Job", "Value #A": "Down", "Value #B": "Up" },
      },
    })
    .withTransformation({ id: "sortBy", options: { sort: [{ field: "Down", desc: true }] } })
    .overrideByName("Down", [{ id: "custom.width", value: 80 }, ...cellStates([1, "red"])])
    .overrideByName("Up", [{ id: "custom.width", value: 80 }]);
}
