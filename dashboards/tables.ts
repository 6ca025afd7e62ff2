/** Tables: a row for each series, and how a cell says what state it is in. */
import { ThresholdsMode } from "@grafana/grafana-foundation-sdk/dashboard";
import { PanelBuilder as TableBuilder } from "@grafana/grafana-foundation-sdk/table";
import { above, below, configured, type PanelOptions, type State, type Step } from "./common";
import { readable } from "./numbers";

interface PropertyOfColumn {
  id: string;
  value: unknown;
}

/** A row for each series. The columns are labels, and `Value` (or, with several queries, `Value #A` and so on). */
export function table(options: PanelOptions): TableBuilder {
  return cells(configured(new TableBuilder(), options, "table"), options.unit);
}

/**
 * Gives a table's numbers a unit, and a dash to each cell that has nothing; a column's own come after it. As the default the unit
 * would be the texts' too: of one for dates they become `NaN` (grafana/grafana#32203), and a text such as `500` becomes a number
 * of seconds or bytes. What is said of a table without a row says nothing of a cell.
 */
export function cells(table: TableBuilder, unit: string): TableBuilder {
  table.unit("string").overrideByFieldType("number", [{ id: "unit", value: unit }]);
  for (const type of ["number", "string", "time"]) table.overrideByFieldType(type, [{ id: "noValue", value: "–" }]);
  return table;
}

/** Not to be seen: what links or the order go by. */
export const HIDDEN = [{ id: "custom.hideFrom", value: { legend: true, tooltip: true, viz: true } }];

/** How a cell with a state looks; coloured letters could be read on a dark page or on a light one, and not on both. */
export const ON_BACKGROUND = { id: "custom.cellOptions", value: { type: "color-background", mode: "basic" } };

/** What is well has no colour of its own. */
const PLAIN = "transparent";

/** Properties of a column of numbers: what is well is plain, and from each of the values on a cell has a colour. */
export const cellStates = (...states: readonly State[]): PropertyOfColumn[] => colored(above(states, PLAIN));

/** The same of what is better the more there is: a cell has a colour below each of the values, in their order. */
export function cellStatesBelow(...states: readonly State[]): PropertyOfColumn[] {
  return [...colored(below(states, PLAIN)), { id: "mappings", value: [NOTHING] }];
}

/** A cell that has nothing would have the colour of the lowest values. */
const NOTHING = { type: "special", options: { match: "null+nan", result: { text: "–", color: PLAIN } } };

function colored(steps: Step[]): PropertyOfColumn[] {
  return [ON_BACKGROUND, { id: "thresholds", value: readable({ mode: ThresholdsMode.Absolute, steps }) }];
}
