/** From the answers of queries to what a panel draws: frames, Grafana's own transformations, and the options of fields. */
import {
  applyFieldOverrides,
  cacheFieldDisplayNames,
  type DataFrame,
  type DataTransformContext,
  FieldType,
  type GrafanaTheme2,
  type InterpolateFunction,
  standardTransformers,
  standardTransformersRegistry,
  toDataFrame,
  transformDataFrame,
} from "@grafana/data";
import { lastValueFrom } from "rxjs";
import type { DrawnPanel, FieldJson, FrameJson, PanelJson } from "../shared/page";
import { extractFields } from "./extract-fields";
import { type Defaults, registryOf } from "./registry";

/** Makes Grafana's transformations known to its registry. */
export function registerTransformers(): void {
  const all = [...Object.values(standardTransformers), extractFields];
  const unique = [...new Map(all.map((info) => [info.id, info])).values()];
  standardTransformersRegistry.setInit(() =>
    unique.map((info) => ({
      id: info.id,
      name: info.name,
      description: info.description ?? "",
      transformation: () => Promise.resolve(info),
      editor: () => null,
      imageDark: "",
      imageLight: "",
    })),
  );
}

function values({ type, values }: FieldJson): unknown[] {
  return type === "number" ? values.map((value) => (value === null ? null : Number(value))) : [...values];
}

export function frameOf({ refId, name, fields, kind }: FrameJson): DataFrame {
  return toDataFrame({
    refId,
    ...(name === undefined ? {} : { name }),
    meta: kind === undefined ? {} : { custom: { kind } },
    fields: fields.map((field) => ({
      name: field.name,
      type: field.type as FieldType,
      config: { ...field.config },
      values: values(field),
      ...(field.labels === undefined ? {} : { labels: { ...field.labels } }),
    })),
  });
}

/** The panel with what its kind has by default. */
export function withDefaults(panel: PanelJson, { options, color = "thresholds", custom }: Defaults): PanelJson {
  const { defaults = {}, overrides = [] } = panel.fieldConfig ?? {};
  const thresholds = defaults.thresholds as { steps: { value: number | null }[] } | undefined;
  return {
    ...panel,
    options: { ...options, ...panel.options },
    fieldConfig: {
      defaults: {
        mappings: [],
        color: { mode: color },
        ...defaults,
        thresholds: infinite(thresholds) ?? {
          mode: "absolute",
          steps: [
            { value: -Infinity, color: "green" },
            { value: 80, color: "red" },
          ],
        },
        custom: { ...custom, ...(defaults.custom as object | undefined) },
      },
      overrides: (overrides as { properties: { id: string; value: unknown }[] }[]).map((rule) => ({
        ...rule,
        properties: rule.properties.map((property) =>
          property.id === "thresholds"
            ? { ...property, value: infinite(property.value as { steps: { value: number | null }[] }) }
            : property,
        ),
      })),
    },
  };
}

/** JSON has null where the first step is everything below the second. */
function infinite<T extends { steps: { value: number | null }[] }>(thresholds: T | undefined): T | undefined {
  if (thresholds === undefined) return undefined;
  return { ...thresholds, steps: thresholds.steps.map((step) => ({ ...step, value: step.value ?? -Infinity })) };
}

/** What the panel draws. @param panel With the defaults of its kind. */
export async function prepared(
  { frames }: DrawnPanel,
  panel: PanelJson,
  defaults: Defaults,
  theme: GrafanaTheme2,
  replaceVariables: InterpolateFunction,
): Promise<DataFrame[]> {
  const steps = (panel.transformations ?? []).filter(({ disabled }) => disabled !== true);
  for (const { id } of steps)
    if (standardTransformersRegistry.getIfExists(id) === undefined)
      throw new Error(`its transformation ${id} is not among Grafana's packages, and none of ours does the same`);
  const context: DataTransformContext = { interpolate: (text: string) => replaceVariables(text) };
  const shown = frames.filter(({ kind }) => kind !== "exemplars").map(frameOf);
  const transformed = steps.length === 0 ? shown : await lastValueFrom(transformDataFrame(steps, shown, context));
  const data = applyFieldOverrides({
    data: transformed,
    fieldConfig: panel.fieldConfig as never,
    fieldConfigRegistry: registryOf(panel, defaults),
    replaceVariables,
    theme,
    timeZone: "utc",
  });
  cacheFieldDisplayNames(data);
  return data;
}

/** Whether there is nothing to draw. */
export function isEmpty(frames: readonly DataFrame[]): boolean {
  return frames.every(({ length, fields }) => length === 0 || fields.length === 0);
}
