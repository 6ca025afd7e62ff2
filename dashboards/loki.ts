/** Panels whose queries are LogQL. */
import * as common from "@grafana/grafana-foundation-sdk/common";
import type { Builder } from "@grafana/grafana-foundation-sdk/cog";
import * as sdk from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as LogsBuilder } from "@grafana/grafana-foundation-sdk/logs";
import { DataqueryBuilder, LokiQueryType } from "@grafana/grafana-foundation-sdk/loki";
import { PanelBuilder as StatBuilder } from "@grafana/grafana-foundation-sdk/stat";
import { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import { PanelBuilder as TimeseriesBuilder } from "@grafana/grafana-foundation-sdk/timeseries";
import { type AnyPanel, described, lines, oneLine, type PanelOptions, refId } from "./common";
import { cells } from "./tables";
import { asNumbers } from "./tiles";

/** The Loki that the page's variable holds: after a move there are two. */
export const LOKI: common.DataSourceRef = { type: "loki", uid: "${logs}" };

/** How many lines a panel of lines holds at most. */
const MAX_LINES = 500;

/** The colours of the levels, the worst first. */
export const LEVEL_COLORS = {
  fatal: "dark-red",
  error: "red",
  warn: "yellow",
  info: "green",
  debug: "blue",
  trace: "light-blue",
  unknown: "gray",
};

/** The variable that holds a Loki; at first it is the engine in use. */
export function lokiVariable(): Builder<sdk.VariableModel> {
  return new sdk.DatasourceVariableBuilder("logs")
    .label("Logs")
    .type("loki")
    .current({ selected: true, text: "Loki", value: "loki" });
}

/** A variable with the values of a label of streams; any number of them can be picked, and at first all are. */
export function streamVariable(
  label: string,
  title: string,
  selector: string,
  allValue: ".*" | ".+",
): Builder<sdk.VariableModel> {
  return (
    new sdk.QueryVariableBuilder(label)
      .label(title)
      .datasource(LOKI)
      // Type 1 is "label values".
      .query({ label, refId: label, stream: selector, type: 1 })
      .definition(`label_values(${selector}, ${label})`)
      .refresh(sdk.VariableRefresh.OnTimeRangeChanged)
      .sort(sdk.VariableSort.AlphabeticalCaseInsensitiveAsc)
      .multi(true)
      .includeAll(true)
      .allValue(allValue)
      .current({ selected: true, text: ["All"], value: ["$__all"] })
  );
}

/** A variable with fixed values, of which any number can be picked; at first all are. */
export function choiceVariable(
  name: string,
  title: string,
  values: readonly string[],
  allValue: string,
): Builder<sdk.VariableModel> {
  return new sdk.CustomVariableBuilder(name)
    .label(title)
    .values(values.join(","))
    .options(values.map((value) => ({ selected: false, text: value, value })))
    .multi(true)
    .includeAll(true)
    .allValue(allValue)
    .current({ selected: true, text: ["All"], value: ["$__all"] });
}

/** A variable to type into. */
export function textVariable(name: string, title: string, value = ""): Builder<sdk.VariableModel> {
  return new sdk.TextBoxVariableBuilder(name)
    .label(title)
    .defaultValue(value)
    .current({ selected: true, text: value, value });
}

type Asked = "range" | "instant" | "lines";

function asking<T extends AnyPanel>(builder: T, options: PanelOptions, asked: Asked): T {
  const targets = options.queries.map(({ expr, legend }, index) => {
    const query = new DataqueryBuilder().datasource(LOKI).refId(refId(index)).expr(oneLine(expr));
    query.queryType(asked === "instant" ? LokiQueryType.Instant : LokiQueryType.Range);
    if (asked === "lines") query.maxLines(MAX_LINES);
    return legend === undefined ? query : query.legendFormat(legend);
  });
  return described(builder, options).datasource(LOKI).targets(targets);
}

/** Lines of a graph over time. */
export function logGraph(options: PanelOptions): TimeseriesBuilder {
  return lines(asking(new TimeseriesBuilder(), options, "range"));
}

/** A number over the time shown. */
export function logStat(options: PanelOptions): StatBuilder {
  return asNumbers(asking(new StatBuilder(), options, "instant"));
}

/** A row for each series. */
export function logTable(options: PanelOptions): TableBuilder {
  return cells(asking(new TableBuilder(), options, "instant"), options.unit);
}

/** A row for each line, with columns that the query makes of it, in this order; the newest on top. */
export function lineTable(
  options: Omit<PanelOptions, "unit">,
  columns: Readonly<Record<string, string>>,
): TableBuilder {
  const names = Object.keys(columns);
  return cells(asking(new TableBuilder(), { ...options, unit: "string" }, "lines"), "string")
    .withTransformation({ id: "extractFields", options: { source: "labels", keepTime: true, replace: true } })
    .withTransformation({ id: "filterFieldsByName", options: { include: { names } } })
    .withTransformation({
      id: "organize",
      options: {
        indexByName: Object.fromEntries(names.map((name, index) => [name, index])),
        renameByName: columns,
      },
    });
}

/** The lines themselves, the newest on top; each opens to its labels, and to its trace. */
export function logLines(options: Omit<PanelOptions, "unit">): LogsBuilder {
  return asking(new LogsBuilder(), { ...options, unit: "string" }, "lines")
    .showTime(true)
    .wrapLogMessage(true)
    .prettifyLogMessage(false)
    .enableLogDetails(true)
    .sortOrder(common.LogsSortOrder.Descending)
    .dedupStrategy(common.LogsDedupStrategy.None);
}
