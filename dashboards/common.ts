/** The look of every panel: what those of a kind have in common. */
import type { Builder, Dataquery } from "@grafana/grafana-foundation-sdk/cog";
import * as common from "@grafana/grafana-foundation-sdk/common";
import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as BarGaugeBuilder } from "@grafana/grafana-foundation-sdk/bargauge";
import { PanelBuilder as GaugeBuilder } from "@grafana/grafana-foundation-sdk/gauge";
import { DataqueryBuilder, PromQueryFormat } from "@grafana/grafana-foundation-sdk/prometheus";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";

export type Panel = Builder<sdk.Panel>;

/** The data source that the page's variable of this name holds. */
export const DATASOURCE: common.DataSourceRef = { type: "prometheus", uid: "${datasource}" };

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

/** How many lines a graph names at most, where there may be many: more would not be read. */
export const SHOWN = 10;

/**
 * The lines of a graph with the most of what it shows at any moment of the time shown, where there are many: those of each moment
 * by itself would be another few at every step.
 * @param by The labels that tell one line from another.
 * @param most What they are put in order by: one number for each, at the end.
 */
export function mostOf(lines: string, by: string, most: string): string {
  return `${lines} and on (${by}) topk(${SHOWN}, ${most})`;
}

/** Lines with the most at the end of the time shown. @param of What they are, `at` after each selector or range. */
export const mostAtEnd = (by: string, of: (at: string) => string) => mostOf(of(""), by, of(" @ end()"));

/** The highest that a series was in the time shown. */
export const highest = (series: string) => `max_over_time(${series}[$__range] @ end())`;

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

/** A line for each series, and one where it alerts. @param query PromQL, and how its series are called. */
export function limitGraph(
  title: string,
  description: string,
  unit: string,
  query: readonly [expr: string, legend: string],
  limit?: number,
): TimeseriesBuilder {
  const [expr, legend] = query;
  const queries = [{ expr, legend }];
  const panel = graph({ title, description, width: 8, unit, queries, empty: "Nothing exposes this" });
  return limit === undefined ? panel : panel.thresholds(steps([limit, "red"])).thresholdsStyle(asLines());
}

/** As many lines over time that what is below each would be one colour with that of the others. */
export function many(options: PanelOptions): TimeseriesBuilder {
  return graph(options).fillOpacity(0);
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

/** Percentages as they are now, on a dial. */
export function gauge(options: PanelOptions): GaugeBuilder {
  return configured(new GaugeBuilder(), options, "instant").reduceOptions(latest()).min(0).max(100).decimals(0);
}

/** Numbers as they are now, each on a bar from zero. */
export function bars(options: PanelOptions): BarGaugeBuilder {
  return (
    configured(new BarGaugeBuilder(), options, "instant")
      .reduceOptions(latest())
      .orientation(common.VizOrientation.Horizontal)
      .displayMode(common.BarGaugeDisplayMode.Basic)
      // One alone would fill its panel.
      .sizing(common.BarGaugeSizing.Manual)
      .maxVizHeight(40)
      // The bar has the colour of the state; a number in it could not be read on a light page.
      .valueMode(common.BarGaugeValueMode.Text)
      .min(0)
  );
}

/** A value, and the colour of what is past it. */
export type State = readonly [value: number, color: string];

/** A value, and the colour from it on. */
export interface Step {
  value: number | null;
  color: string;
}

/** A colour, and another one from each of the values on. */
export function above(states: readonly State[], well: string): Step[] {
  return [{ value: null, color: well }, ...states.map(([value, color]) => ({ value, color }))];
}

/** What is better the more there is: a colour below each of the values, in their order, and another one from the last of them on. */
export function below(states: readonly State[], well: string): Step[] {
  const values = [null, ...states.map(([value]) => value)];
  return [...states.map(([, color]) => color), well].map((color, at) => ({ value: values[at] ?? null, color }));
}

const absolute = (steps: Step[]): Builder<sdk.ThresholdsConfig> =>
  new sdk.ThresholdsConfigBuilder().mode(sdk.ThresholdsMode.Absolute).steps(steps);

/** Green, and another colour from each of the values on. */
export const steps = (...states: readonly State[]) => absolute(above(states, "green"));

/** A colour below each of the values, in their order, and green from the last of them on. */
export const stepsBelow = (...states: readonly State[]) => absolute(below(states, "green"));

/** One colour, of text: of what is neither well nor not. */
export const stateless = () => absolute(above([], "text"));

/** Draws a panel's thresholds as lines. */
export const asLines = () =>
  new common.GraphThresholdsStyleConfigBuilder().mode(common.GraphThresholdsStyleMode.Dashed);
