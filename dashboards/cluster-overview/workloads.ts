/** The row "Workloads": what runs in the namespaces that are picked. */
import { GraphDrawStyle, LineInterpolation } from "@grafana/grafana-foundation-sdk/common";
import { CPU, CPU_REQUESTED, MEMORY, MEMORY_REQUESTED, PODS_NOT_READY, RESTARTS } from "../../names/workloads";
import type { Settings } from "../../settings";
import { logsLink } from "../links";
import { bars, graph, type Panel, steps } from "../common";
import { table } from "../tables";
import { stacked } from "../stacked";
import { PICKED_NAMESPACES } from "./selectors";

/** Recorded by workload: a graph over every container's own series takes seconds where there are ten thousand pods. */
const CPU_USED = `${CPU}{${PICKED_NAMESPACES}}`;
const MEMORY_USED = `${MEMORY}{${PICKED_NAMESPACES}}`;
const REQUESTED = {
  cpu: `${CPU_REQUESTED}{${PICKED_NAMESPACES}}`,
  memory: `${MEMORY_REQUESTED}{${PICKED_NAMESPACES}}`,
};

function use(
  settings: Settings,
  resource: "cpu" | "memory",
  used: string,
  title: string,
  description: string,
  unit: string,
): Panel {
  return graph({
    title,
    description,
    width: 12,
    unit,
    queries: [
      { expr: `sum by (namespace) (${used})`, legend: "{{namespace}}" },
      { expr: `sum(${REQUESTED[resource]})`, legend: "requested by all of them" },
    ],
  })
    .fillOpacity(30)
    .stacking(stacked())
    .overrideByQuery("A", [{ id: "links", value: logsLink(settings, { namespace: "${__field.labels.namespace}" }) }])
    .overrideByQuery("B", [
      { id: "custom.stacking", value: { group: "A", mode: "none" } },
      { id: "custom.lineStyle", value: { fill: "dash", dash: [10, 10] } },
      { id: "custom.fillOpacity", value: 0 },
      { id: "color", value: { mode: "fixed", fixedColor: "text" } },
    ]);
}

export function cpu(settings: Settings): Panel {
  return use(
    settings,
    "cpu",
    CPU_USED,
    "CPU by namespace",
    "CPUs in use, stacked, and what their pods request (dashed). Use that stays above the requests lives on what others leave.",
    "short",
  );
}

export function memory(settings: Settings): Panel {
  return use(
    settings,
    "memory",
    MEMORY_USED,
    "Memory by namespace",
    "Memory in use, stacked, and what their pods request (dashed). Pods above their requests are the first to be evicted.",
    "bytes",
  );
}

/** The columns of the table of namespaces, each with its query and the unit of its numbers. */
const COLUMNS = [
  { title: "CPU used", unit: "short", expr: `sum by (namespace) (${CPU_USED})` },
  { title: "CPU requested", unit: "short", expr: `sum by (namespace) (${REQUESTED.cpu})` },
  {
    title: "CPU used of requested",
    unit: "percentunit",
    expr: `sum by (namespace) (${CPU_USED}) / sum by (namespace) (${REQUESTED.cpu})`,
  },
  { title: "Memory used", unit: "bytes", expr: `sum by (namespace) (${MEMORY_USED})` },
  { title: "Memory requested", unit: "bytes", expr: `sum by (namespace) (${REQUESTED.memory})` },
  {
    title: "Memory used of requested",
    unit: "percentunit",
    expr: `sum by (namespace) (${MEMORY_USED}) / sum by (namespace) (${REQUESTED.memory})`,
  },
];

export function namespaces(settings: Settings): Panel {
  const builder = table({
    title: "Namespaces",
    description:
      "Use beside requests. Far above 100% a namespace is squeezed first when nodes fill up; far below it keeps room that nobody uses.",
    width: 24,
    unit: "short",
    queries: COLUMNS,
  })
    .withTransformation({ id: "merge", options: {} })
    .withTransformation({
      id: "organize",
      options: {
        excludeByName: { Time: true },
        indexByName: Object.fromEntries(
          ["namespace", ...COLUMNS.map((_, index) => valueOf(index))].map((column, index) => [column, index]),
        ),
        renameByName: {
          namespace: "Namespace",
          ...Object.fromEntries(COLUMNS.map(({ title }, index) => [valueOf(index), title])),
        },
      },
    })
    .withTransformation({ id: "sortBy", options: { sort: [{ field: "Memory used", desc: true }] } });
  builder.overrideByName("Namespace", [{ id: "links", value: logsLink(settings, { namespace: "${__value.text}" }) }]);
  for (const { title, unit } of COLUMNS) builder.overrideByName(title, [{ id: "unit", value: unit }]);
  return builder;
}

/** What Grafana calls the column of a query's values. */
const valueOf = (query: number) => `Value #${"ABCDEF".charAt(query)}`;

export function restarts({ podRestarts }: Settings["thresholds"]): Panel {
  return bars({
    title: "Most restarts",
    description: `The ten workloads whose containers restarted most within the time shown. ${podRestarts} of one container within 15 minutes fire PodCrashLooping.`,
    width: 12,
    unit: "short",
    queries: [
      {
        // What is recorded is of a quarter of an hour: one after the other they are the time shown.
        expr: `
          topk(10, round(
            sum by (namespace, workload) (sum_over_time(${RESTARTS}{${PICKED_NAMESPACES}}[$__range:15m]))
          ) > 0)`,
        legend: "{{namespace}}/{{workload}}",
      },
    ],
    empty: "No container restarted",
  }).thresholds(steps([1, "yellow"], [podRestarts, "red"]));
}

export function podsNotReady(): Panel {
  return graph({
    title: "Pods pending or not ready",
    description:
      "Pods that wait for a node or an image, and pods that run without being ready, Jobs' aside, by namespace. After 15 minutes PodNotReady fires; the page Workloads says whose they are.",
    width: 12,
    unit: "short",
    queries: [
      {
        expr: `sum by (namespace) (${PODS_NOT_READY}{${PICKED_NAMESPACES}}) > 0`,
        legend: "{{namespace}}",
      },
    ],
    empty: "Every pod is ready",
  })
    .decimals(0)
    .drawStyle(GraphDrawStyle.Line)
    .lineInterpolation(LineInterpolation.StepAfter)
    .fillOpacity(30)
    .stacking(stacked());
}
