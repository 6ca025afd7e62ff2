/** The options of fields: Grafana takes only those that a registry lists, and its own registry is not among its packages. */
import { FieldConfigOptionsRegistry, displayNameOverrideProcessor, type FieldConfigPropertyItem } from "@grafana/data";
import type { PanelJson } from "../shared/page";

const STANDARD = [
  ...[
    "unit",
    "min",
    "max",
    "decimals",
    "displayName",
    "color",
    "thresholds",
    "mappings",
    "links",
    "actions",
    "noValue",
  ],
  ...["description", "filterable", "fieldMinMax", "nullValueMode", "path"],
];

/** What a panel's kind has by default, of its own options and of every field's. */
export interface Defaults {
  options?: Record<string, unknown>;
  color?: string;
  custom?: Record<string, unknown>;
}

const identity = (value: unknown) => value;

function item(path: string, isCustom: boolean): FieldConfigPropertyItem {
  const id = isCustom ? `custom.${path}` : path;
  return {
    id,
    path,
    isCustom,
    name: id,
    process: path === "displayName" ? displayNameOverrideProcessor : identity,
    shouldApply: () => true,
    settings: { expandTemplateVars: true },
    editor: () => null,
    override: () => null,
  } as unknown as FieldConfigPropertyItem;
}

/** A registry with every option that the panel or its kind's defaults name. */
export function registryOf(panel: PanelJson, defaults: Defaults): FieldConfigOptionsRegistry {
  const custom = (panel.fieldConfig?.defaults?.custom ?? {}) as Record<string, unknown>;
  const overrides = (panel.fieldConfig?.overrides ?? []) as { properties: { id: string }[] }[];
  const named = overrides.flatMap(({ properties }) => properties.map(({ id }) => id));
  const paths = new Set([
    ...Object.keys(defaults.custom ?? {}),
    ...Object.keys(custom),
    ...named.filter((id) => id.startsWith("custom.")).map((id) => id.slice("custom.".length)),
  ]);
  const items = [...STANDARD.map((path) => item(path, false)), ...[...paths].map((path) => item(path, true))];
  for (const id of named)
    if (!items.some((known) => known.id === id))
      throw new Error(`an override sets ${id}, which is no option known here`);
  return new FieldConfigOptionsRegistry(() => items);
}
