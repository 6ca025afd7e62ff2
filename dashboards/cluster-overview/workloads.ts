/** The row "Workloads": what runs in the namespaces that are picked. */
import {
  BarGaugeDisplayMode,
  GraphDrawStyle,
  LineInterpolation,
  StackingConfigBuilder,
  StackingMode,
  VizOrientation,
} from "@grafana/grafana-foundation-sdk/common";
import { PanelBuilder as BarGaugeBuilder } from "@grafana/grafana-foundation-sdk/bargauge";
import type { Settings } from "../../settings";
import { logsLink } from "../links";
import { configured, graph, type Panel, steps, table } from "../common";
import { CONTAINERS, PICKED_NAMESPACES, STATE } from "./selectors";

const CPU_USED = `rate(container_cpu_usage_seconds_total{${CONTAINERS},${PICKED_NAMESPACES}}[$__rate_interval])`;
const MEMORY_USED = `container_memory_working_set_bytes{${CONTAINERS},${PICKED_NAMESPACES}}`;

const stacked = () => new StackingConfigBuilder().mode(StackingMode.Normal).group("A");

/** Requests of the pods that hold them: those that have ended do not. */
function requests(resource: "cpu" | "memory"): string {
  return `
    max by (namespace, pod, container) (
      kube_pod_container_resource_requests{${STATE},resource="${resource}",${PICKED_NAMESPACES}}
    )
    and on (namespace, pod) kube_pod_status_phase{${STATE},phase=~"Pending|Running"} == 1`;
}

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
      { expr: `sum(${requests(resource)})`, legend: "requested by all of them" },
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
  { title: "CPU requested", unit: "short", expr: `sum by (namespace) (${requests("cpu")})` },
  {
    title: "CPU used of requested",
    unit: "percentunit",
    expr: `sum by (namespace) (${CPU_USED}) / sum by (namespace) (${requests("cpu")})`,
  },
  { title: "Memory used", unit: "bytes", expr: `sum by (namespace) (${MEMORY_USED})` },
  { title: "Memory requested", unit: "bytes", expr: `sum by (namespace) (${requests("memory")})` },
  {
    title: "Memory used of requested",
    unit: "percentunit",
    expr: `sum by (namespace) (${MEMORY_USED}) / sum by (namespace) (${requests("memory")})`,
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
  return configured(
    new BarGaugeBuilder(),
    {
      title: "Most restarts",
      description: `The ten pods whose containers restarted most within the time shown. ${podRestarts} within 15 minutes fire PodCrashLooping.`,
      width: 12,
      unit: "short",
      queries: [
        {
          expr: `
            topk(10, round(sum by (namespace, pod) (max by (namespace, pod, container) (
              increase(kube_pod_container_status_restarts_total{${STATE},${PICKED_NAMESPACES}}[$__range])
            ))) > 0)`,
          legend: "{{namespace}}/{{pod}}",
        },
      ],
      empty: "No container restarted",
    },
    "instant",
  )
    .orientation(VizOrientation.Horizontal)
    .displayMode(BarGaugeDisplayMode.Basic)
    .min(0)
    .thresholds(steps([1, "yellow"], [podRestarts, "red"]));
}

export function podsNotReady(): Panel {
  const phase = (phases: string) =>
    `max by (namespace, pod) (kube_pod_status_phase{${STATE},${PICKED_NAMESPACES},phase=~"${phases}"}) == 1`;
  return graph({
    title: "Pods pending or not ready",
    description:
      "Pods that wait for a node or an image, and pods that run without being ready, by namespace. After 15 minutes PodNotReady fires.",
    width: 12,
    unit: "short",
    queries: [
      { expr: `count by (namespace) (${phase("Pending|Unknown")})`, legend: "{{namespace}} pending" },
      {
        expr: `
          count by (namespace) (
            max by (namespace, pod) (kube_pod_status_ready{${STATE},${PICKED_NAMESPACES},condition="true"}) == 0
            and ${phase("Running")}
          )`,
        legend: "{{namespace}} not ready",
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
