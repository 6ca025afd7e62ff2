/** The kinds of panels, each with the look that it has on every dashboard. */
import { type Column, type Columns, count, time, top, type Top } from "./columns";
import { type DataView, dataViewReference } from "./data-views";
import type { Reference } from "./saved-object";
import type { SearchId } from "./searches";

/** What every panel has. */
export interface PanelOptions {
  /** Its name within the dashboard: it stays, whatever the title becomes. */
  id: string;
  title: string;
  /** What it shows, and when to worry. */
  description: string;
  /** Columns out of 48. */
  width: number;
}

/** A panel without its place. */
export interface Panel extends PanelOptions {
  type: "lens" | "search";
  /** What the panel shows, as the dashboard stores it. */
  embeddableConfig: Record<string, unknown>;
  /** The name under which a panel speaks of a saved search. */
  panelRefName?: string;
  references: Reference[];
}

interface LensOptions extends PanelOptions {
  dataView?: DataView;
  /** Which lines count, in KQL. Default: all. */
  query?: string;
}

type Visualization = "lnsDatatable" | "lnsMetric" | "lnsXY";

/** The one layer of a chart. */
const LAYER = "data";

function lens(options: LensOptions, visualizationType: Visualization, columns: Columns, look: object): Panel {
  const { id, title, description, width, dataView = "logs", query = "" } = options;
  const reference = dataViewReference(`indexpattern-datasource-layer-${LAYER}`, dataView);
  const attributes = {
    title,
    description,
    type: "lens",
    visualizationType,
    references: [reference],
    state: {
      query: { language: "kuery", query },
      filters: [],
      datasourceStates: {
        formBased: { layers: { [LAYER]: { columnOrder: Object.keys(columns), columns, incompleteColumns: {} } } },
      },
      internalReferences: [],
      adHocDataViews: {},
      visualization: look,
    },
  };
  return {
    id,
    title,
    description,
    width,
    type: "lens",
    embeddableConfig: { title, description, attributes },
    references: [reference],
  };
}

/** One number. Its column is first; a share's parts follow it. */
export function metric(options: LensOptions & { color?: string }, value: Column | Columns): Panel {
  const columns: Columns = isColumn(value) ? { value } : value;
  const [metricAccessor] = Object.keys(columns);
  return lens(options, "lnsMetric", columns, {
    layerId: LAYER,
    layerType: "data",
    metricAccessor,
    showBar: false,
    ...(options.color === undefined ? {} : { color: options.color }),
  });
}

function isColumn(value: Column | Columns): value is Column {
  return "operationType" in value;
}

/** What bars are split by; `by` is always their height. */
export type Split = Omit<Top, "by">;

interface BarOptions extends LensOptions {
  split?: Split;
  /** Colours of the split's values. Default: the palette, in turn. */
  colors?: Record<string, string>;
  /** What the bars count. Default: lines. */
  value?: Column;
}

/** Stacked bars over time. */
export function timeline(options: BarOptions & { interval?: "1h" }): Panel {
  return bars(options, time(options.interval), "bar_stacked");
}

/** Lying stacked bars, one for each of the top values of a field. */
export function ranking(options: BarOptions & { of: Split }): Panel {
  return bars(options, top({ ...options.of, by: "value" }), "bar_horizontal_stacked");
}

function bars(options: BarOptions, x: Column, seriesType: "bar_horizontal_stacked" | "bar_stacked"): Panel {
  const { split, colors, value = count("Lines") } = options;
  const columns: Columns = { x, ...(split === undefined ? {} : { split: top({ ...split, by: "value" }) }), value };
  const shown = { x: true, yLeft: true, yRight: true };
  return lens(options, "lnsXY", columns, {
    preferredSeriesType: seriesType,
    legend: { isVisible: true, showSingleSeries: false, position: "right", shouldTruncate: true, maxLines: 1 },
    valueLabels: "hide",
    fittingFunction: "None",
    axisTitlesVisibilitySettings: { x: false, yLeft: false, yRight: false },
    tickLabelsVisibilitySettings: shown,
    gridlinesVisibilitySettings: shown,
    layers: [
      {
        layerId: LAYER,
        layerType: "data",
        seriesType,
        xAccessor: "x",
        accessors: ["value"],
        ...(split === undefined ? {} : { splitAccessor: "split" }),
        ...(colors === undefined ? {} : { colorMapping: colorMapping(colors) }),
      },
    ],
  });
}

function colorMapping(colors: Record<string, string>): object {
  return {
    assignments: Object.entries(colors).map(([value, colorCode]) => ({
      rule: { type: "matchExactly", values: [value] },
      color: { type: "colorCode", colorCode },
      touched: true,
    })),
    specialAssignments: [{ rule: { type: "other" }, color: { type: "loop" }, touched: false }],
    paletteId: "default",
    colorMode: { type: "categorical" },
  };
}

/** A row for each combination of the fields' top values, with numbers beside it; sorted by the first number. */
export function table(options: LensOptions & { rows: Split[]; values: Columns }): Panel {
  const [sorting = "value"] = Object.keys(options.values);
  const rows = Object.fromEntries(
    options.rows.map((row) => [`by-${row.field.replaceAll(".", "-")}`, top({ ...row, by: sorting })]),
  );
  const columns: Columns = { ...rows, ...options.values };
  return lens(options, "lnsDatatable", columns, {
    layerId: LAYER,
    layerType: "data",
    columns: Object.entries(columns).map(([columnId, { isBucketed }]) => ({
      columnId,
      isTransposed: false,
      isMetric: !isBucketed,
    })),
    sorting: { columnId: sorting, direction: "desc" },
    paging: { size: 10, enabled: true },
  });
}

/** A saved search, as it is in Discover. */
export function search(options: PanelOptions & { search: SearchId }): Panel {
  const { id, title, description, width } = options;
  const panelRefName = `panel_${id}`;
  return {
    id,
    title,
    description,
    width,
    type: "search",
    embeddableConfig: { title, description },
    panelRefName,
    references: [{ name: panelRefName, type: "search", id: options.search }],
  };
}
