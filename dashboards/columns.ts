/** Tables of several queries: a row for what their labels name, a column for each label and each query. */
import type { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import type { PanelOptions, State } from "./common";
import { cellStates, cellStatesBelow, table } from "./tables";
import type { DataLink } from "./links";
import { background } from "./numbers";

/**
 * Joins the queries of a table by their labels, and names what is shown.
 * @param labels The titles of the labels' columns, in their order; the queries' come after them.
 * @param columns The titles of the queries' columns, in their order.
 * @param hidden Columns that are left out.
 */
export function inColumns(
  table: TableBuilder,
  labels: Readonly<Record<string, string>>,
  columns: readonly string[],
  hidden: readonly string[] = ["Time"],
): TableBuilder {
  // Grafana calls the value of one query `Value`, and those of several by the letters of the queries.
  const values = columns.map((column, index): [name: string, title: string] => [
    columns.length === 1 ? "Value" : `Value #${String.fromCharCode("A".charCodeAt(0) + index)}`,
    column,
  ]);
  return table.withTransformation({ id: "merge", options: {} }).withTransformation({
    id: "organize",
    options: {
      excludeByName: Object.fromEntries(hidden.map((column) => [column, true])),
      indexByName: Object.fromEntries(
        [...Object.keys(labels), ...values.map(([name]) => name)].map((name, at) => [name, at]),
      ),
      renameByName: { ...labels, ...Object.fromEntries(values) },
    },
  });
}

/** A column of numbers. */
export interface Column {
  title: string;
  expr: string;
  unit: string;
  decimals?: number;
  /** From which number on a cell has a colour. Default: it has none, as it says nothing of a state. */
  states?: readonly State[];
  /** Of what is better the more there is, in the place of `states`: below which number, in their order, a cell has a colour. */
  statesBelow?: readonly State[];
  /** What its numbers are shown as, those with a colour on that. Default: as numbers. */
  texts?: Readonly<Record<string, { text: string; color?: string }>>;
  /** In pixels. Default: as wide as there is room. */
  width?: number;
}

/** What a comparison is of, beside what every panel has. */
export interface Comparison extends Omit<PanelOptions, "queries" | "unit"> {
  /** The titles of the labels' columns, in their order. */
  labels: Readonly<Record<string, string>>;
  columns: readonly Column[];
  /** The title of the column whose largest number is on top. */
  worst: string;
  /** Whether it is the smallest number of that column. */
  is?: "least";
  /** Where what a column of text names leads to. */
  links?: Readonly<Record<string, DataLink[]>>;
}

/** A table of things side by side, the worst on top: a row for each, and a column for each question. */
export function comparison({ labels, columns, worst, is, links = {}, ...options }: Comparison): TableBuilder {
  const queries = columns.map(({ expr }) => ({ expr }));
  const built = inColumns(
    table({ ...options, unit: "short", queries }),
    labels,
    columns.map(({ title }) => title),
    ["Time", "__name__"],
  ).withTransformation({ id: "sortBy", options: { sort: [{ field: worst, desc: is !== "least" }] } });
  for (const [title, own] of Object.entries(links)) built.overrideByName(title, [{ id: "links", value: own }]);
  for (const column of columns) built.overrideByName(column.title, properties(column));
  return built;
}

function properties({ unit, decimals, states, statesBelow, texts, width }: Column): { id: string; value: unknown }[] {
  return [
    { id: "unit", value: unit },
    ...(decimals === undefined ? [] : [{ id: "decimals", value: decimals }]),
    ...(width === undefined ? [] : [{ id: "custom.width", value: width }]),
    ...(states === undefined ? [] : cellStates(...states)),
    ...(statesBelow === undefined ? [] : cellStatesBelow(...statesBelow)),
    ...(texts === undefined
      ? []
      : [...cellStates(), { id: "mappings", value: [{ type: "value", options: words(texts) }] }]),
  ];
}

/** Texts with their colours as backgrounds that can be read. */
function words(texts: NonNullable<Column["texts"]>): Record<string, { text: string; color?: string }> {
  return Object.fromEntries(
    Object.entries(texts).map(([value, { text, color }]) => [
      value,
      color === undefined ? { text } : { text, color: background(color) },
    ]),
  );
}
