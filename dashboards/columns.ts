/** Tables of several queries: a row for what their labels name, a column for each label and each query. */
import type { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";

/**
 * Joins the queries of a table by their labels, and names what is shown.
 * @param labels The titles of the labels' columns.
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
  const values = columns.map((column, index) => [
    columns.length === 1 ? "Value" : `Value #${String.fromCharCode("A".charCodeAt(0) + index)}`,
    column,
  ]);
  return table.withTransformation({ id: "merge", options: {} }).withTransformation({
    id: "organize",
    options: {
      excludeByName: Object.fromEntries(hidden.map((column) => [column, true])),
      renameByName: { ...labels, ...(Object.fromEntries(values) as Record<string, string>) },
    },
  });
}
