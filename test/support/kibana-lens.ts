/**
 * What Kibana 9 takes for a Lens chart within a dashboard, with unknown attributes refused. Written after Kibana's
 * kbn-lens-common/datasources/operations.ts and, in lens/public/visualizations, the types of xy, metric and datatable,
 * in the form from before Lens numbered its own versions: a chart without a version is migrated up from there.
 */
import { z } from "zod";

const text = z.string().min(1);
const nothing = z.tuple([]);

export const kuery = z.strictObject({ language: z.literal("kuery"), query: z.string() });
export const reference = z.strictObject({ name: text, type: z.enum(["index-pattern", "search"]), id: text });

const column = <T extends z.core.$ZodLooseShape>(shape: T) =>
  z.strictObject({ label: text, customLabel: z.literal(true), ...shape });
const number = { dataType: z.literal("number"), isBucketed: z.literal(false), scale: z.literal("ratio") };
const emptyAsNull = z.strictObject({ emptyAsNull: z.boolean() });
const bucket = { isBucketed: z.literal(true), sourceField: text };

const columns = z.discriminatedUnion("operationType", [
  column({
    ...number,
    operationType: z.literal("count"),
    sourceField: z.literal("___records___"),
    filter: kuery.optional(),
    params: emptyAsNull,
  }),
  column({ ...number, operationType: z.literal("unique_count"), sourceField: text, params: emptyAsNull }),
  column({
    ...number,
    dataType: z.literal("date"),
    operationType: z.enum(["max", "min"]),
    sourceField: text,
    params: emptyAsNull,
  }),
  column({
    ...number,
    operationType: z.literal("formula"),
    references: z.array(text).length(1),
    params: z.strictObject({
      formula: text,
      isFormulaBroken: z.literal(false),
      format: z.strictObject({ id: z.literal("percent"), params: z.strictObject({ decimals: z.int() }) }),
    }),
  }),
  column({
    ...number,
    operationType: z.literal("math"),
    references: z.array(text).length(2),
    params: z.strictObject({
      tinymathAst: z.strictObject({
        type: z.literal("function"),
        name: z.literal("divide"),
        args: z.array(text).length(2),
        location: z.strictObject({ min: z.literal(0), max: z.int() }),
        text,
      }),
    }),
  }),
  column({
    ...bucket,
    dataType: z.literal("date"),
    operationType: z.literal("date_histogram"),
    scale: z.literal("interval"),
    params: z.strictObject({ interval: text, includeEmptyRows: z.boolean(), dropPartials: z.boolean() }),
  }),
  column({
    ...bucket,
    dataType: z.enum(["ip", "string"]),
    operationType: z.literal("terms"),
    scale: z.literal("ordinal"),
    params: z.strictObject({
      size: z.int().min(1).max(1000),
      orderBy: z.strictObject({ type: z.literal("column"), columnId: text }),
      orderDirection: z.enum(["asc", "desc"]),
      otherBucket: z.boolean(),
      missingBucket: z.boolean(),
      parentFormat: z.strictObject({ id: z.literal("terms") }),
    }),
  }),
]);

const axes = z.strictObject({ x: z.boolean(), yLeft: z.boolean(), yRight: z.boolean() });
const layer = { layerId: text, layerType: z.literal("data") };
const seriesType = z.enum(["bar_horizontal_stacked", "bar_stacked"]);
const touched = z.boolean();

const xy = z.strictObject({
  preferredSeriesType: seriesType,
  legend: z.strictObject({
    isVisible: z.boolean(),
    showSingleSeries: z.boolean(),
    position: z.enum(["bottom", "left", "right", "top"]),
    shouldTruncate: z.boolean(),
    maxLines: z.int(),
  }),
  valueLabels: z.enum(["hide", "show"]),
  fittingFunction: z.literal("None"),
  axisTitlesVisibilitySettings: axes,
  tickLabelsVisibilitySettings: axes,
  gridlinesVisibilitySettings: axes,
  layers: z.tuple([
    z.strictObject({
      ...layer,
      seriesType,
      xAccessor: text,
      accessors: z.array(text).length(1),
      splitAccessor: text.optional(),
      colorMapping: z
        .strictObject({
          assignments: z.array(
            z.strictObject({
              rule: z.strictObject({ type: z.literal("matchExactly"), values: z.array(text).length(1) }),
              color: z.strictObject({ type: z.literal("colorCode"), colorCode: z.string().regex(/^#[0-9a-f]{6}$/) }),
              touched,
            }),
          ),
          specialAssignments: z.tuple([
            z.strictObject({
              rule: z.strictObject({ type: z.literal("other") }),
              color: z.strictObject({ type: z.literal("loop") }),
              touched,
            }),
          ]),
          paletteId: z.literal("default"),
          colorMode: z.strictObject({ type: z.literal("categorical") }),
        })
        .optional(),
    }),
  ]),
});

const metric = z.strictObject({
  ...layer,
  metricAccessor: text,
  showBar: z.boolean(),
  color: z.string().optional(),
});

const datatable = z.strictObject({
  ...layer,
  columns: z.array(z.strictObject({ columnId: text, isTransposed: z.literal(false), isMetric: z.boolean() })).min(2),
  sorting: z.strictObject({ columnId: text, direction: z.enum(["asc", "desc"]) }),
  paging: z.strictObject({ size: z.int(), enabled: z.boolean() }),
});

const lens = <N extends string, T extends z.ZodType>(visualizationType: N, visualization: T) =>
  z.strictObject({
    title: text,
    description: text,
    type: z.literal("lens"),
    visualizationType: z.literal(visualizationType),
    references: z.array(reference).length(1),
    state: z.strictObject({
      query: kuery,
      filters: nothing,
      internalReferences: nothing,
      adHocDataViews: z.strictObject({}),
      datasourceStates: z.strictObject({
        formBased: z.strictObject({
          layers: z.record(
            z.string(),
            z.strictObject({
              columnOrder: z.array(text),
              columns: z.record(z.string(), columns),
              incompleteColumns: z.strictObject({}),
            }),
          ),
        }),
      }),
      visualization,
    }),
  });

export const lensAttributes = z.discriminatedUnion("visualizationType", [
  lens("lnsXY", xy),
  lens("lnsMetric", metric),
  lens("lnsDatatable", datatable),
]);
