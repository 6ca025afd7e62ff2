/** The look of every dashboard: how a page is put together and what its panels have in common. */
import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import * as common from "@grafana/grafana-foundation-sdk/common";
import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as GaugeBuilder } from "@grafana/grafana-foundation-sdk/gauge";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";

// The SDK would rather have the second schema, which Grafana takes by its API; files, as the sidecar provisions them,
// hold the first.
// eslint-disable-next-line @typescript-eslint/no-deprecated
export type Dashboard = sdk.Dashboard;
export type Panel = Builder<sdk.Panel>;

/** The data source that the page's variable of this name holds. */
export const DATASOURCE: common.DataSourceRef = { type: "prometheus", uid: "${datasource}" };

/** The page that everything links back to. */
export const OVERVIEW_UID = "cluster-overview";

/** A page: what is at its top, and its panels, left to right and top to bottom. */
export interface Page {
  uid: string;
  title: string;
  description: string;
  tags: string[];
  variables?: Builder<sdk.VariableModel>[];
  links?: Builder<sdk.DashboardLink>[];
  /** Since when it shows what was, at first. Default: an hour ago. */
  from?: string;
  /** Panels by the title of the row that they are under; panels under "" come before any row. */
  rows: Record<string, Panel[]>;
}

/** Lays out a page. */
export function page({
  uid,
  title,
  description,
  tags,
  variables = [],
  links = [],
  from = "now-1h",
  rows,
}: Page): Dashboard {
  // eslint-disable-next-line @typescript-eslint/no-deprecated
  const builder = new sdk.DashboardBuilder(title)
    .uid(uid)
    .version(1)
    .description(description)
    .tags(tags)
    .refresh("30s")
    .time({ from, to: "now" })
    .timezone("browser")
    .tooltip(sdk.DashboardCursorSync.Crosshair)
    .variables([datasourceVariable(), ...variables])
    .links(links);
  for (const [row, panels] of Object.entries(rows)) {
    if (row !== "") builder.withRow(new sdk.RowBuilder(row));
    for (const panel of panels) builder.withPanel(panel);
  }
  const built = builder.build();
  // Grafana would number them by itself, but links to a single panel need numbers that stay.
  built.panels?.forEach((panel, index) => (panel.id = index + 1));
  return built;
}

function datasourceVariable(): Builder<sdk.VariableModel> {
  return new sdk.DatasourceVariableBuilder("datasource")
    .label("Data source")
    .type("prometheus")
    .current({ selected: true, text: "Prometheus", value: "prometheus" });
}

/** A variable with the values of a label; any number of them can be picked, and at first all are. */
export function labelVariable(label: string, title: string, series: string): Builder<sdk.VariableModel> {
  const query = `label_values(${series}, ${label})`;
  return (
    new sdk.QueryVariableBuilder(label)
      .label(title)
      .datasource(DATASOURCE)
      .query({ query, refId: label })
      .definition(query)
      // What is new while the page is open is offered as well.
      .refresh(sdk.VariableRefresh.OnTimeRangeChanged)
      .sort(sdk.VariableSort.AlphabeticalCaseInsensitiveAsc)
      .multi(true)
      .includeAll(true)
      .allValue(".*")
      .current({ selected: true, text: ["All"], value: ["$__all"] })
  );
}

/** A query and what its series are called. */
export interface Query {
  expr: string;
  legend?: string;
  /** Whether the traces that a histogram's samples come from are shown as points. */
  exemplars?: boolean;
}

/** What every panel has. */
export interface PanelOptions {
  title: string;
  /** What it shows, and when to worry. */
  description: string;
  /** Columns out of 24. */
  width: number;
  height?: number;
  /** A unit of Grafana's. Columns of a table may have their own. */
  unit: string;
  /** The first has the ref id A, the second B. */
  queries: Query[];
  /** What is said when the queries return nothing. */
  empty?: string;
}

/** What every kind of panel can be told. */
export interface AnyPanel extends Panel {
  title(title: string): this;
  description(description: string): this;
  span(width: number): this;
  height(height: number): this;
  datasource(datasource: common.DataSourceRef): this;
  unit(unit: string): this;
  noValue(text: string): this;
  targets(targets: Builder<Dataquery>[]): this;
}

type Evaluated = "range" | "instant" | "table";

/** Gives a panel its options and its queries in PromQL. */
export function configured<T extends AnyPanel>(builder: T, options: PanelOptions, evaluated: Evaluated): T {
  const targets = options.queries.map((query, index) => target(query, refId(index), evaluated));
  return described(builder, options).datasource(DATASOURCE).targets(targets);
}

/** Gives a panel what does not depend on the language of its queries. */
export function described<T extends AnyPanel>(builder: T, options: Omit<PanelOptions, "queries">): T {
  const { title, description, width, height = 8, unit, empty } = options;
  builder.title(title).description(description).span(width).height(height).unit(unit);
  if (empty !== undefined) builder.noValue(empty);
  return builder;
}

/** The ref id of a panel's first, second … query. */
export function refId(index: number): string {
  return "ABCDEFGHIJ".charAt(index);
}

/** Authors break lines and indent. */
export function oneLine(expr: string): string {
  return expr.trim().replace(/\s*\n\s*/g, " ");
}

function target({ expr, legend, exemplars = false }: Query, refId: string, evaluated: Evaluated): DataqueryBuilder {
  const query = new DataqueryBuilder().datasource(DATASOURCE).refId(refId).expr(oneLine(expr));
  if (legend !== undefined) query.legendFormat(legend);
  if (exemplars) query.exemplar(true);
  if (evaluated === "range") return query.range();
  return evaluated === "table" ? query.instant().format(PromQueryFormat.Table) : query.instant();
}

/** Lines over time. */
export function graph(options: PanelOptions): TimeseriesBuilder {
  return lines(configured(new TimeseriesBuilder(), options, "range"));
}

/** How lines over time look. */
export function lines(builder: TimeseriesBuilder): TimeseriesBuilder {
  return builder
    .axisSoftMin(0)
    .lineWidth(1)
    .fillOpacity(8)
    .showPoints(common.VisibilityMode.Never)
    .legend(
      new common.VizLegendOptionsBuilder()
        .showLegend(true)
        .displayMode(common.LegendDisplayMode.List)
        .placement(common.LegendPlacement.Bottom),
    )
    .tooltip(
      new common.VizTooltipOptionsBuilder().mode(common.TooltipDisplayMode.Multi).sort(common.SortOrder.Descending),
    );
}

export const latest = () => new common.ReduceDataOptionsBuilder().calcs(["lastNotNull"]);

/** Numbers as they are now, on their colour. */
export function stat(options: PanelOptions): StatBuilder {
  return configured(new StatBuilder(), options, "instant")
    .reduceOptions(latest())
    .graphMode(common.BigValueGraphMode.None)
    .colorMode(common.BigValueColorMode.BackgroundSolid);
}

/** Percentages as they are now, on a dial. */
export function gauge(options: PanelOptions): GaugeBuilder {
  return configured(new GaugeBuilder(), options, "instant").reduceOptions(latest()).min(0).max(100).decimals(0);
}

/** A row for each series. The columns are labels, and `Value` (or, with several queries, `Value #A` and so on). */
export function table(options: PanelOptions): TableBuilder {
  return configured(new TableBuilder(), options, "table");
}

/** Green, and another colour from each of the values on. */
export function steps(...from: [value: number, color: string][]): Builder<sdk.ThresholdsConfig> {
  return new sdk.ThresholdsConfigBuilder()
    .mode(sdk.ThresholdsMode.Absolute)
    .steps([{ value: null, color: "green" }, ...from.map(([value, color]) => ({ value, color }))]);
}

/** Draws a panel's thresholds as lines. */
export const asLines = () =>
  new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed);

/** A link at the top of a page; a path leads into the same Grafana. */
export function link(title: string, url: string): Builder<sdk.DashboardLink> {
  return new sdk.DashboardLinkBuilder(title).type(sdk.DashboardLinkType.Link).icon("external link").url(url);
}
