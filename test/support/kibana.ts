/**
 * What Kibana 9 takes for a saved object, with unknown attributes refused. Written after Kibana's own schemas and types:
 * - dashboard 10.1.0: dashboard/server/dashboard_saved_object/schema/v1/v1.ts, and for its panels
 *   dashboard/server/api/transforms/out/transform_panels_out.ts and transform_pinned_panels_out.ts
 * - search 10.1.0: saved_search/server/saved_objects/schema_legacy.ts, SCHEMA_SEARCH_MODEL_VERSION_1
 * - index-pattern 8.0.0: data_views/common/types.ts, DataViewAttributes (Kibana itself checks nothing there)
 */
import { z } from "zod";
import { kuery, lensAttributes, reference } from "./kibana-lens";

/** JSON in a string. */
function inJson<T extends z.ZodType>(inner: T) {
  return z
    .string()
    .transform((text, context) => {
      try {
        return JSON.parse(text) as unknown;
      } catch {
        context.addIssue({ code: "custom", message: `is not JSON: ${text}` });
        return z.NEVER;
      }
    })
    .pipe(inner);
}

const text = z.string().min(1);
const nothing = z.tuple([]);

const placed = {
  panelIndex: text,
  gridData: z.strictObject({
    i: text,
    x: z.int().min(0),
    y: z.int().min(0),
    w: z.int().min(1).max(48),
    h: z.int().min(1),
  }),
};
const titles = { title: text, description: text };

const panel = z.discriminatedUnion("type", [
  z.strictObject({
    ...placed,
    type: z.literal("lens"),
    embeddableConfig: z.strictObject({ ...titles, attributes: lensAttributes }),
  }),
  z.strictObject({
    ...placed,
    type: z.literal("search"),
    embeddableConfig: z.strictObject(titles),
    panelRefName: text,
  }),
]);

const control = z.strictObject({
  order: z.int(),
  type: z.literal("optionsListControl"),
  width: z.enum(["large", "medium", "small"]),
  grow: z.boolean(),
  explicitInput: z.strictObject({
    id: text,
    fieldName: text,
    title: text,
    searchTechnique: z.enum(["exact", "prefix", "wildcard"]),
  }),
});

const dashboard = z.strictObject({
  ...titles,
  timeRestore: z.literal(true),
  timeFrom: z.string().regex(/^now-\d+[hd]$/),
  timeTo: z.literal("now"),
  refreshInterval: z.strictObject({ pause: z.boolean(), value: z.int() }),
  optionsJSON: inJson(
    z.strictObject({
      useMargins: z.boolean(),
      syncColors: z.boolean(),
      syncCursor: z.boolean(),
      syncTooltips: z.boolean(),
      hidePanelTitles: z.literal(false),
    }),
  ),
  kibanaSavedObjectMeta: z.strictObject({
    searchSourceJSON: inJson(z.strictObject({ query: kuery, filter: nothing })),
  }),
  controlGroupInput: z.strictObject({
    controlStyle: z.enum(["oneLine", "twoLine"]),
    chainingSystem: z.enum(["HIERARCHICAL", "NONE"]),
    ignoreParentSettingsJSON: inJson(z.record(z.string(), z.boolean())),
    panelsJSON: inJson(z.record(z.string(), control)),
  }),
  panelsJSON: inJson(z.array(panel).min(1)),
});

const search = z.strictObject({
  ...titles,
  columns: z.array(text).min(1),
  sort: z.tuple([z.tuple([text, z.enum(["asc", "desc"])])]),
  grid: z.strictObject({ columns: z.record(z.string(), z.strictObject({ width: z.int() })) }),
  rowHeight: z.int().min(-1),
  hideChart: z.boolean(),
  isTextBasedQuery: z.literal(false),
  timeRestore: z.boolean(),
  kibanaSavedObjectMeta: z.strictObject({
    searchSourceJSON: inJson(z.strictObject({ indexRefName: text, query: kuery, filter: nothing })),
  }),
});

const url = z.strictObject({
  id: z.literal("url"),
  params: z.strictObject({
    type: z.literal("a"),
    urlTemplate: z.string().regex(/^https?:\/\//),
    labelTemplate: text,
    openLinkInCurrentTab: z.boolean(),
  }),
});

const dataView = z.strictObject({
  name: text,
  title: text,
  timeFieldName: text,
  allowNoIndex: z.boolean(),
  fieldFormatMap: inJson(z.record(z.string(), url)),
});

const envelope = <N extends string, V extends string, T extends z.ZodType>(type: N, version: V, attributes: T) =>
  z.strictObject({
    type: z.literal(type),
    id: z.string().regex(/^[a-z][a-z-]*$/),
    attributes,
    references: z.array(reference),
    coreMigrationVersion: z.literal("8.8.0"),
    typeMigrationVersion: z.literal(version),
  });

export const kibanaObject = z.discriminatedUnion("type", [
  envelope("dashboard", "10.1.0", dashboard),
  envelope("search", "10.1.0", search),
  envelope("index-pattern", "8.0.0", dataView),
]);

export type KibanaObject = z.output<typeof kibanaObject>;
export type KibanaPanel = z.output<typeof panel>;
export type LensPanel = Extract<KibanaPanel, { type: "lens" }>;
