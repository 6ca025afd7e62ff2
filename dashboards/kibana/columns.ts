/** The columns that a chart's data is made of: what is counted, and by what. */
import { TIME } from "./data-views";
import type { Countable } from "./fields";

/** What Lens calls a document where it wants a field. */
const RECORDS = "___records___";

/** A column of a Lens layer. */
export interface Column {
  label: string;
  /** Else Lens makes a label of its own. */
  customLabel: true;
  dataType: "date" | "ip" | "number" | "string";
  operationType: "count" | "date_histogram" | "formula" | "math" | "max" | "min" | "terms" | "unique_count";
  isBucketed: boolean;
  scale: "interval" | "ordinal" | "ratio";
  sourceField?: string;
  filter?: { language: "kuery"; query: string };
  references?: string[];
  params: Record<string, unknown>;
}

/** Columns by id, the one that is shown first: a share needs three more that are not. */
export type Columns = Record<string, Column>;

function column(label: string, rest: Omit<Column, "label" | "customLabel" | "isBucketed" | "scale">): Column {
  return { label, customLabel: true, isBucketed: false, scale: "ratio", ...rest };
}

/** The number of lines, or of those that a KQL query finds. */
export function count(label: string, query?: string): Column {
  return column(label, {
    dataType: "number",
    operationType: "count",
    sourceField: RECORDS,
    ...(query === undefined ? {} : { filter: { language: "kuery" as const, query } }),
    params: { emptyAsNull: false },
  });
}

/** How many values a field has. Above some thousands it is an estimate. */
export function distinct(label: string, field: Countable): Column {
  return column(label, {
    dataType: "number",
    operationType: "unique_count",
    sourceField: field,
    params: { emptyAsNull: false },
  });
}

/** When the first or the last of the lines was written. */
export function moment(label: string, operationType: "max" | "min"): Column {
  return column(label, { dataType: "date", operationType, sourceField: TIME, params: { emptyAsNull: true } });
}

/** Time. By default the bars are as wide as the time shown asks for. */
export function time(interval: "auto" | "1h" = "auto"): Column {
  return {
    label: "Time",
    customLabel: true,
    dataType: "date",
    operationType: "date_histogram",
    sourceField: TIME,
    isBucketed: true,
    scale: "interval",
    params: { interval, includeEmptyRows: true, dropPartials: false },
  };
}

/** Which values of a field are shown. */
export interface Top {
  field: Countable;
  label: string;
  size: number;
  /** The id of the column that decides which they are, most first. */
  by: string;
  /** Whether the remaining values are shown as one. */
  other?: boolean;
}

/** The top values of a field. */
export function top({ field, label, size, by, other = false }: Top): Column {
  return {
    label,
    customLabel: true,
    dataType: field === "source.ip" ? "ip" : "string",
    operationType: "terms",
    sourceField: field,
    isBucketed: true,
    scale: "ordinal",
    params: {
      size,
      orderBy: { type: "column", columnId: by },
      orderDirection: "desc",
      otherBucket: other,
      missingBucket: false,
      parentFormat: { id: "terms" },
    },
  };
}

/** The share of the lines that a KQL query finds among all, as a percentage. */
export function share(id: string, label: string, query: string): Columns {
  const text = `count(kql='${query}') / count()`;
  const [found, all, ratio] = [`${id}X0`, `${id}X1`, `${id}X2`];
  const part = `Part of ${label}`;
  return {
    [id]: column(label, {
      dataType: "number",
      operationType: "formula",
      params: { formula: text, isFormulaBroken: false, format: { id: "percent", params: { decimals: 2 } } },
      references: [ratio],
    }),
    [found]: count(part, query),
    [all]: count(part),
    // What Lens makes of the formula; it reads this and not the formula when it asks for the data.
    [ratio]: column(part, {
      dataType: "number",
      operationType: "math",
      params: {
        tinymathAst: {
          type: "function",
          name: "divide",
          args: [found, all],
          location: { min: 0, max: text.length },
          text,
        },
      },
      references: [found, all],
    }),
  };
}
