/** Every kind of panel that can be drawn, by the name that a dashboard's JSON has for it. */
import { gauge } from "./gauge";
import { heatmap } from "./heatmap";
import type { Kind } from "./kind";
import { logs } from "./logs";
import { nodeGraph } from "./node-graph";
import { barChart, histogram, pieChart } from "./parts";
import { barGauge, stat } from "./stat";
import { stateTimeline, statusHistory } from "./state-timeline";
import { table } from "./table";
import { text } from "./text";
import { timeSeries } from "./time-series";

export const KINDS: Readonly<Record<string, Kind>> = {
  barchart: barChart,
  bargauge: barGauge,
  gauge,
  heatmap,
  histogram,
  logs,
  nodeGraph,
  piechart: pieChart,
  "state-timeline": stateTimeline,
  stat,
  "status-history": statusHistory,
  table,
  text,
  timeseries: timeSeries,
};
