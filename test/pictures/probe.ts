/** A dashboard with one panel of each kind, over data that does not change. */
import type { DashboardJson } from "../../scripts/lib/pictures/draw";
import type { PanelJson } from "../../tools/pictures/shared/page";
import { panel, type World } from "../support/pictures";

const INSTANT = { instant: true, range: false };
const TABLE = { ...INSTANT, format: "table" };

export const WORLD: World = {
  labels: { namespace: ["shop", "ledger"] },
  metrics: {
    'latency{namespace=~".*"}': [
      [{ service: "web", namespace: "shop" }, (before) => 0.5 + 0.25 * Math.sin(before / 6)],
      [{ service: "api", namespace: "shop" }, () => 1.5],
    ],
    usage: [[{ node: "a" }, () => 97.25]],
    alerts: [
      [{ alertname: "DiskFull", severity: "critical", code: "500" }, () => 3661],
      [{ alertname: "Slow", severity: "high", code: "" }, () => 60],
    ],
    free: [
      [{ disk: "/" }, () => 3 * 2 ** 30],
      [{ disk: "/var" }, () => 2 ** 30],
    ],
    phase: [
      [{ pod: "web-0" }, (before) => (before > 30 ? 1 : 0)],
      [{ pod: "web-1" }, () => 1],
    ],
    buckets: ["0.1", "0.5", "+Inf"].map((le, index) => [{ le }, (before) => (index + 1) * (before > 30 ? 2 : 10)]),
    calls: [
      [{ id: "1", source: "gateway", target: "checkout" }, () => 12],
      [{ id: "2", source: "checkout", target: "payments" }, () => 3],
    ],
    latencies: [[{}, (before) => Math.round(before) % 7]],
  },
  lines: {
    '{service="web"}': [
      [{ level: "error" }, 2, "payment refused: NaN is what the client sent"],
      [{ level: "info" }, 1, "started"],
    ],
  },
};

const thresholds = (...steps: [value: number, color: string][]) => ({
  mode: "absolute",
  steps: [{ value: null, color: "green" }, ...steps.map(([value, color]) => ({ value, color }))],
});

const PANELS: PanelJson[] = [
  panel(0, "timeseries", 'latency{namespace=~"$namespace"}', {
    title: "Latency of $namespace",
    description: "What it is.",
    targets: [{ legendFormat: "{{service}}" }],
    fieldConfig: {
      defaults: {
        unit: "s",
        thresholds: thresholds([1.25, "red"]),
        custom: { thresholdsStyle: { mode: "line" }, showPoints: "never", axisSoftMin: 0 },
      },
      overrides: [
        {
          matcher: { id: "byName", options: "api" },
          properties: [{ id: "color", value: { mode: "fixed", fixedColor: "blue" } }],
        },
      ],
    },
  }),
  panel(1, "stat", "usage", {
    targets: [{ ...INSTANT, legendFormat: "{{node}}" }],
    fieldConfig: { defaults: { unit: "percent", decimals: 1, thresholds: thresholds([90, "red"]) } },
    options: { colorMode: "background_solid", graphMode: "none", reduceOptions: { calcs: ["lastNotNull"] } },
  }),
  panel(2, "table", "alerts", {
    gridPos: { x: 0, y: 32, w: 12, h: 8 },
    targets: [TABLE],
    transformations: [
      {
        id: "organize",
        options: {
          excludeByName: { Time: true },
          renameByName: { severity: "Severity", alertname: "Alert", Value: "For" },
        },
      },
      { id: "sortBy", options: { sort: [{ field: "For", desc: true }] } },
    ],
    fieldConfig: {
      defaults: { unit: "string" },
      overrides: [
        { matcher: { id: "byName", options: "For" }, properties: [{ id: "unit", value: "s" }] },
        {
          matcher: { id: "byName", options: "Severity" },
          properties: [
            { id: "custom.cellOptions", value: { type: "color-text" } },
            {
              id: "mappings",
              value: [
                {
                  type: "value",
                  options: { critical: { color: "red", text: "critical!" }, high: { color: "dark-blue" } },
                },
              ],
            },
          ],
        },
      ],
    },
  }),
  panel(3, "bargauge", "free", {
    targets: [{ ...INSTANT, legendFormat: "{{disk}}" }],
    fieldConfig: { defaults: { unit: "bytes", min: 0, max: 4 * 2 ** 30 } },
    options: { orientation: "horizontal", displayMode: "basic", reduceOptions: { calcs: ["lastNotNull"] } },
  }),
  panel(4, "gauge", "usage", {
    targets: [INSTANT],
    fieldConfig: {
      defaults: { unit: "percent", min: 0, max: 100, decimals: 0, thresholds: thresholds([90, "orange"]) },
    },
    options: { reduceOptions: { calcs: ["lastNotNull"] } },
  }),
  panel(5, "logs", '{service="web"}'),
  panel(6, "state-timeline", "phase", {
    targets: [{ legendFormat: "{{pod}}" }],
    fieldConfig: {
      defaults: {
        mappings: [
          { type: "value", options: { "0": { text: "down", color: "red" }, "1": { text: "up", color: "green" } } },
        ],
      },
    },
  }),
  panel(7, "heatmap", "buckets", {
    targets: [{ format: "heatmap", legendFormat: "{{le}}" }],
    options: { yAxis: { unit: "s" } },
  }),
  panel(8, "nodeGraph", "calls", { targets: [TABLE], options: { edges: { mainStatUnit: "reqps" } } }),
  panel(9, "piechart", "free", {
    targets: [{ ...INSTANT, legendFormat: "{{disk}}" }],
    fieldConfig: { defaults: { unit: "bytes" } },
  }),
  panel(10, "barchart", "free", {
    targets: [TABLE],
    options: { xField: "disk" },
    fieldConfig: { defaults: { unit: "bytes" } },
  }),
  panel(11, "histogram", "latencies", { options: { bucketSize: 1 } }),
  panel(12, "status-history", "phase", { targets: [{ legendFormat: "{{pod}}" }], options: { showValue: "never" } }),
  panel(13, "text", "", {
    datasource: null,
    targets: [],
    options: { mode: "markdown", content: "Read **the runbook** of $namespace." },
  }),
];

export const PROBE: DashboardJson = {
  uid: "probe",
  title: "Probe",
  links: [{ title: "Home" }, { title: "Hidden", placement: "inControlsMenu" }],
  panels: [
    ...PANELS,
    { type: "row", id: 99, title: "A row", gridPos: { x: 0, y: 40, w: 24, h: 1 }, collapsed: true, panels: [] },
  ],
  templating: {
    list: [
      {
        type: "query",
        name: "namespace",
        label: "Namespace",
        query: "label_values(up, namespace)",
        current: { text: ["All"], value: ["$__all"] },
        multi: true,
        includeAll: true,
        allValue: ".*",
      },
    ],
  },
};
